"""Which questions ask what a term means, and which sentences say it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.library.library import Library
from kb.model import Filters
from kb.search.definitions import defines, find_definitions, read_term
from tests.small_library import open_library


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("apa itu penyedia jasa", "penyedia jasa"),
        ("apakah itu denda?", "denda"),
        ("apa yg dimaksud dgn pengguna anggaran?", "pengguna anggaran"),
        ('Apa yang dimaksud dengan "masa pertanggungan" menurut PP ini', "masa pertanggungan"),
        ("definisi dari hubungan kerja dalam UU Ketenagakerjaan", "hubungan kerja"),
        ('apa arti dari kata "lumsum"', "lumsum"),
        ("tolong jelaskan pengertian retensi", "retensi"),
        ("pengertian swakelola itu apa", "swakelola"),
        ("kontrak payung itu apa sih", "kontrak payung"),
        ("SPMK apaan ya", "SPMK"),
        ("maksudnya wanprestasi gimana", "wanprestasi"),
        ("jaminan kematian adalah", "jaminan kematian"),
        ("apa itu pekerja harian lepas, dan siapa yang bayar iurannya?", "pekerja harian lepas"),
        ("what is a work accident", "kecelakaan kerja"),
        ("what is meant by force majeure", "keadaan kahar"),
        ("what does severance pay mean", "uang pesangon"),
    ],
)
def test_term_is_read_where_its_meaning_is_asked_for(question: str, term: str) -> None:
    assert read_term(question) == term


@pytest.mark.parametrize(
    "question",
    [
        "apa sanksi kalau telat bayar",
        "siapa yang wajib mendaftar",
        "berapa iuran jkk",
        "iuran jkk adalah berapa persen",
        "kapan masa pemeliharaan berakhir",
        "apa itu",
        "adalah",
        "maksud 2024",
        "apa itu pasal 5",
        "apa yang dimaksud oleh pasal 12 ayat (3)",
        "apa sih bedanya jkk sama jkm",
        "what is the penalty for late payment of the contributions of a contractor",
        "pengertian tenaga ahli bersertifikat yang bekerja untuk dua penyedia",  # too long for a term
    ],
)
def test_question_that_asks_for_something_else_has_no_term(question: str) -> None:
    assert read_term(question) == ""


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Upah adalah hak pekerja", "upah adalah", True),
        ("1. Upah adalah hak pekerja", "upah adalah", True),
        ("a. Upah adalah hak pekerja", "upah adalah", True),
        ("12) Upah adalah hak pekerja", "upah adalah", True),
        ("Ketentuan umum. Upah adalah hak pekerja", "upah adalah", True),
        ("Upah\nadalah hak pekerja", "upah adalah", True),  # a line break is a blank
        ("“Upah adalah hak pekerja”", "upah adalah", True),
        ("besarnya Upah adalah satu juta", "upah adalah", False),  # it only uses the term
        ("Upahan adalah hak pekerja", "upah adalah", False),
        ("Upah adalahnya", "upah adalah", False),
        ("Badan yang selanjutnya disingkat BPJS adalah badan", "disingkat bpjs adalah", True),
        ("Penerima Upah (PU) adalah orang", "pu) adalah", True),
        ("Yang dimaksud dengan “lumsum” adalah harga", 'dimaksud dengan "lumsum"', True),
        ("pembayaran Upah yang selanjutnya disetor", "upah yang selanjutnya", False),
    ],
)
def test_sentence_defines_where_its_form_says_so(text: str, phrase: str, expected: bool) -> None:
    assert defines(text, phrase) is expected


OTHER = """PERATURAN GUBERNUR LEMBAH BIRU NOMOR 4 TAHUN 2019
TENTANG TANGGUL
Pasal 7
Tanggul adalah timbunan tanah di tepi sungai.
Pasal 8
Biaya pembangunan tanggul adalah beban anggaran daerah.
"""
LAW = """UNDANG-UNDANG REPUBLIK INDONESIA NOMOR 9 TAHUN 2016
TENTANG SUNGAI
Pasal 1
Dalam Undang-Undang ini yang dimaksud dengan:
1. Tanggul adalah bangunan penahan air.
2. Sempadan adalah tepi sungai.
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path, [OTHER, LAW]) as opened:
        yield opened


def test_definition_of_general_provisions_comes_before_another(library: Library) -> None:
    found = find_definitions(library, "tanggul", Filters())
    assert [(one.document_id, one.locator.partition(".")[0]) for one in found] == [
        ("uu-9-2016", "pasal-1"),
        ("pergub-lembah-biru-4-2019", "pasal-7"),
    ]


def test_definition_of_a_named_document_comes_first(library: Library) -> None:
    named = ["pergub-lembah-biru-4-2019"]
    assert find_definitions(library, "tanggul", Filters(), named)[0].document_id == named[0]


def test_term_that_nothing_defines_has_no_definition(library: Library) -> None:
    assert find_definitions(library, "anggaran daerah", Filters()) == []
