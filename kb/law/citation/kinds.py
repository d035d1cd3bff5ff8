"""The kinds of Indonesian instruments and the offices that issue them, as data; every spelling belongs to one kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kb.language import parse_roman


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of instrument.

    Args:
        short: canonical short form, as in ``Instrument.kind``.
        long: the full name as a citation prints it.
        spellings: what else texts and people write, in lower case; ``short`` and ``long`` are added by themselves.
        office: the office that issues this kind; empty where there is one issuer for the whole country,
            or where any office may (see ``any_issuer``).
        any_issuer: whether the issuer is any office and has to be named in full.
    """

    short: str
    long: str
    spellings: tuple[str, ...] = ()
    office: str = ""
    any_issuer: bool = False

    @property
    def has_issuer(self) -> bool:
        """Whether this kind needs its issuer to be told apart."""
        return bool(self.office) or self.any_issuer


_KINDS = (
    Kind("UUD", "Undang-Undang Dasar", ("uud negara republik indonesia", "uud nri", "uud ri")),
    Kind("UU", "Undang-Undang", ("undang undang", "u.u.")),
    Kind(
        "Perppu",
        "Peraturan Pemerintah Pengganti Undang-Undang",
        ("perpu", "peraturan pemerintah pengganti undang undang", "perppu/perpu"),
    ),
    Kind("PP", "Peraturan Pemerintah", ("p.p.",)),
    Kind("Perpres", "Peraturan Presiden", ("perpres ri",)),
    Kind("Keppres", "Keputusan Presiden", ("kepres",)),
    Kind("Inpres", "Instruksi Presiden", ()),
    Kind("Permen", "Peraturan Menteri", (), "Menteri"),
    Kind("Kepmen", "Keputusan Menteri", (), "Menteri"),
    Kind("Inmen", "Instruksi Menteri", (), "Menteri"),
    Kind("Pergub", "Peraturan Gubernur", (), "Gubernur"),
    Kind("Kepgub", "Keputusan Gubernur", (), "Gubernur"),
    Kind("Ingub", "Instruksi Gubernur", (), "Gubernur"),
    Kind("Perwali", "Peraturan Wali Kota", ("peraturan walikota", "perwal", "perwako"), "Wali Kota"),
    Kind("Kepwali", "Keputusan Wali Kota", ("keputusan walikota", "kepwal", "kepwako"), "Wali Kota"),
    Kind("Inwali", "Instruksi Wali Kota", ("instruksi walikota", "inwal"), "Wali Kota"),
    Kind("Perbup", "Peraturan Bupati", (), "Bupati"),
    Kind("Kepbup", "Keputusan Bupati", (), "Bupati"),
    Kind("Inbup", "Instruksi Bupati", (), "Bupati"),
    Kind("Perda", "Peraturan Daerah", (), any_issuer=True),
    Kind("Qanun", "Qanun", (), any_issuer=True),
    Kind("SKB", "Keputusan Bersama", ("surat keputusan bersama",), any_issuer=True),
    Kind("SE", "Surat Edaran", (), any_issuer=True),
    Kind("Surat", "Surat", (), any_issuer=True),
    Kind("Peraturan", "Peraturan", (), any_issuer=True),
    Kind("Keputusan", "Keputusan", ("surat keputusan", "sk"), any_issuer=True),
    Kind("Berita", "Berita"),
    Kind("Dokumen", "Dokumen"),
)

KINDS = MappingProxyType({kind.short: kind for kind in _KINDS})
"""Canonical short form → ``Kind``, every kind that ``Instrument.kind`` may name."""

JOINED = MappingProxyType(
    {
        "permenaker": ("Permen", "Menteri Ketenagakerjaan"),
        "permennaker": ("Permen", "Menteri Ketenagakerjaan"),
        "kepmenaker": ("Kepmen", "Menteri Ketenagakerjaan"),
        "permenakertrans": ("Permen", "Menteri Tenaga Kerja dan Transmigrasi"),
        "kepmenakertrans": ("Kepmen", "Menteri Tenaga Kerja dan Transmigrasi"),
        "permendagri": ("Permen", "Menteri Dalam Negeri"),
        "kepmendagri": ("Kepmen", "Menteri Dalam Negeri"),
        "inmendagri": ("Inmen", "Menteri Dalam Negeri"),
        "permenkeu": ("Permen", "Menteri Keuangan"),
        "pmk": ("Permen", "Menteri Keuangan"),
        "kepmenkeu": ("Kepmen", "Menteri Keuangan"),
        "permenkes": ("Permen", "Menteri Kesehatan"),
        "kepmenkes": ("Kepmen", "Menteri Kesehatan"),
        "permenkumham": ("Permen", "Menteri Hukum dan Hak Asasi Manusia"),
        "permensos": ("Permen", "Menteri Sosial"),
        "permenpupr": ("Permen", "Menteri PUPR"),
        "kepmenpupr": ("Kepmen", "Menteri PUPR"),
        "permenpu": ("Permen", "Menteri PU"),
    }
)
"""One word that names kind and issuer at once → both."""

