"""What several documents say of one subject, as lines of time."""

from __future__ import annotations

from datetime import date

import pytest

from kb.figures import Observation, Timeline, build_timeline, find_figures
from kb.figures.timeline import normalise_subject

KALBAR = "Kalimantan Barat"


def observe(*said: tuple[str, str, date | None]) -> list[Timeline]:
    observations = [
        Observation(document, KALBAR, day, figure) for document, text, day in said for figure in find_figures(text)
    ]
    return build_timeline(observations)


def test_build_timeline_orders_points_by_the_figures_own_date_else_the_documents() -> None:
    lines = observe(
        ("b", "Tercatat 575.504 pekerja konstruksi.", date(2025, 9, 24)),
        ("a", "Sampai Juni 2025 tercatat 583.947 pekerja konstruksi di Kalimantan Barat.", date(2025, 7, 10)),
        ("c", "Tercatat 500.000 pekerja konstruksi.", None),
    )
    assert [(line.subject, line.unit, line.place) for line in lines] == [("pekerja konstruksi", "orang", KALBAR)]
    assert [(point.when, point.document_id) for point in lines[0].points] == [
        ("", "c"),
        ("2025-06", "a"),
        ("2025-09-24", "b"),
    ]
    assert lines[0].differing == ()


DIFFERING = [
    ("Ada 154.008 pekerja konstruksi.", "Ada 145.008 pekerja konstruksi.", True),
    ("Ada 1,8 juta pekerja konstruksi.", "Ada 1.819.430 pekerja konstruksi.", False),  # agrees as printed
    ("Ada 1,7 juta pekerja konstruksi.", "Ada 1.819.430 pekerja konstruksi.", True),
    ("Cakupan konstruksi 29,86 persen.", "Cakupan konstruksi 30 persen.", False),
    ("Cakupan konstruksi 29,86 persen.", "Cakupan konstruksi 31 persen.", True),
]


@pytest.mark.parametrize(("first", "second", "differ"), DIFFERING)
def test_build_timeline_flags_values_of_one_day_that_differ_beyond_their_precision(
    first: str, second: str, differ: bool
) -> None:
    lines = observe(("a", first, date(2025, 7, 10)), ("b", second, date(2025, 7, 10)))
    assert [bool(line.differing) for line in lines] == [differ]


def test_build_timeline_keeps_targets_apart_and_borders_out() -> None:
    lines = observe(
        ("a", "Target cakupan konstruksi 61 persen.", date(2025, 1, 1)),
        ("b", "Cakupan konstruksi 37 persen.", date(2025, 1, 1)),
        ("c", "Cakupan konstruksi paling sedikit 90 persen.", date(2025, 1, 1)),
    )
    assert [(line.is_target, len(line.points), line.differing) for line in lines] == [(False, 1, ()), (True, 1, ())]


SUBJECTS = [
    ("pekerja konstruksi di kalbar", "pekerja konstruksi"),
    ("pekerja konstruksi kalimantan barat", "pekerja konstruksi"),
    ("pekerja se-kalimantan barat", "pekerja"),
    ("pekerja", "pekerja"),
]


@pytest.mark.parametrize(("subject", "expected"), SUBJECTS)
def test_normalise_subject_takes_the_place_off(subject: str, expected: str) -> None:
    assert normalise_subject(subject, KALBAR) == expected
