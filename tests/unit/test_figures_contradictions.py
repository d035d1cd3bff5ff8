"""Contradictions between the figures of one text: what is found, and what mustn't be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.figures import Contradiction, find_contradictions, find_figures


def check(text: str) -> list[Contradiction]:
    return find_contradictions(text, find_figures(text))


FOUND = [
    # Share: whole first, part and share tied by "atau", a bracket, "yakni", in either order.
    ("Dari 200 proyek, baru 50 proyek atau 30 persen yang terdaftar.", "percentage", "50 ÷ 200 × 100 = 25"),
    ("Dari 200 proyek, baru 30 persen atau 50 proyek yang terdaftar.", "percentage", "50 ÷ 200 × 100 = 25"),
    ("Dari 200 proyek, sebanyak 50 proyek (30 persen) terdaftar.", "percentage", "50 ÷ 200 × 100 = 25"),
    ("Sebanyak 50 dari 200 proyek terdaftar, yaitu 30 persen.", "percentage", "50 ÷ 200 × 100 = 25"),
    ("Cakupan 30 persen, yakni 50 dari potensi 200 proyek.", "percentage", "50 ÷ 200 × 100 = 25"),
    ("Ada 30 persen dari 200 proyek atau 50 proyek yang terdaftar.", "percentage", "50 ÷ 200 × 100 = 25"),
    ("Dari 200 proyek, 50 proyek terdaftar. Angka itu baru 30 persen.", "percentage", "50 ÷ 200 × 100 = 25"),
    ("Dari Rp200 juta, terserap Rp50 juta atau 30 persen.", "percentage", "50.000.000 ÷ 200.000.000 × 100 = 25"),
    # Part over whole.
    ("Dari 200 proyek, terdaftar 250 proyek.", "part-over-whole", "250 > 200"),
    ("Sebanyak 250 dari 200 proyek terdaftar.", "part-over-whole", "250 > 200"),
    # Sums.
    ("Panitia berjumlah 7 orang, terdiri atas 2 orang dosen dan 4 orang guru.", "sum", "2 + 4 = 6"),
    ("Terdaftar 60 orang petani, 30 orang nelayan, dan 20 orang guru, total 100 orang.", "sum", "60 + 30 + 20 = 110"),
    (
        "(1) Dewan Pengawas terdiri atas 7 orang. (2) Dewan Pengawas terdiri atas 2 orang guru dan 4 orang dosen.",
        "sum",
        "2 + 4 = 6",
    ),
    # Two values.
    ("Ada 11.966 pekerja rentan.\n\nKota membayar iuran 11.666 pekerja rentan.", "two-values", "11.966 ≠ 11.666"),
    (
        "Pada 2025 ada 120 pekerja rentan di desa.\n\nDesa itu mencatat 130 pekerja rentan di desa pada 2025.",
        "two-values",
        "120 ≠ 130",
    ),
]


@pytest.mark.parametrize(("text", "kind", "arithmetic"), FOUND)
def test_find_contradictions_shows_the_arithmetic(text: str, kind: str, arithmetic: str) -> None:
    assert [(one.kind, one.arithmetic) for one in check(text)] == [(kind, arithmetic)]


CLEAN = [
    "Dari 154.008 pekerja, baru 28 persen atau 42.591 pekerja yang terdaftar.",  # 27.66 rounds to 28
    "Dari 154.008 pekerja, baru 27,66 persen atau 42.591 pekerja yang terdaftar.",
    "Baru 54,09 persen, yaitu 49 juta dari potensi 92 juta pekerja.",  # 49.49 of 91.5 million may be
    "Dari 200 proyek, 50 proyek terdaftar; 30 persen lagi menyusul.",  # another share, nothing ties it
    "Dari 200 proyek, sebanyak 50 proyek terdaftar, dan 90 persen pekerjanya aktif.",
    "Naik dari 200 menjadi 250 proyek.",
    "Dari 200 proyek tahun lalu, kini ada 250 proyek.",
    "Lebih dari 200 proyek, 250 proyek di antaranya lama.",
    "Dari 200 proyek, terdaftar 250 pekerja.",  # another thing is counted
    "Dari 200 proyek, lebih dari 60 proyek atau 25 persen terdaftar.",  # a border is no value
    "Dari 200 proyek, sekitar 50 proyek atau 26 persen terdaftar.",  # "sekitar" may be off
    "Panitia berjumlah 7 orang, antara lain 2 orang dosen dan 4 orang guru.",
    "Panitia berjumlah 7 orang, terdiri atas 3 orang dosen dan 4 orang guru.",
    "Denda paling lama 8 tahun dan paling banyak Rp1.000.000.000,00, terdiri atas 2 tahun dan 3 tahun.",
    "Iuran JKK sebesar 0,21 persen.\n\nIuran JKK sebesar 0,17 persen.",  # no date says that it is the same time
    "Target 2.000 pekerja rentan.\n\nTercatat 1.000 pekerja rentan.",
    "Sampai Juni 2025 ada 2.000 pekerja rentan.\n\nSampai Juli 2025 ada 1.000 pekerja rentan.",
    "Jumlah proyek konstruksi dilaporkan 2.222 oleh A, tetapi 2.220 oleh B.",  # the text itself tells them apart
    "",
]


@pytest.mark.parametrize("text", CLEAN)
def test_find_contradictions_where_nothing_contradicts_finds_none(text: str) -> None:
    assert check(text) == []


def test_find_contradictions_tells_spans_values_and_why_in_indonesian() -> None:
    text = "Dari 200 proyek, baru 50 proyek atau 30 persen yang terdaftar."
    found = check(text)[0]
    assert [span.text_of(text) for span in found.spans] == ["50", "200", "30 persen"]
    assert (found.computed, found.stated) == (Decimal(25), Decimal(30))
    assert found.explanation == "50 proyek dari 200 proyek adalah 25 persen, tetapi teks menyebut 30 persen."