SHORT_NAMES = MappingProxyType(
    {
        (kind, issuer): name[0].upper() + name[1:]
        for name, (kind, issuer) in JOINED.items()
        if name not in {"permennaker", "pmk", "permenpupr", "kepmenpupr", "permenpu"}
    }
)
"""(kind, issuer) → the one word that lawyers print, where there is one (``Permenaker``)."""

_LONG_ISSUERS = MappingProxyType(
    {
        "Menteri PUPR": "Menteri Pekerjaan Umum dan Perumahan Rakyat",
        "Menteri PU": "Menteri Pekerjaan Umum",
        "Menteri PANRB": "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi",
        "LKPP": "Lembaga Kebijakan Pengadaan Barang/Jasa Pemerintah",
    }
)

_SAME_ISSUER = MappingProxyType(
    {
        **{long.lower(): short for short, long in _LONG_ISSUERS.items()},
        "menteri pu dan perumahan rakyat": "Menteri PUPR",
        "menpupr": "Menteri PUPR",
        "menteri pan-rb": "Menteri PANRB",
        "menteri pan rb": "Menteri PANRB",
        "menpan rb": "Menteri PANRB",
        "menpanrb": "Menteri PANRB",
        "menteri naker": "Menteri Ketenagakerjaan",
        "menaker": "Menteri Ketenagakerjaan",
        "menakertrans": "Menteri Tenaga Kerja dan Transmigrasi",
        "menteri tenaga kerja & transmigrasi": "Menteri Tenaga Kerja dan Transmigrasi",
        "mendagri": "Menteri Dalam Negeri",
        "menkeu": "Menteri Keuangan",
        "menkes": "Menteri Kesehatan",
        "dirjen binakonstruksi": "Dirjen Bina Konstruksi",
        "kemendagri": "Kementerian Dalam Negeri",
        "kemnaker": "Kementerian Ketenagakerjaan",
        "kemenaker": "Kementerian Ketenagakerjaan",
        "kemenkeu": "Kementerian Keuangan",
        "menteri hukum dan ham": "Menteri Hukum dan Hak Asasi Manusia",
        "bpjs tk": "BPJS Ketenagakerjaan",
        "bpjamsostek": "BPJS Ketenagakerjaan",
        "badan penyelenggara jaminan sosial ketenagakerjaan": "BPJS Ketenagakerjaan",
    }
)

_CAPITALS = frozenset(
    "PUPR PU PANRB BPJS LKPP BNPB BKPM DKI RI KPU OJK BPK DJSN LPJK PPK APBN APBD BUMN BUMD UKM SKPD ASN PT CV".split()
)
_SMALL = frozenset("dan atau di ke dari untuk bagi pada atas dalam oleh dengan serta tentang yang".split())
_SPECIAL_REGIONS = frozenset(("aceh", "yogyakarta"))
_NAMES_A_REGION = frozenset("gubernur provinsi pemerintah pemprov sekda dprd daerah wilayah".split())
_LARGEST_NUMERAL = 49
"""No title numbers further, and all that is written like a larger one is a word or an abbreviation: DI, MI, LI, CV."""
_STATE = re.compile(r"(?:,\s*)?\b(?:republik\s+indonesia|ri)\b\.?", re.IGNORECASE)

# The first word or words of an office; what follows them is its field or its place.
UNNUMBERED = ("Berita", "Dokumen")
"""Kinds that are no instruments: they have no number, and are cited by their title."""

REPORTS = frozenset({*UNNUMBERED, ""})
"""Kinds of documents that do nothing to an instrument, as a release only tells; the empty kind is one of none."""

