"""What is read of a claim, and when a rounded number is the same number."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.checking.claims.claim import read_claim
from kb.checking.claims.names import find_place_names
from kb.checking.claims.rounding import fits, read_mode
from kb.checking.claims.speakers import is_speaker
from kb.checking.verify_quote import Speaker
from kb.figures import find_figures
from kb.model import Span


def do_fit(claim: str, source: str) -> bool:
    ours, theirs = read_claim(claim).figures[0], find_figures(source)[0]
    return fits(ours, read_mode(claim, ours.span), theirs, read_mode(source, theirs.span))


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        ("ada 154.008 pekerja", "154.008 pekerja", True),
        ("ada 154.080 pekerja", "154.008 pekerja", False),
        ("ada 154.000 pekerja", "154.008 pekerja", False),  # a full number isn't a rounded one
        ("ada 154 ribu pekerja", "154.008 pekerja", True),
        ("ada 155 ribu pekerja", "154.008 pekerja", False),
        ("ada 154 ribu lebih pekerja", "154.008 pekerja", True),
        ("ada 155 ribu lebih pekerja", "154.008 pekerja", False),
        ("lebih dari 150 ribu pekerja", "154.008 pekerja", True),
        ("lebih dari 160 ribu pekerja", "154.008 pekerja", False),
        ("hampir 11.700 pekerja", "11.666 pekerja", True),
        ("hampir 11.600 pekerja", "11.666 pekerja", False),
        ("hampir 12.700 pekerja", "11.666 pekerja", False),
        ("sekitar 50 persen", "49 persen", True),
        ("sekitar 55 persen", "49 persen", False),
        ("50 persen", "49 persen", False),
        ("27 persen", "27,66 persen", False),  # percentages are never rounded silently
        ("senilai Rp1,2 triliun", "Rp1.234.000.000.000,00", True),
        ("senilai Rp1,3 triliun", "Rp1.234.000.000.000,00", False),
        ("senilai Rp2 triliun", "Rp1.600.000.000.000,00", False),  # one digit alone is no rounding
        ("paling lama 5 hari kerja", "paling lama 5 (lima) hari kerja", True),
        ("paling sedikit 5 hari kerja", "paling lama 5 (lima) hari kerja", False),
        ("dalam 5 hari kerja", "paling lama 5 (lima) hari kerja", True),
        ("lebih dari 50 persen", "di atas 50 persen", True),
        ("50 persen", "di atas 50 persen", False),
        ("tidak lebih dari 14 hari", "paling lama 14 hari", True),
    ],
)
def test_number_fits_only_as_its_words_announce(claim: str, source: str, expected: bool) -> None:
    assert do_fit(claim, source) is expected


@given(st.integers(1000, 999_999), st.integers(1000, 999_999))
def test_two_full_numbers_fit_only_when_they_are_one(first: int, second: int) -> None:
    claim, source = (f"ada {number:,} pekerja".replace(",", ".") for number in (first, second))
    assert do_fit(claim, source) is (first == second)


@pytest.mark.parametrize(
    ("text", "speaker", "statement"),
    [
        ('Sekda Kalbar Harisson berujar, "Kita perlu gerak cepat".', "Sekda Kalbar Harisson", "Kita perlu gerak cepat"),
        ('"Kalau guru ngaji saja bisa," kata Lia Kania Dewi.', "Lia Kania Dewi", "Kalau guru ngaji saja bisa,"),
        ("Menurut Dian Agung, cakupan naik.", "Dian Agung", " cakupan naik."),
        ("Cakupan naik, kata Dian Agung.", "Dian Agung", "Cakupan naik"),
        ("Menurut Pasal 53 PP 44/2015, iuran dibagi lima.", None, None),
        ("Menurut Perda Kota Lembah 5/2020, iuran dibagi lima.", None, None),
        ("Permenaker 5/2021 menyebutkan iuran naik.", None, None),
        ("Proyek itu selesai.", None, None),
    ],
)
def test_who_says_what_is_read_where_somebody_is_named(text: str, speaker: str | None, statement: str | None) -> None:
    said = read_claim(text).sentences[0].attribution
    assert (said.speaker if said else None) == speaker
    assert (said.statement.text_of(text) if said else None) == statement


def test_number_of_an_instrument_is_no_figure_and_its_year_no_time() -> None:
    sentence = read_claim("Menurut UU 24/2011 ada 5 program pada 2025.").sentences[0]
    assert [figure.value for figure in sentence.figures] == [5]
    assert sentence.years == {2025}
    assert [one.instrument.number for one in sentence.references] == ["24"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dari 60.656 proyek, 7.455 proyek atau 21 persen terdaftar.", 1),
        ("Dari 60.656 proyek, 7.455 proyek atau 12,29 persen terdaftar.", 0),
        ("Panitia 7 orang, terdiri atas 2 orang dari pemerintah, 3 orang dari serikat, dan 3 orang dari asosiasi.", 1),
        ("Panitia 8 orang, terdiri atas 2 orang dari pemerintah, 3 orang dari serikat, dan 3 orang dari asosiasi.", 0),
        ("Iuran 5,7 persen, terdiri atas 2 persen dari pekerja dan 4,7 persen dari pemberi kerja.", 1),
        ("Iuran 5,7 persen, terdiri atas 2 persen dari pekerja dan 3,7 persen dari pemberi kerja.", 0),
    ],
)
def test_claim_that_contradicts_itself_is_seen(text: str, count: int) -> None:
    assert len(read_claim(text).contradictions) == count


def test_places_are_names_behind_kota_and_provinces_anywhere() -> None:
    assert {one.text for one in find_place_names("Pekerja Kalimantan Timur di Kota Depok")} == {
        "Kalimantan",
        "Timur",
        "Depok",
    }


def test_speaker_is_known_by_name_or_by_whole_office() -> None:
    lia = Speaker("Lia Kania Dewi", "Kepala Bagian Pengadaan Barang dan Jasa Setda Kota Bogor")
    assert is_speaker("Lia Kania Dewi", lia)
    assert is_speaker("Kepala Bagian Pengadaan", lia)
    assert not is_speaker("Dian Agung Senoaji", lia)


@pytest.mark.parametrize("unit", ["9", "dari ", '"a b c" ', "kata A ", "Pasal 5 ", "5 persen, ", "A, ", "lebih "])
def test_reading_long_nonsense_is_quick(unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    started = time.process_time()
    read_claim(text)
    # Generous: what backtracks would take minutes.
    assert time.process_time() - started < 3


def test_spans_count_in_the_passage() -> None:
    text = 'Satu. Dua "kata yang dikutip" pada 9 Juli 2025 dan 12 proyek.'
    claim = read_claim(text)
    second = claim.sentences[1]
    assert second.quotations[0].span.text_of(text) == "kata yang dikutip"
    assert [span.text_of(text) for span, _ in second.dates] == ["9 Juli 2025"]
    assert [figure.span.text_of(text) for figure in second.figures] == ["12"]
    assert Span(6, len(text)) == second.span
