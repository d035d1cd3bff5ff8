"""Dates and numbers: each row guards one way of writing them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language import (
    ORDINALS,
    find_dates,
    fold_digits,
    format_ordinal,
    format_roman,
    parse_date,
    parse_ordinal,
    parse_roman,
)

DATES = [
    ("25 Maret 2021", date(2021, 3, 25)),
    ("Kamis, 10 Juli 2025", date(2025, 7, 10)),
    ("Rabu 5 November 2025", date(2025, 11, 5)),
    ("Jumat (25/7/2025)", date(2025, 7, 25)),
    ("Jum'at, 25 Juli 2025", date(2025, 7, 25)),
    ("(9/7/2025)", date(2025, 7, 9)),
    ("09/02/2026", date(2026, 2, 9)),
    ("09-02-2026", date(2026, 2, 9)),
    ("9.2.2026", date(2026, 2, 9)),
    ("8 Juli 2025", date(2025, 7, 8)),
    ("tanggal 25 November 2011", date(2011, 11, 25)),
    ("2025-07-10", date(2025, 7, 10)),
    ("July 10, 2025", date(2025, 7, 10)),
    ("10 July 2025", date(2025, 7, 10)),
    ("1st March 2020", date(2020, 3, 1)),
    ("2 Nopember 2020", date(2020, 11, 2)),
    ("2 NOVEMBER 2O2O", date(2020, 11, 2)),
    ("3O Juni 2015", date(2015, 6, 30)),
    ("7 Agt 2024", date(2024, 8, 7)),
    ("29 Februari 2024", date(2024, 2, 29)),
]


@pytest.mark.parametrize(("text", "day"), DATES)
def test_parse_date_each_spelling_gives_the_day(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    ["", "31 Februari 2025", "29 Februari 2023", "32/01/2025", "10/13/2025", "2025-13-01", "Juli 2025", "2025", "soon"],
)
def test_parse_date_invalid_text_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("digelar Rabu (9/7/2025) itu; lalu 8 Juli 2025.", ["9/7/2025", "8 Juli 2025"]),
        ("pada tanggal 25\nNovember 2011", ["25\nNovember 2011"]),
        ("Nomor 04/SE/M/2022 dan 600/802/2024", []),
        ("Nomor 400.5.7/765/Keuda, 31 April 2025", []),
        ("telepon 021-22-2025-1, versi 1.2.3.2025", []),
    ],
)
def test_find_dates_in_running_text_finds_only_days(text: str, found: list[str]) -> None:
    assert [span.text_of(text) for span, _ in find_dates(text)] == found


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_parse_date_reads_every_day_in_iso_and_day_first(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day}/{day.month}/{day.year}") == day


@given(st.integers(1, 3999))
def test_parse_roman_inverts_format_roman(number: int) -> None:
    assert parse_roman(format_roman(number)) == number
    assert parse_roman(format_roman(number).lower()) == number


@pytest.mark.parametrize("text", ["", "IIX", "VV", "A", "IC", "XIIII", "2"])
def test_parse_roman_malformed_is_none(text: str) -> None:
    assert parse_roman(text) is None


@given(st.integers(1, 99))
def test_parse_ordinal_inverts_format_ordinal(number: int) -> None:
    assert parse_ordinal(format_ordinal(number).upper()) == number


def test_ordinals_hold_both_words_for_the_first_and_both_spacings() -> None:
    assert ORDINALS["kesatu"] == ORDINALS["pertama"] == 1
    assert ORDINALS["kedua belas"] == ORDINALS["keduabelas"] == 12
    assert parse_ordinal("KEDUA   PULUH SATU") == 21
    assert parse_ordinal("dua") is None


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("2O2O", "2020"),
        ("TAHUN 2O2O", "TAHUN 2020"),
        ("2O2L", "2021"),
        ("2Ol7", "2017"),
        ("2Ol8 dan", "2018 dan"),
        ("1l", "11"),
        ("OLI", "OLI"),
        ("Pasal 5A", "Pasal 5A"),
        ("Pasal 5B", "Pasal 5B"),
        ("SMK3", "SMK3"),
        ("l0(r03", "10(r03"),
    ],
)
def test_fold_digits_only_words_with_a_digit_change(text: str, folded: str) -> None:
    assert fold_digits(text) == folded


@given(st.text(max_size=60))
def test_fold_digits_keeps_the_length(text: str) -> None:
    assert len(fold_digits(text)) == len(text)


@pytest.mark.parametrize("month", ["Junı", "JUNİ", "JUNI", "juni"])
def test_month_in_any_case_of_any_alphabet_is_read(month: str) -> None:
    assert parse_date(f"8 {month} 2025") == date(2025, 6, 8)