OFFICES = (
    "menteri koordinator", "menteri", "gubernur", "wali kota", "walikota", "bupati", "direktur jenderal", "dirjen",
    "direktorat jenderal", "ditjen", "sekretaris jenderal", "sekretaris daerah", "sekretaris", "sekda", "kepala",
    "jaksa agung", "mahkamah", "direktur utama", "direksi", "direktur", "deputi", "ketua", "kementerian", "badan",
    "lembaga", "lkpp", "bpjs", "bnpb", "otoritas", "dewan", "komisi", "kapolri", "inspektur", "pj. gubernur",
    "pj. wali kota", "pj. bupati", "penjabat", "menaker", "mendagri", "menkeu", "menpupr", "menpan", "kemendagri",
    "kemnaker", "kemenaker", "pupr", "provinsi", "kabupaten", "kota",
)  # fmt: skip


def normalise_issuer(text: str, kind: str = "") -> str:
    """Bring an issuer's name to its canonical form.

    - ``Menteri Pekerjaan Umum dan Perumahan Rakyat`` → ``Menteri PUPR``
    - ``MENTERI KETENAGAKERJAAN REPUBLIK INDONESIA`` → ``Menteri Ketenagakerjaan``
    - ``Walikota Tangerang`` → ``Wali Kota Tangerang``
    - ``Direktur Jenderal Bina Konstruksi`` → ``Dirjen Bina Konstruksi``
    - ``PUPR`` in a Permen → ``Menteri PUPR``; ``Jawa Barat`` in a Pergub → ``Gubernur Jawa Barat``

    Args:
        text: the name as it stands, in any case and spacing.
        kind: the instrument's kind; its office is put before a name that lacks it.

    Example:
        >>> normalise_issuer("WALIKOTA TANGERANG"), normalise_issuer("pupr", "Permen")
        ('Wali Kota Tangerang', 'Menteri PUPR')
    """
    words = " ".join(_STATE.sub(" ", text).split()).strip(" ,.:;-")
    if not words:
        return ""
    office = KINDS[kind].office if kind in KINDS else ""
    if office and not re.match(r"(?:pj\.?\s|penjabat\s)?(?:menteri|gubernur|wali\s?kota|bupati)", words, re.I):
        words = f"{office} {words}"
    words = re.sub(r"\bwali\s?kota\b", "Wali Kota", words, flags=re.IGNORECASE)
    words = re.sub(r"\b(?:direktur jenderal|direktorat jenderal|ditjen|dirjen)\b", "Dirjen", words, flags=re.IGNORECASE)
    words = _SAME_ISSUER.get(words.lower(), words)
    return _SAME_ISSUER.get(words.lower(), title_case(words))


def format_issuer(issuer: str) -> str:
    """Write a canonical issuer in full, as a citation does (``Menteri PUPR`` → its long name)."""
    return _LONG_ISSUERS.get(issuer, issuer).replace("Dirjen ", "Direktur Jenderal ")


def title_case(text: str) -> str:
    """Write words in capitals or in lower case as a title; words that already mix both stay as they are.

    Example:
        >>> title_case("JAMINAN KECELAKAAN KERJA DAN BPJS"), title_case("wali kota bekasi")
        ('Jaminan Kecelakaan Kerja dan BPJS', 'Wali Kota Bekasi')
        >>> title_case("PENDIDIKAN DI LUAR NEGERI"), title_case("GUBERNUR DI YOGYAKARTA"), title_case("ESELON III")
        ('Pendidikan di Luar Negeri', 'Gubernur DI Yogyakarta', 'Eselon III')
    """
    words = text.split()
    bare = [word.strip('(),.;:"“”') for word in words]
    return " ".join(
        word.upper() if _is_special_region(bare, at) else _title_word(word, bare[at], is_first=at == 0)
        for at, word in enumerate(words)
    )


def _is_special_region(words: Sequence[str], at: int) -> bool:
    """Say whether DI stands for Daerah Istimewa: before its name, at the beginning or behind what names a region."""
    around = [word.lower() for word in words[max(at - 1, 0) : at + 2]]
    is_named = len(words) > at + 1 and around[-1] in _SPECIAL_REGIONS
    return words[at].upper() == "DI" and is_named and (at == 0 or around[0] in _NAMES_A_REGION)


def _title_word(word: str, bare: str, is_first: bool) -> str:
    if any(c.isdigit() for c in bare):
        return word
    if bare.upper() in _CAPITALS:
        return word.replace(bare, bare.upper())
    if not (bare.isupper() or bare.islower()) and not (word.upper() == word or word.lower() == word):
        return word
    if bare.lower() in _SMALL and not is_first:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda match: _capitalise(match[0]), word)


def _capitalise(letters: str) -> str:
    number = parse_roman(letters)
    return letters.upper() if number and number <= _LARGEST_NUMERAL else letters.capitalize()
