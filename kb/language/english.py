"""Tell English questions from Indonesian ones, and say their words in Indonesian.

Step 2. A dictionary of two parts: the field's own terms, written by us, and ``english_words.tsv``, counted from
translations (``training.lexicon``). Invariant: a text of names, numbers and codes alone is Indonesian: that is what the
corpus is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from kb.language.words import index_terms

ENGLISH_STOP_WORDS = frozenset(
    "the of and to in is are was were be been an for on by with at from as what which who whom whose when where "
    "why how many much does do did has have had can could may must shall should will would if that this these "
    "those it its there any not or than before after under between during within into about per each every "
    "someone they their".split()
)
_INDONESIAN = frozenset(
    "yang dan di ke dari untuk dengan pada oleh dalam atau adalah apa apakah siapa siapakah berapa berapakah "
    "kapan kapankah mana bagaimana mengapa kenapa jika kalau bila tidak bisa dapat wajib harus boleh ini itu para "
    "sebagai tentang menurut oleh ada sudah belum akan saja juga agar karena sebelum sesudah setelah antara tiap "
    "setiap nggak gak dia mereka kami kita isi".split()
)
_BOTH = frozenset(["per"])
_WORD = re.compile(r"[a-z]+")


def is_english(text: str) -> bool:
    """Say whether a text is English, by its small words: a question in Indonesian may name an English title.

    Example:
        >>> is_english("Who pays the contribution?"), is_english("Siapa yang membayar iuran?"), is_english("UU 24/2011")
        (True, False, False)
    """
    words = [word for word in _WORD.findall(text.lower()) if word not in _BOTH]
    return sum(word in ENGLISH_STOP_WORDS for word in words) > 2 * sum(word in _INDONESIAN for word in words)


_TERMS = """
social security = jaminan sosial
employment social security = jaminan sosial ketenagakerjaan
social security agency = badan penyelenggara jaminan sosial
health insurance = jaminan kesehatan
work accident = kecelakaan kerja
workplace accident = kecelakaan kerja
occupational accident = kecelakaan kerja
work injury = kecelakaan kerja
injured = cedera luka kecelakaan
death benefit = jaminan kematian santunan
old-age savings = jaminan hari tua
old-age = hari tua
old age = hari tua
pension = pensiun
retirement = pensiun
unemployment = kehilangan pekerjaan
job loss = kehilangan pekerjaan
contribution = iuran
contributions = iuran
premium = iuran
benefit = manfaat
benefits = manfaat
lump sum = sekaligus
participant = peserta
participants = peserta
membership = kepesertaan
member = peserta
register = mendaftarkan
registered = terdaftar
registration = pendaftaran
heir = ahli waris
heirs = ahli waris
dependents = ahli waris
widow = janda
funeral = pemakaman
scholarship = beasiswa
disability = cacat
disabled = cacat
treatment = pengobatan perawatan
employer = pemberi kerja pengusaha
employers = pemberi kerja pengusaha
employee = pekerja buruh
employees = pekerja buruh
worker = pekerja buruh
workers = pekerja buruh
labourer = pekerja buruh
labourers = pekerja buruh
casual = harian lepas
daily = harian
self-employed = bukan penerima upah
wage earner = penerima upah
wage = upah
wages = upah
minimum wage = upah minimum
salary = upah gaji
overtime = lembur
leave = cuti
probation = masa percobaan
fixed-term = waktu tertentu
employment agreement = perjanjian kerja
employment contract = perjanjian kerja
collective agreement = perjanjian kerja bersama
company regulation = peraturan perusahaan
trade union = serikat pekerja
union = serikat pekerja
strike = mogok kerja
severance = pesangon
termination = pemutusan hubungan kerja
dismiss = pemutusan hubungan kerja
dismissed = pemutusan hubungan kerja
dismissal = pemutusan hubungan kerja
fire = pemutusan hubungan kerja
fired = pemutusan hubungan kerja
dispute = perselisihan sengketa
foreign worker = tenaga kerja asing
foreign workers = tenaga kerja asing
migrant worker = pekerja migran
migrant workers = pekerja migran
child = anak
construction = konstruksi
construction services = jasa konstruksi
service provider = penyedia jasa
service user = pengguna jasa
provider = penyedia
contractor = penyedia jasa kontraktor
contractors = penyedia jasa kontraktor
subcontractor = subpenyedia jasa
builder = penyedia jasa
building = bangunan
building failure = kegagalan bangunan
structure = bangunan
collapse = kegagalan bangunan
collapses = kegagalan bangunan
safety = keselamatan
certificate = sertifikat
competence = kompetensi
expert = ahli
procurement = pengadaan
goods = barang
commitment officer = pejabat pembuat komitmen
contracting officer = pejabat pembuat komitmen
budget user = pengguna anggaran
budget = anggaran
bid = penawaran
bidder = peserta pemilihan
bids = penawaran
offer = penawaran
tender = tender pemilihan
bid security = jaminan penawaran
bid bond = jaminan penawaran
performance bond = jaminan pelaksanaan
performance security = jaminan pelaksanaan
advance payment = uang muka
retention = jaminan pemeliharaan
progress payment = pembayaran prestasi termin
owner's estimate = harga perkiraan sendiri
own estimate = harga perkiraan sendiri
estimate = harga perkiraan
blacklist = daftar hitam
contract value = nilai kontrak
contract = kontrak
work order = surat perintah mulai kerja
proof = bukti
fine = denda
fined = denda
late = terlambat keterlambatan
arrears = tunggakan
penalty = denda sanksi pidana
sanction = sanksi
sanctions = sanksi
prison = pidana penjara
jail = pidana penjara
imprisonment = pidana penjara
liable = tanggung jawab
liability = tanggung jawab
bankrupt = pailit
bankruptcy = pailit
board of directors = direksi
director = direksi direktur
supervisory board = dewan pengawas
investment = investasi
fund = dana
funds = dana
assets = aset
president = presiden
presidential instruction = instruksi presiden
instruction = instruksi
presidential regulation = peraturan presiden
government regulation = peraturan pemerintah
ministerial regulation = peraturan menteri
circular = surat edaran
law = undang-undang
act = undang-undang
article = pasal
regent = bupati
mayor = wali kota
governor = gubernur
minister = menteri
ministers = menteri
manpower = ketenagakerjaan
home affairs = dalam negeri
public works = pekerjaan umum
attorney general = jaksa agung
regional = daerah
local government = pemerintah daerah
permit = izin
licence = izin
license = izin
deadline = paling lambat jangka waktu
within how many days = paling lama hari
age = usia
maximum = paling tinggi paling lama paling banyak
minimum = paling rendah paling sedikit
revoked = dicabut
repealed = dicabut
repeals = mencabut
amended = diubah perubahan
amends = perubahan
in force = berlaku
court = pengadilan
report = laporan melaporkan
reports = laporan melaporkan
"""
"""The field's own terms: general translations of them are wrong ("contribution" is "iuran", not "sumbangan")."""

