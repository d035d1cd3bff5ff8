"""English questions are told from Indonesian ones."""

import pytest

from kb.language import is_english


@pytest.mark.parametrize(
    "text",
    [
        "Who pays the work accident contribution?",
        "maximum overtime per day and per week",
        "At what age is the old-age savings benefit paid out?",
        "What did the governor of Jawa Barat say about tukang bangunan?",
    ],
)
def test_english_question_is_told(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "UU 24/2011",
        "diktum kedua angka 24 huruf a",
        "Siapa pemeran utama The Longest Ride?",
        "siapakah nama pemeran the beast dalam Beauty and the Beast?",
        "iuran per bulan",
        "JKK JKM PPK",
        "Berapa anggota International Institute for Democracy and Electoral Assistance?",
    ],
)
def test_indonesian_question_stays_indonesian_though_it_names_something_english(text: str) -> None:
    assert not is_english(text)
