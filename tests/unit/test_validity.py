"""What no longer holds goes down in the ranking, by how much, and what stays where it is."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest

from kb.search.fusion import Fused
from kb.search.validity import (
    ASIDE,
    BASIS_REVOKED,
    CHANGED,
    LOOKED_AT,
    REVOKED,
    ValidityRanking,
    find_aside,
    is_within,
    lower_score,
    split_key,
    weigh_loss,
)
from kb.stores.catalog import Catalog, Said


def say(
    relation: str,
    place: str = "",
    base: str = "",
    document: str = "lama",
    day: date | None = None,
    year: int | None = None,
) -> Said:
    return Said(document, relation, place, base, day, year)


@pytest.mark.parametrize(
    ("said", "locator", "loss"),
    [
        ([], "pasal-1", 0.0),
        ([say("mencabut")], "pasal-1", REVOKED),
        ([say("stated", "dicabut")], "pasal-1", REVOKED),
        ([say("stated", "berlaku")], "pasal-1", 0.0),
        ([say("mencabut-sebagian", "pasal-3")], "pasal-3.ayat-1", REVOKED),
        ([say("mencabut-sebagian", "pasal-3")], "pasal-1", 0.0),
        ([say("mencabut-sebagian")], "pasal-3", 0.0),  # "sepanjang …": nobody knows which provisions
        ([say("mencabut", "pasal-3")], "pasal-1", 0.0),
        ([say("mengubah", "pasal-3")], "pasal-3", CHANGED),
        ([say("mengubah", "pasal-3")], "penjelasan.pasal-3.ayat-2", CHANGED),
        ([say("mengubah", "pasal-3")], "pasal-30", 0.0),
        ([say("mengubah")], "pasal-3", 0.0),  # it was changed somewhere: nobody knows where
        ([say("mengubah", "pasal-3"), say("mencabut")], "pasal-3", REVOKED),
        ([say("mencabut", base="dasar")], "pasal-1", BASIS_REVOKED),
        ([say("", base="dasar"), say("mencabut", base="dasar")], "pasal-1", BASIS_REVOKED),
        ([say("mencabut", base="dasar"), say("", base="lain")], "pasal-1", 0.0),  # one of its bases still holds
        ([say("mengubah", base="dasar")], "pasal-1", 0.0),
    ],
)
def test_loss_is_by_what_is_said_of_the_rule(said: Sequence[Said], locator: str, loss: float) -> None:
    assert weigh_loss(said, locator) == loss


@pytest.mark.parametrize(
    ("locator", "places", "expected"),
    [
        ("pasal-34", ["pasal-34"], True),
        ("pasal-34.ayat-1.huruf-b", ["pasal-34.ayat-1"], True),
        ("penjelasan.pasal-34", ["pasal-2", "pasal-34"], True),
        ("pasal-34", ["pasal-34.ayat-1"], False),
        ("pasal-3", ["pasal-34"], False),
        ("pasal-34", [""], False),
        ("pasal-34", [], False),
    ],
)
def test_provision_is_within_a_place_or_below_it(locator: str, places: Sequence[str], expected: bool) -> None:
    assert is_within(locator, places) is expected


@pytest.mark.parametrize(
    ("locator", "loss"),
    [
        ("menimbang.huruf-a", ASIDE["menimbang"]),
        ("penutup_2", ASIDE["penutup"]),
        ("penjelasan.umum", ASIDE["penjelasan"]),
        ("pasal-1", 0.0),
        ("", 0.0),
    ],
)
def test_front_matter_is_told_by_the_first_unit(locator: str, loss: float) -> None:
    assert find_aside(locator) == loss


@pytest.mark.parametrize("score", [0.0, 1e-12, 0.2, 0.5, 0.99, 1.0])
def test_lowered_score_is_lower_and_still_a_score(score: float) -> None:
    lowered = lower_score(score, 1.5)
    assert 0.0 < lowered < max(score, 1e-8)
    assert lower_score(0.4, 0.0) == pytest.approx(0.4)
    assert math.isclose(lower_score(lower_score(0.4, 1.5), -1.5), 0.4)


@pytest.mark.parametrize(
    ("chunk_id", "parts"),
    [
        ("uu-9-2016@0123abcd4567#pasal-5.ayat-1", ("uu-9-2016", "pasal-5.ayat-1")),
        ("uu-9-2016@0123abcd4567#pasal-5~12", ("uu-9-2016", "pasal-5")),
        ("uu-9-2016@0123abcd4567", ("uu-9-2016", "")),
    ],
)
def test_key_is_split_into_document_and_place(chunk_id: str, parts: tuple[str, str]) -> None:
    assert split_key(chunk_id) == parts


FOUND = {"lama@1#pasal-1": 0.9, "baru@1#pasal-1": 0.7, "turunan@1#pasal-2": 0.6, "lain@1#pasal-9": 0.5}
SAID = [say("mencabut", day=date(2016, 5, 1)), say("mencabut", base="lama", document="turunan", day=date(2016, 5, 1))]


def rank(
    scores: dict[str, float], said: Iterable[Said], named: Sequence[str] = (), as_of: date | None = None
) -> list[tuple[str, float]]:
    """Rank chunks by a table of what is said of documents; only of those that are asked for it is told."""
    catalog = SimpleNamespace(find_said=lambda names: [one for one in said if one.document_id in names])
    ranking = ValidityRanking(cast(Catalog, catalog))
    found = ranking.prefer_holding([Fused(key, score, {}) for key, score in scores.items()], as_of, named)
    return [(item.key.partition("@")[0], item.score) for item in found]


def test_revoked_rule_and_what_carries_it_out_go_behind_what_holds() -> None:
    ranked = rank(FOUND, SAID)
    assert [name for name, _ in ranked] == ["baru", "lain", "lama", "turunan"]
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)


def test_rule_that_is_named_stays_first_though_it_is_revoked() -> None:
    ranked = rank(FOUND, SAID, named=["lama"])
    assert ranked[0][0] == "lama"
    assert ranked[0][1] > FOUND["lama@1#pasal-1"]
    assert ranked[-1][0] == "turunan"


@pytest.mark.parametrize(
    ("said", "as_of", "is_lowered"),
    [
        (say("mencabut", day=date(2016, 5, 1)), None, True),
        (say("mencabut", day=date(2016, 5, 1)), date(2016, 5, 1), True),
        (say("mencabut", day=date(2016, 5, 1)), date(2016, 4, 30), False),
        (say("mencabut", year=2016), date(2017, 1, 1), True),
        (say("mencabut", year=2016), date(2016, 12, 31), False),  # on which day of the year it was is unknown
        (say("mencabut"), date(2016, 5, 1), False),
        (say("stated", "dicabut"), date(2016, 5, 1), True),
    ],
)
def test_what_had_not_happened_on_the_day_does_not_count(said: Said, as_of: date | None, is_lowered: bool) -> None:
    assert (rank(FOUND, [said], as_of=as_of)[0][0] != "lama") is is_lowered


def test_what_is_not_looked_at_never_comes_before_what_was_lowered() -> None:
    many = {f"r{number}@1#pasal-1": 0.9 for number in range(LOOKED_AT)} | {"ekor@1#pasal-1": 0.8}
    ranked = rank(many, [say("mencabut", document=f"r{number}") for number in range(LOOKED_AT)])
    assert ranked[-1][0] == "ekor"
    assert ranked[-1][1] == ranked[0][1] < 0.8


def test_nothing_found_is_nothing_ranked() -> None:
    assert rank({}, SAID) == []
