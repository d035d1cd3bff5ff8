"""The words that say what a document does to another, as expressions.

Every expression is linear: its repeats are bounded, and it is applied to short stretches or once over a text.
"""

from __future__ import annotations

import re

_I = re.IGNORECASE

BEFORE = 220
"""Characters before a mention in which its lead-in stands."""

REVOKED = re.compile(
    r"\b(?:di\s?cabut(?:\s{1,4}(?:kembali\s{1,4})?(?:dan|serta)\s{1,4}(?:dinyatakan\s{1,4})?tidak\s{1,4}berlaku)?"
    r"|dinyatakan\s{1,4}(?:dicabut|tidak\s{1,4}(?:lagi\s{1,4})?(?:berlaku|mempunyai\s{1,4}kekuatan)))"
    r"(?:\s{1,4}lagi)?\b",
    _I,
)
"""``dicabut``, ``dicabut dan dinyatakan tidak berlaku``, ``dinyatakan tidak berlaku lagi``."""

STILL_IN_FORCE = re.compile(
    r"\b(?:(?:masih|tetap)\s{1,4}){1,2}(?:dinyatakan\s{1,4})?(?:berlaku|diberlakukan|dilaksanakan|sah)\b"
    r"|\bdinyatakan\s{1,4}berlaku\b",
    _I,
)
"""``dinyatakan masih tetap berlaku``: said of what is not revoked, whatever stands around it."""

AMENDED = re.compile(
    r"\b(?:r?diubah(?:\s{1,4}(?:sebagai\s{1,4}berikut|sehingga|menjadi|dan|serta|untuk)\b)?"
    r"|berbunyi\s{1,4}sebagai\s{1,4}berikut|dihapus(?:kan)?|disisipkan|ditambah(?:kan)?|diganti)\b",
    _I,
)
"""``diubah sebagai berikut``, ``dihapus``, ``disisipkan``: what an amending article says of the amended one."""

UNREAL = re.compile(
    r"\b(?:tidak|belum|tanpa|bukan|jangan|dapat|bisa|akan|harus|perlu|perlunya|wajib|patut|sebelum|sampai|hingga|apabila"
    r"|jika|bila|kalau|telah|sudah|pernah|yang|boleh|dipandang|untuk|agar|supaya|semula|setelah)"
    r"(?:\s{1,4}(?:juga|segera|dapat|di)){0,2}\s{1,4}$",
    _I,
)
"""What makes a verb no deed of this document: negated, possible, demanded, or done before by somebody else."""

THING = re.compile(
    r"\b(?:i[zj]in|perizinan|status|hak|sertifikat|lisensi|sanksi|akreditasi|persetujuan|kuasa|kewenangan|surat\s+tanda"
    r"|penetapan|registrasi|keanggotaan|hukuman|sementara)(?:nya)?\b"
)
"""What else is revoked: licences, rights, punishments. Lower case: in a title they are capitalised."""

AFTER_BARE = re.compile(
    r"\s{0,4}(?:[.;,:)]|$|\b(?:dan|oleh|dengan|sepanjang|sejak|terhitung|kecuali|mulai|pada|untuk)\b)"
)
"""What may follow a lone ``dicabut``: not ``izinnya``."""

BY = re.compile(
    r"\s{0,4}(?:kembali\s{1,4})?(?:oleh|dengan|berdasarkan|melalui|menurut|dalam)\b(?!\s{1,4}(?:cara|tetap))", _I
)
"""Begins the part that says by whom or by what."""

PARTLY_AFTER = re.compile(r"[\s,]{0,4}(?:sepanjang|kecuali|khusus|bagi|terhadap|untuk)\b", _I)
"""``dinyatakan tidak berlaku sepanjang …``, ``… bagi …``: only a part is revoked."""

PARTLY_BETWEEN = re.compile(r"\b(?:sepanjang|kecuali|khusus(?:nya)?)\b", _I)

PARTLY_BEFORE = re.compile(
    r"\b(?:ketentuan|pengaturan|bagian)\s{1,4}(?:mengenai|tentang|yang\s{1,4}mengatur|terkait)\b[^.;:]{1,160}"
    r"\b(?:dalam|pada|dari)\s{1,4}$",
    _I,
)
"""``ketentuan mengenai jaminan kematian dalam`` an instrument: only a part of it."""

