"""The provisions that a question names: where they stand in what is held, or what comes nearest, and how it is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.law.citation import Target, parse_citations
from kb.library.library import Library
from kb.model import Filters
from kb.search.cited import CitedFinder, describe_inexact, list_around
from tests.small_library import open_library

LAW = """UNDANG-UNDANG REPUBLIK INDONESIA NOMOR 9 TAHUN 2016
TENTANG SUNGAI
Pasal 1
Sungai adalah aliran air.
Pasal 2
(1) Setiap orang wajib menjaga tanggul:
a. di hulu; dan
b. di hilir.
(2) Setiap orang wajib melapor.
Pasal 3
Izin diberikan:
a. bupati; atau
b. wali kota.
Pasal 4
Biaya ditanggung daerah.
"""
AMENDING = """PERATURAN PEMERINTAH REPUBLIK INDONESIA NOMOR 12 TAHUN 2020
TENTANG PERUBAHAN ATAS PERATURAN PEMERINTAH NOMOR 5 TAHUN 2018 TENTANG TANGGUL
Pasal I
Ketentuan Pasal 6 dalam Peraturan Pemerintah Nomor 5 Tahun 2018 diubah sehingga berbunyi sebagai berikut:
Pasal 6
(1) Tanggul diperiksa tiap bulan.
(2) Hasilnya diumumkan.
"""
LAW_ID, AMENDING_ID = "uu-9-2016", "pp-12-2020"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("cited")
    with open_library(folder, [LAW, AMENDING]) as opened:
        yield opened


def read_target(question: str) -> Target:
    (target,) = parse_citations(question)
    return target


@pytest.mark.parametrize(
    ("locator", "around"),
    [
        ("pasal-2", ["pasal-2"]),
        ("pasal-2.ayat-1", ["pasal-2.ayat-1", "pasal-2"]),
        ("pasal-2.huruf-a", ["pasal-2.huruf-a", "pasal-2"]),
        ("pasal-2.ayat-1.huruf-a", ["pasal-2.ayat-1.huruf-a", "pasal-2.huruf-a", "pasal-2.ayat-1", "pasal-2"]),
        ("diktum-kedua.angka-3", ["diktum-kedua.angka-3", "diktum-kedua"]),
        ("penjelasan.pasal-2.ayat-1", ["penjelasan.pasal-2.ayat-1", "penjelasan.pasal-2", "penjelasan"]),
    ],
)
def test_what_may_hold_a_provision_is_listed_nearest_first(locator: str, around: list[str]) -> None:
    assert list_around(locator) == around


@pytest.mark.parametrize(
    ("question", "locator", "is_exact"),
    [
        ("uu 9 2016 ps 4", "pasal-4", True),
        ("uu 9 2016 ps 2 ayat 1 huruf b", "pasal-2.ayat-1.huruf-b", True),
        ("uu 9 2016 ps 3 ayat 1 huruf b", "pasal-3.huruf-b", False),  # the copy lost the number of the ayat
        ("uu 9 2016 ps 4 ayat 7", "pasal-4", False),
        ("uu 9 2016", "", True),
    ],
)
def test_place_is_the_provision_or_what_stands_around_it(
    library: Library, question: str, locator: str, is_exact: bool
) -> None:
    found = CitedFinder(library).find(read_target(question), Filters())
    assert {name: place.locator for name, place in found.places.items()} == {LAW_ID: locator}
    assert found.is_exact is is_exact
    assert bool(describe_inexact(found)) is not is_exact


def test_lost_ayat_opens_its_article_and_says_so(library: Library) -> None:
    finder = CitedFinder(library)
    found = finder.find(read_target("uu 9 2016 ps 4 ayat 7"), Filters())
    assert describe_inexact(found) == (
        "UU 9/2016 is held, but Pasal 4 ayat (7) can't be told apart in this copy; what stands around it is shown."
    )
    chunks, _ = finder.load([found])
    assert [(one.locator, one.chunk.locator) for one in chunks] == [("pasal-4", "pasal-4")]
    assert "Biaya ditanggung daerah." in chunks[0].chunk.text


def test_article_of_an_instrument_that_is_not_held_opens_where_a_held_one_amends_it(library: Library) -> None:
    found = CitedFinder(library).find(read_target("pp 5 2018 ps 6"), Filters())
    assert (found.documents, found.allowed, found.is_amending, found.is_exact) == ((), (AMENDING_ID,), True, False)
    assert found.places[AMENDING_ID].locator.endswith("pasal-6")
    assert describe_inexact(found) == "PP 5/2018 is not held; these are its provisions as held texts amend them."


@pytest.mark.parametrize("question", ["pp 5 2018 ps 99", "pp 5 2018", "pp 77 2001 ps 6", "uu 9 2016 ps 99"])
def test_nothing_is_opened_where_nothing_held_has_it(library: Library, question: str) -> None:
    found = CitedFinder(library).find(read_target(question), Filters())
    assert (dict(found.places), found.is_exact, describe_inexact(found)) == ({}, False, "")


@pytest.mark.parametrize(
    ("question", "filters"), [("uu 9 2016 ps 4", Filters(kind=("pp",))), ("pp 5 2018 ps 6", Filters(kind=("uu",)))]
)
def test_filters_leave_out_what_they_do_not_let_through(library: Library, question: str, filters: Filters) -> None:
    found = CitedFinder(library).find(read_target(question), filters)
    assert (found.allowed, dict(found.places)) == ((), {})


def test_range_opens_each_of_its_articles_in_turn(library: Library) -> None:
    targets = parse_citations("uu 9 2016 ps 1 s/d 3")
    assert [target.locator for target in targets] == ["pasal-1", "pasal-2", "pasal-3"]
    finder = CitedFinder(library)
    chunks, _ = finder.load([finder.find(target, Filters()) for target in targets])
    assert [one.locator for one in chunks] == ["pasal-1", "pasal-2", "pasal-3"]


def test_chunk_that_two_citations_name_is_loaded_once(library: Library) -> None:
    finder = CitedFinder(library)
    found = [finder.find(read_target(f"uu 9 2016 ps 4{unit}"), Filters()) for unit in ("", " ayat 7")]
    chunks, _ = finder.load(found)
    assert [one.chunk.locator for one in chunks] == ["pasal-4"]
