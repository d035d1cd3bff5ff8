"""Whether a rule holds: weighing sources, the line over a text, and the order of hits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library.legal_status import choose_status, format_callout, prefer_current, read_stated_status
from kb.model import UNKNOWN_STATUS, Hit, LegalStatus, LegalValue, ParsedText, Ranks, Reading, StatusSource
from kb.model.errors import DamagedSource
from kb.reading.metadata import read_metadata

MAY, JUNE, JULY = date(2020, 5, 1), date(2020, 6, 1), date(2020, 7, 1)


def deed(
    value: LegalValue, since: date | None = MAY, label: str = "PP 82/2019", name: str = "pp-82-2019"
) -> StatusSource:
    return StatusSource(value, "document", label, since, JULY, name)


def stated(value: LegalValue, checked: date | None = JUNE) -> StatusSource:
    return StatusSource(value, "manifest", "JDIH", None, checked)


WEIGHED: list[tuple[list[StatusSource], date | None, LegalValue, date | None]] = [
    ([], None, "belum-diketahui", None),
    ([deed("diubah")], None, "diubah", MAY),
    ([deed("diubah", JULY), deed("diubah", MAY, "PP 1/2020")], None, "diubah", MAY),
    ([deed("diubah"), deed("dicabut", JUNE)], None, "dicabut", JUNE),
    ([deed("diubah"), deed("sebagian-dicabut", JUNE)], None, "sebagian-dicabut", JUNE),
    ([deed("dicabut", None)], None, "dicabut", None),
    # Never in force without a source that says so; and a deed outweighs it.
    ([stated("berlaku")], None, "berlaku", None),
    ([stated("berlaku"), deed("diubah")], None, "diubah", MAY),
    ([stated("belum-diketahui")], None, "belum-diketahui", None),
    # What was in force when it was looked up was so before; when a revoked one was revoked isn't told.
    ([stated("berlaku")], MAY, "berlaku", None),
    ([stated("dicabut")], MAY, "belum-diketahui", None),
    ([stated("dicabut")], JUNE, "dicabut", None),
    ([stated("dicabut")], JULY, "dicabut", None),
    ([stated("dicabut", None)], JULY, "belum-diketahui", None),
    ([stated("dicabut", None)], None, "dicabut", None),
]


@pytest.mark.parametrize(("sources", "as_of", "value", "since"), WEIGHED)
def test_choose_status(sources: list[StatusSource], as_of: date | None, value: LegalValue, since: date | None) -> None:
    status = choose_status(sources, as_of)
    assert (status.value, status.since, status.as_of) == (value, since, as_of)


def test_choose_status_shows_every_source_those_of_the_value_first() -> None:
    sources = [stated("berlaku"), deed("diubah", JUNE), deed("dicabut", JULY), deed("diubah", MAY)]
    told = choose_status(sources)
    assert [(source.value, source.since) for source in told.sources] == [
        ("dicabut", JULY),
        ("diubah", MAY),
        ("diubah", JUNE),
        ("berlaku", None),
    ]
    assert told.checked_on == JULY


CALLOUTS: list[tuple[LegalStatus, str]] = [
    (UNKNOWN_STATUS, ""),
    (choose_status([deed("dicabut")]), "DICABUT oleh PP 82/2019 sejak 1 Mei 2020"),
    (choose_status([deed("dicabut", None)]), "DICABUT oleh PP 82/2019 (diperiksa 1 Juli 2020)"),
    (
        choose_status([deed("diubah"), deed("diubah", JUNE, "PP 1/2020")]),
        "DIUBAH oleh PP 82/2019, PP 1/2020 sejak 1 Mei 2020",
    ),
    (
        choose_status([replace(deed("sebagian-dicabut"), locators=("pasal-5", "pasal-7.ayat-1"))]),
        "SEBAGIAN DICABUT oleh PP 82/2019 (Pasal 5, Pasal 7 ayat (1)) sejak 1 Mei 2020",
    ),
    (choose_status([stated("berlaku")]), "BERLAKU menurut JDIH (diperiksa 1 Juni 2020)"),
]


@pytest.mark.parametrize(("status", "line"), CALLOUTS)
def test_format_callout(status: LegalStatus, line: str) -> None:
    assert format_callout(status) == line


def hit(name: str, revoked_by: str = "", score: float = 1.0) -> Hit:
    sources = tuple(deed("dicabut", name=other) for other in revoked_by.split())
    status = choose_status(sources) if sources else UNKNOWN_STATUS
    chunk: Any = SimpleNamespace(document_id=name)
    citation: Any = None
    return Hit(1, score, Ranks(), chunk, citation, status)


ORDERS = [
    ("old<new new", "new old"),
    ("old<new a", "old a"),
    ("a old<new b new c", "a b new old c"),
    ("old<new old<new new", "new old old"),
    ("old<new x new new", "x new old new"),
    ("oldest<old old<new new", "new old oldest"),
    ("a<b b<a c", "c a b"),
    ("old<x,new new x", "new old x"),
    ("a b", "a b"),
    ("", ""),
]


@pytest.mark.parametrize(("before", "after"), ORDERS)
def test_prefer_current_puts_a_revoked_text_behind_what_revoked_it(before: str, after: str) -> None:
    hits = [
        hit(name, by.replace(",", " "), 1 - n / 10)
        for n, (name, _, by) in enumerate(word.partition("<") for word in before.split())
    ]
    ranked = prefer_current(hits, set())
    assert [item.chunk.document_id for item in ranked] == after.split()
    assert [item.rank for item in ranked] == list(range(1, len(hits) + 1))
    scores = [item.score for item in ranked]
    assert scores == sorted(scores, reverse=True)


def test_prefer_current_leaves_a_text_that_the_question_names() -> None:
    ranked = prefer_current([hit("old", "new"), hit("new")], {"old"})
    assert [item.chunk.document_id for item in ranked] == ["old", "new"]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["", "a", "b", "c d"])), max_size=8))
def test_prefer_current_loses_nothing_and_keeps_its_law(rows: list[tuple[str, str]]) -> None:
    revoked = dict(rows)
    hits = [hit(name, revoked[name] if revoked[name] != name else "") for name, _ in rows]
    ranked = [item.chunk.document_id for item in prefer_current(hits, set())]
    assert sorted(ranked) == sorted(item.chunk.document_id for item in hits)


GIVEN = {"kind": "PP", "number": "1", "year": "2020", "title": "Judul"}


def test_manifest_states_a_status() -> None:
    given_values = GIVEN | {"legal_status": "Dicabut", "status_checked_on": "2020-06-01", "status_source": "JDIH"}
    readings = read_metadata(ParsedText("Isi."), "plain", "x.txt", given_values).readings
    assert read_stated_status(readings) == stated("dicabut")
    assert read_stated_status({}) is None
    only = read_stated_status({"legal_status": Reading("diubah", None, "manifest")})
    assert only == StatusSource("diubah", "manifest", "")


@pytest.mark.parametrize(("name", "value"), [("legal_status", "mati"), ("status_checked_on", "kemarin")])
def test_manifest_with_an_impossible_status_is_refused(name: str, value: str) -> None:
    with pytest.raises(DamagedSource, match=name):
        read_metadata(ParsedText("Isi."), "plain", "x.txt", GIVEN | {name: value})