TERMS = MappingProxyType(dict(line.split(" = ") for line in _TERMS.strip().splitlines()))
_TERM = re.compile(r"\b(?:" + "|".join(re.escape(term) for term in sorted(TERMS, key=len, reverse=True)) + r")\b")


@lru_cache(maxsize=1)
def _read_words() -> dict[str, tuple[str, ...]]:
    lines = (Path(__file__).parent / "english_words.tsv").read_text(encoding="utf-8").splitlines()
    return {word: tuple(stems.split()) for word, _, stems in (line.partition("\t") for line in lines)}


def find_terms(text: str) -> list[str]:
    """List the field's terms of an English text in Indonesian, in their order.

    Example:
        >>> find_terms("deadline for the bid security")
        ['paling lambat jangka waktu', 'jaminan penawaran']
    """
    return [TERMS[match.group()] for match in _TERM.finditer(text.lower())]


def translate_terms(text: str) -> dict[str, float]:
    """Say an English question's words as terms of the Indonesian index, each with its share.

    Terms of the field, longest first, then the dictionary's words; each counts 1 in all, divided among the stems that
    it may be. A word that neither knows (a name, a number) isn't translated.

    Example:
        >>> translate_terms("work accident deadline")["celaka"], translate_terms("bankrupt")
        (1.0, {'pailit': 1.0})
    """
    lower = text.lower()
    found: dict[str, float] = {}
    for term in find_terms(lower):
        _add(found, index_terms(term), 1.0)
    for word in _WORD.findall(_TERM.sub(" ", lower)):
        stems = () if word in ENGLISH_STOP_WORDS else _read_words().get(word, ())
        _add(found, stems, 1.0 / max(1, len(stems)))
    return found


def _add(found: dict[str, float], terms: Iterable[str], weight: float) -> None:
    for term in terms:
        found[term] = max(found.get(term, 0.0), weight)
