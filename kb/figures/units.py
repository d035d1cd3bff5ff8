"""What a number counts: the words after it, brought to one unit.

A unit is one of the canonical names of the table, or the counted noun itself in lower case; verbs, function words and
names are never one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from kb.model import Span

PERSON = "orang"

_PEOPLE = (
    "orang jiwa pekerja buruh tenaga karyawan pegawai peserta warga penduduk anak siswa mahasiswa pelajar guru dosen "
    "nelayan petani pedagang lulusan menteri gubernur bupati korban pengemudi relawan kader honorer saksi ketua "
    "direktur dokter asesor instruktur personel pengusaha pasien janda duda istri suami pemohon pelamar santri "
    "ustaz ulama perangkat penyuluh pendamping pemilih penerima petugas komisaris direksi pejabat tki pmi asn pns"
).split()
_MEASURES = (
    "detik menit jam hari minggu bulan triwulan semester tahun dekade kali meter kilometer hektare ton kilogram liter "
    "poin derajat rupiah"
).split()
_SYNONYMS = MappingProxyType(
    {
        "pekan": "minggu",
        "km": "kilometer",
        "ha": "hektare",
        "hektar": "hektare",
        "kg": "kilogram",
        "kuartal": "triwulan",
        "harian": "hari",
        "mingguan": "minggu",
        "bulanan": "bulan",
        "tahunan": "tahun",
    }
)
_COMPOUNDS = MappingProxyType(
    {
        "hari kerja": "hari kerja", "hari kalender": "hari kalender", "jam pelajaran": "jam pelajaran",
        "jam kerja": "jam kerja", "tahun anggaran": "tahun", "bulan takwin": "bulan", "persen poin": "poin persen",
        "poin persen": "poin persen", "badan usaha": "badan usaha", "ahli waris": PERSON, "wali kota": PERSON,
        "tenaga kerja": PERSON, "pemberi kerja": "pemberi kerja", "kepala keluarga": "kepala keluarga",
    }
)  # fmt: skip
MEASURES = frozenset([*_MEASURES, "hari kerja", "hari kalender", "jam pelajaran", "jam kerja", "poin persen"])
"""Units that measure something else: what, stands elsewhere in the sentence. All others count their own noun."""

_TABLE = MappingProxyType({**dict.fromkeys(_PEOPLE, PERSON), **{unit: unit for unit in _MEASURES}, **_SYNONYMS})
# What is often counted and begins as verbs do, or is often printed with a capital.
_NOUNS = frozenset(
    "proyek perusahaan desa kelurahan kecamatan kabupaten kota provinsi negara kementerian lembaga instansi dinas "
    "divisi dokumen berkas berita kasus klaim paket kegiatan kontrak program unit buah lembar rangkap kelompok "
    "mesin media merek mobil motor medali tersangka terdakwa tempat tahap tahapan tim titik rumah sekolah "
    "koperasi cabang kantor bidang sektor jenis bentuk cara langkah kriteria tingkat tingkatan indikator syarat "
    "unsur anggota rumah kendaraan kapal bendahara benda perkara permohonan perjanjian pasar pulau suku wilayah "
    "daerah kepala keluarga".split()
)
FUNCTION_WORDS = frozenset(
    "yang dan atau dengan untuk dari di ke pada oleh dalam serta sebagai sebagaimana adalah ialah yaitu yakni "
    "bagi agar karena sejak setelah sesudah sebelum sampai hingga terhadap tentang jika apabila bila maka namun "
    "tetapi tapi sedangkan sementara ketika saat juga telah sudah akan dapat bisa harus wajib belum tidak bukan "
    "ini itu tersebut para per tiap setiap lebih kurang paling hanya baru saja lagi pula antara selama melalui "
    "secara menurut atas bawah luar lain lainnya sekaligus masing-masing saya kami kita mereka ia dia x s.d kini "
    "menjadi se lalu mendatang berikutnya terakhir pertama huruf angka ayat pasal nomor cukup".split()
)  # fmt: skip
"""Words that end a noun phrase and are never what a number counts."""

_COUNTED_WORD = re.compile(r"(?:\s{1,3}|\s{0,2}\^)\^?([^\W\d_]{1,40}+(?:-[^\W\d_]{1,40}+)?)(?!\w)")
_SECOND = re.compile(r"\s{1,3}([^\W\d_]{1,40}+)(?!\w)")
_VERB = re.compile(r"(?:di|ter|me|ber)[a-z]{3,}|[a-z]{4,}kan")


class CountedUnit(NamedTuple):
    """A unit and the words that say it."""

    name: str
    span: Span


def find_unit(text: str, end: int) -> CountedUnit | None:
    """Read the unit that stands right after a number; None where none does.

    Args:
        end: offset of the first character after the number.

    Example:
        >>> find_unit("14 hari kerja", 2), find_unit("2 oleh", 1)
        (CountedUnit(name='hari kerja', span=Span(start=3, end=13)), None)
    """
    match = _COUNTED_WORD.match(text, end)
    if match is None:
        return None
    word = match[1].lower()
    second = _SECOND.match(text, match.end())
    pair = f"{word} {second[1].lower()}" if second else ""
    if second and pair in _COMPOUNDS:
        return CountedUnit(_COMPOUNDS[pair], Span(match.start(1), second.end()))
    name = _TABLE.get(word) or (word if word in _NOUNS else "")
    if not name and not _is_noun(match[1]):
        return None
    return CountedUnit(name or word, Span(*match.span(1)))


@lru_cache(maxsize=4096)
def _is_noun(word: str) -> bool:
    return word.islower() and len(word) > 2 and word not in FUNCTION_WORDS and not _VERB.fullmatch(word)


def list_unit_words(unit: str) -> list[str]:
    """List the words one of which stands by every number of a unit, in lower case.

    Example:
        >>> list_unit_words("minggu")
        ['minggu', 'pekan', 'mingguan']
    """
    words = [word for word, name in _TABLE.items() if name == unit]
    firsts = [pair.split()[0] for pair, name in _COMPOUNDS.items() if name == unit]
    return list(dict.fromkeys([*words, *firsts])) or [unit]


def is_known(unit: str) -> bool:
    """Say whether a unit is one of the table, so that even "satu" before it is a count."""
    return unit == PERSON or unit in MEASURES or unit in _NOUNS
