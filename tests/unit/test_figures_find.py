"""Figures in running text: numerals, what isn't a quantity, units, subjects, qualifiers, dates."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from kb.figures import find_figures
from kb.figures.numerals import parse_digits, parse_words
from kb.figures.values import Number


def brief(text: str) -> list[tuple[str, str]]:
    """Write each figure as value and unit, a range with two dots."""
    return [
        (f"{one.value}..{one.high}" if one.high is not None else str(one.value), one.unit) for one in find_figures(text)
    ]


NUMERALS = [
    ("154.008 pekerja", [("154008", "orang")]),
    ("29,86 persen", [("29.86", "persen")]),
    ("29,86%", [("29.86", "persen")]),
    ("12.29 persen", [("12.29", "persen")]),  # a decimal typed with a dot: with a percent sign it can be nothing else
    ("Rp1,2 triliun", [("1200000000000", "rupiah")]),
    ("Rp 250.000,00", [("250000", "rupiah")]),
    ("Rp250.000,-", [("250000", "rupiah")]),
    ("Rp.100.000 per bulan", [("100000", "rupiah")]),
    ("Rp1,5 M", [("1500000000", "rupiah")]),
    ("580 juta rupiah", [("580000000", "rupiah")]),
    ("11.666 ribu", [("11666000", "")]),
    ("1,8 juta pekerja", [("1800000", "orang")]),
    ("seratus ribu pekerja", [("100000", "orang")]),
    ("empat belas hari kerja", [("14", "hari kerja")]),
    ("14 (empat belas) hari kerja", [("14", "hari kerja")]),
    ("tujuh (7) hari", [("7", "hari")]),
    ("dua pertiga pekerja", [("2/3", "orang")]),
    ("1/3 (satu per tiga) bagian", [("1/3", "bagian")]),
    ("satu koma tujuh puluh empat persen", [("1.74", "persen")]),
    ("1,74% (satu koma tujuh puluh empat persen)", [("1.74", "persen")]),
    ("25% (dua puluh lima perseratus)", [("25", "persen")]),
    ("1‰ (satu per seribu)", [("1", "permil")]),
    ("½ tahun", [("0.5", "tahun")]),
    ("2 x 24 jam", [("48", "jam")]),
    ("24 x Rp200.000,00 = Rp4.800.000,00", [("24", "kali"), ("200000", "rupiah"), ("4800000", "rupiah")]),
    ("5 sampai dengan 10 orang", [("5..10", "orang")]),
    ("3-5 tahun", [("3..5", "tahun")]),
    ("60-84%", [("60..84", "persen")]),
    ("antara 10 dan 20 persen", [("10..20", "persen")]),
    ("Rp100 juta sampai Rp500 juta", [("100000000..500000000", "rupiah")]),
    ("Rp3-5 juta", [("3000000..5000000", "rupiah")]),
    ("dua hingga tiga bulan", [("2..3", "bulan")]),
    # OCR: letters for digits are read as digits; where the words are whole, they rule.
    ("Rp20.O00.000,0O (dua puluh jrrta rtroiah)", [("20000000", "rupiah")]),
    ("sebesar 57o (lima persen) dari nilai", [("5", "persen")]),
]


@pytest.mark.parametrize(("text", "expected"), NUMERALS)
def test_find_figures_in_each_numeral_form_reads_value_and_unit(text: str, expected: list[tuple[str, str]]) -> None:
    assert brief(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Pasal 15 ayat (1) huruf a angka 3",
        "Pasal 5, 6, dan 7 serta Pasal 14 sampai dengan 16",
        "Undang-Undang Nomor 24 Tahun 2011",
        "UU 24/2011, Inpres 2 Tahun 2021, SE 04/SE/M/2022",
        "Surat Edaran Wali Kota Nomor 19349 Tahun 2024",
        "Tambahan Lembaran Negara Republik Indonesia Nomor 5256",
        "pada 25 Maret 2021, Rabu (9/7/2025), sejak 2024 dan tahun anggaran 2025/2026",
        "APBD 2025 dan Sakernas 2025, akhir 2025",
        "paling lambat tanggal 15 (lima belas) bulan berikutnya",
        "pukul 14.06 WIB, 14:06 WIB",
        "WHATSAPP: 0812-8175-4849, telp. (021) 5550123",
        "Jalan Merdeka No. 5, Jakarta 12110",
        "Redaktur: Untung S - 86",
        "- 3 -",
        "1. Ketua;\n2. Wakil;\n3. Anggota",
        "(2) Peserta wajib membayar",
        "jenjang 7 (tujuh), kelas 2, lantai 3, tahap 1",
        "K3, S1, D3, LSP P1, Covid-19, SMK3",
        "https://example.go.id/berita/53649 dan example.com/2434",
        "salah satu poin penting",
        "pelayanan terpadu satu pintu",
        "Kabupaten Lima Puluh Kota dan Kepulauan Seribu",
        "kesatu, kedua, dan ketiga; sebulan, seorang",
        "1.1 SOSIALISASI ........ 2",
        "---\nnumber: 2\nyear: 2021\n---\n",
        "",
    ],
)
def test_find_figures_where_numbers_name_or_date_finds_none(text: str) -> None:
    assert brief(text) == []


UNITS = [
    ("222 proyek", [("222", "proyek")]),
    ("34 gubernur, 416 bupati, dan 98 wali kota", [("34", "orang"), ("416", "orang"), ("98", "orang")]),
    ("60.656 dan 7.455 proyek", [("60656", "proyek"), ("7455", "proyek")]),
    ("15.493 dari 91.620 proyek", [("15493", "proyek"), ("91620", "proyek")]),
    ("1.000 pekerja, 400 di antaranya nelayan", [("1000", "orang"), ("400", "orang")]),
    ("Jumlah proyek dilaporkan 222 oleh A, tetapi 220 oleh B", [("222", "proyek"), ("220", "proyek")]),
    ("32 (tiga puluh dua) jam\npelajaran", [("32", "jam pelajaran")]),
    ("1 (satu) bulan takwin", [("1", "bulan")]),
    ("enam bulanan", [("6", "bulan")]),
    ("2 (dua) kali", [("2", "kali")]),
    ("64 (enam puluh empat) kriteria", [("64", "kriteria")]),
    ("Angka 154.008 berasal dari Sakernas", [("154008", "")]),
]


@pytest.mark.parametrize(("text", "expected"), UNITS)
def test_find_figures_reads_what_is_counted(text: str, expected: list[tuple[str, str]]) -> None:
    assert brief(text) == expected


SUBJECTS = [
    ("Dari 154.008 pekerja konstruksi di Kalbar,", "pekerja konstruksi di kalbar"),
    ("11.666 Pekerja Rentan", "pekerja rentan"),
    ("dikenakan denda sebesar 2% (dua persen) dari iuran", "denda"),
    ("cakupan kepesertaan di Kota Bogor berada di angka 49 persen", "cakupan kepesertaan di kota bogor"),
    ("target 100 persen perlindungan pekerja", "perlindungan pekerja"),
    ("2 (dua) orang unsur Pemerintah", "unsur pemerintah"),
    ("dipidana dengan pidana penjara paling lama 8 (delapan) tahun", "pidana penjara"),
    ("biaya pemakaman sebesar Rp3.000.000,00", "biaya pemakaman"),
    ("2 (dua) bulan upah", "upah"),
    # A passive verb points to what opens the clause.
    ("Kompetensi tambahan bagi lulusan SMK diberikan sebanyak 16 jam", "kompetensi tambahan"),
    # A percentage that another number is said to be counts the same thing.
    ("baru 55 persen atau 42.591 pekerja yang terdaftar", "pekerja"),
    ("7.455 proyek atau 12,29 persen yang terdaftar", "proyek"),
]


@pytest.mark.parametrize(("text", "subject"), SUBJECTS)
def test_find_figures_reads_the_subject_of_the_first_figure(text: str, subject: str) -> None:
    assert find_figures(text)[0].subject == subject


QUALIFIERS = [
    ("baru 55 persen", "baru"),
    ("target cakupan 61 persen", "target"),
    ("kami targetkan bisa di atas 50 persen", "target"),
    ("paling lama 14 hari", "maksimal"),
    ("paling sedikit 100 orang", "minimal"),
    ("2 tahun atau lebih", "minimal"),
    ("lebih dari 3 bulan", "lebih dari"),
    ("kurang dari 3 bulan", "kurang dari"),
    ("sekitar 1.000 orang", "sekitar"),
    ("total 1.000 orang", "total"),
    ("tambahan 11.666 orang", "tambahan"),
    ("naik 5 persen", "naik"),
    ("turun menjadi 5 persen", "turun"),
    ("paling lama setahun, 5 orang", ""),  # a comma ends the clause that it qualifies
    ("5 orang", ""),
]


@pytest.mark.parametrize(("text", "qualifier"), QUALIFIERS)
def test_find_figures_reads_the_qualifier(text: str, qualifier: str) -> None:
    assert find_figures(text)[-1].qualifier == qualifier


DATES = [
    ("Pada Rabu (9/7/2025) hadir 100 orang.", "2025-07-09"),
    ("Sampai Juni 2025 tercatat 583.947 pekerja.", "2025-06"),
    ("Cakupan di atas 50 persen di akhir 2025.", "2025"),
    # A source in brackets dates the report, not the number.
    ("Sampai Juli 2025 dilaporkan media (24 September 2025) 575.504 pekerja.", "2025-07"),
    # The year of an instrument dates nothing.
    ("Target 100 persen menurut Inpres No. 2 Tahun 2021.", None),
    ("Hadir 100 orang. Itu pada 2025.", None),
]


@pytest.mark.parametrize(("text", "date"), DATES)
def test_find_figures_ties_the_date_of_the_sentence(text: str, date: str | None) -> None:
    assert find_figures(text)[0].date == date


def test_find_figures_spans_the_number_as_printed_and_its_sentence() -> None:
    text = "Ada rapat. Dendanya sebesar 2% (dua persen) dari iuran. Selesai."
    figure = find_figures(text)[0]
    assert figure.span.text_of(text) == "2% (dua persen)"
    assert figure.sentence.text_of(text) == "Dendanya sebesar 2% (dua persen) dari iuran."


STEPS = [("29,86 persen", "0.01"), ("1,8 juta orang", "1E+5"), ("154.008 orang", "1"), ("dua pertiga orang", "0")]


@pytest.mark.parametrize(("text", "step"), STEPS)
def test_find_figures_keeps_how_precisely_a_number_is_printed(text: str, step: str) -> None:
    assert find_figures(text)[0].step == Decimal(step)


WORDS: list[tuple[str, Number | None]] = [
    ("nol", Decimal(0)),
    ("sebelas", Decimal(11)),
    ("limabelas", Decimal(15)),
    ("seratus dua puluh dua", Decimal(122)),
    ("enam belas juta dua ratus ribu", Decimal(16_200_000)),
    ("satu triliun dua ratus milyar", Decimal(1_200_000_000_000)),
    ("nol koma nol sembilan", Decimal("0.09")),
    ("satu koma tujuh empat", Decimal("1.74")),
    ("dua setengah", Decimal("2.5")),
    ("seperempat", Decimal("0.25")),
    ("dua per tiga", Fraction(2, 3)),
    ("dua tiga", None),
    ("puluh", None),
    ("ribu", None),
    ("dua puluh sebelas", None),
    ("ratus dua", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "value"), WORDS)
def test_parse_words_reads_well_formed_numbers_only(text: str, value: Number | None) -> None:
    assert parse_words(text) == value


@pytest.mark.parametrize("numeral", ["1.2", "14.06", "1.2.3", "1,2,3", "12.34.567", "1.0000", "1" * 16])
def test_parse_digits_of_what_is_no_number_is_none(numeral: str) -> None:
    assert parse_digits(numeral) is None