NO_SUBJECT = re.compile(
    r"(?:\b(?:dimaksud|diamanatkan|disebut|tercantum)\s{1,4}(?:dalam|pada|oleh)"
    r"|\b(?:diubah|diganti|dicabut|disempurnakan|dilengkapi)\b[^.;:()]{0,60}\b(?:dengan|oleh)|terakhir(?:\s{1,4}kali)?,?\s{1,4}dengan"
    r"|\b(?:berdasarkan|menurut|sesuai(?:\s{1,4}dengan)?|bertentangan\s{1,4}dengan|berpedoman\s{1,4}pada"
    r"|pelaksana(?:an)?(?:nya)?(?:\s{1,4}(?:dari|atas))?|perubahan(?:\s{1,4}\w{1,12}){0,2}\s{1,4}(?:atas|terhadap)"
    r"|pencabutan(?:\s{1,4}atas)?|pengganti|penetapan|berlakunya|oleh|melalui|tentang|amanat|dengan))\s{1,4}$",
    _I,
)
"""Lead-ins of an instrument that only describes another thing: what follows in the sentence isn't said of it."""

_LIST_MARK = r"(?:\(?[0-9a-z]{1,3}[.)]\s{0,4})?"
_PART = r"(?:(?:beberapa\s{1,4})?(?:ketentuan|pengaturan)[^.;:()]{0,60}?(?:dalam|pada)?\s{0,4})?"
_OBJECT = rf"{_PART}:?\s{{0,4}}{_LIST_MARK}$"

REVOKING = re.compile(
    r"\bmencabut(?:\s{1,4}(?:dan|serta)\s{1,4}(?:menyatakan|dinyatakan)\s{1,4}tidak\s{1,4}berlaku)?\s{0,4}:?\s{0,4}"
    + _OBJECT,
    _I,
)
"""``mencabut`` right before what it revokes."""

REVOCATION = re.compile(r"\bpencabutan(?:\s{1,4}(?:atas|terhadap))?\s{1,4}$", _I)
"""``Pencabutan`` in a title, right before what is revoked."""

AMENDING = re.compile(
    r"\bmengubah\b(?:[^.;()]{0,140}\b(?:ketentuan|pasal|lampiran)\b[^.;()]{0,60}?)?\s{0,4}:?\s{0,4}" + _LIST_MARK + "$",
    _I,
)
"""``mengubah … beberapa ketentuan yang diatur dalam: a.``"""

AMENDMENT = re.compile(
    r"\bperubahan(?:(?:\s{1,4}(?:ke\w{2,12}(?:\s{1,4}(?:belas|puluh\s{1,4}\w{2,8}))?|pertama))?\s{1,4}(?:atas|terhadap)"
    r"|\s{1,4}(?:substansi|redaksi|bunyi|ketentuan)\s{1,4}(?:dalam|pada))\s{1,4}$",
    _I,
)
"""``Perubahan (Kedua) atas`` in a title, right before what is amended."""

IMPLEMENTATION = re.compile(
    r"\b(?:peraturan|ketentuan|petunjuk|pedoman)\s{1,4}(?:pelaksana(?:an)?|teknis\s{1,4}pelaksanaan)(?:\s{1,4}(?:dari|atas))?\s{1,4}$",
    _I,
)
"""``Peraturan Pelaksanaan`` in a title, right before what is carried out."""

ABOUT = re.compile(r"\btentang\s{1,4}$", _I)

AMENDED_PART = re.compile(r"\b(?:ketentuan|lampiran|judul|di\s{1,4}antara|setelah)\b", _I)
"""Before an instrument of which a part is amended."""

IMPLEMENTING = re.compile(
    r"(?:\b(?:untuk|guna|dalam\s{1,4}rangka|sebagai|merupakan|adalah)\s{1,4}(?:salah\s{1,4}satu\s{1,4}|bentuk\s{1,4}|upaya\s{1,4}){0,2}"
    r"(?:melaksanakan|menindaklanjuti|menindak\s{1,4}lanjuti|menjalankan|mengimplementasikan"
    r"|(?:peraturan\s{1,4})?(?:pelaksana(?:an)?|tindak\s{1,4}lanjut|penjabaran|implementasi)(?:\s{1,4}(?:dari|atas|terhadap))?)"
    r"|(?:^|[.;:\n]\s{0,4}|\bbahwa\s{1,4}|\b(?:Surat\s{1,4}Edaran|Instruksi|Peraturan\s{1,4}\w{1,12}|SE|ini)\s{1,4}(?:untuk\s{1,4})?)"
    r"(?:menindaklanjuti|menindak\s{1,4}lanjuti|melaksanakan|tindak\s{1,4}lanjut(?:\s{1,4}(?:dari|atas))?))"
    r"(?:\s{1,4}(?:lebih\s{1,4}lanjut\s{1,4})?(?:ketentuan|amanat|perintah|mandat)){0,2}"
    r"(?:\s{1,4}(?:sebagaimana\s{1,4})?(?:dimaksud|diatur|tercantum))?(?:\s{1,4}(?:dalam|pada|dari))?"
    r"(?:\s{1,4}pasal\s{1,4}\S{1,4})?\s{1,4}$",
    _I,
)
"""``untuk melaksanakan ketentuan``, ``dalam rangka pelaksanaan``, ``sebagai tindak lanjut``, ``Menindaklanjuti``."""

PURPOSE = re.compile(r"\b(?:tidak|belum|tanpa|bukan|gagal|lalai)(?:\s{1,4}\w{1,20}){0,2}\s{1,4}$", _I)
"""Before the words of carrying out: they are denied."""

LIST_STEP = re.compile(
    r"[;,]\s{0,4}(?:(?:dan|serta|dan\s?/\s?atau)\s{1,4})?(?:\(?[0-9a-z]{1,3}[.)]\s{0,4}|[a-z]\s{1,4}){0,2}$", _I
)
"""Between two items of a list; a scan loses the points of its letters."""

DECREEING = re.compile(r"\b(?:menetapkan|membentuk|memutuskan)\b[^;.]{0,200}\btentang\s{1,4}$", _I)
"""``perlu menetapkan Peraturan Pemerintah tentang``: what follows is this document's own name."""

CHAIN = re.compile(r"[\s,]{0,6}(?:(?:dan|serta|dan/atau|jo\.?|juncto)\s{1,4})?(?:ketentuan\s{1,4})?", _I)
"""Between two mentions in one breath."""

TITLED_CHAIN = re.compile(r"\s{1,4}tentang\s[^.;:]{1,200}?,?\s{1,4}(?:dan|serta)\s{1,4}(?:ketentuan\s{1,4})?", _I)
"""Between two mentions in one breath, the first with its title."""

LEGAL_GROUND = re.compile(r"\s{0,4}dasar(?:\s{1,4}(?:hukum|pembentukan|pertimbangan))?\s{0,4}[:.]?\s{0,4}", _I)
"""Heading of a circular's section that names what it rests on."""

CONSIDERING = re.compile(r"(?:^|\n)[^\w\n]{0,6}(Mengingat)\b\s{0,4}:?", re.MULTILINE)
CONSIDERING_ENDS = re.compile(
    r"\bM\s?E\s?M\s?U\s?T\s?U\s?S\s?K\s?A\s?N\b|\bMenetapkan\s{0,4}:|\bDengan\s{1,4}[Pp]ersetujuan\b"
)

STOP = re.compile(r"[.!?][\"”’')]{0,2}(?=\s{1,8}[A-Z\"“(#]|\s{0,8}$|\s{1,4}(?:\(?[0-9a-z]{1,3}[.)])\s)|\n\s{0,4}\n")
"""A place where a sentence may end."""

NO_STOP = re.compile(
    r"(?:(?:^|[\s;:,(])(?:[0-9]{1,2}|[a-zA-Z]|No|Nr|jo|Jo|tgl|Tgl|hlm|Thn|Th|Dr|dr|Ir|Hj|cq|u\.b|a\.n|s\.d))$"
)
"""Before a full stop that ends no sentence: a number of a list, an abbreviation."""
