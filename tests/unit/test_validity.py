"""What no longer holds goes down in the ranking, by how much, and what stays where it is."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest

from kb.library.legal_status import StatusReader
from kb.model import LegalStatus, StatusSource
from kb.model.answers import LegalValue
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
from kb.stores.catalog import Catalog


def state(value: LegalValue, *places: str) -> LegalStatus:
    return LegalStatus(value, sources=(StatusSource(value, "document", "UU 9/2016", locators=places),))


HOLDS, REVOKED_RULE = LegalStatus("berlaku"), state("dicabut")


@pytest.mark.parametrize(
    ("status", "locator", "bases", "loss"),
    [
        (HOLDS, "pasal-1", [], 0.0),
        (LegalStatus(), "pasal-1", [], 0.0),
        (REVOKED_RULE, "pasal-1", [], REVOKED),
        (HOLDS, "pasal-1", [REVOKED_RULE], BASIS_REVOKED),
        (HOLDS, "pasal-1", [REVOKED_RULE, HOLDS], 0.0),  # one of its bases still holds
        (state("diubah", "pasal-3"), "pasal-3", [], CHANGED),
        (state("diubah", "pasal-3"), "pasal-3.ayat-2", [], CHANGED),
        (state("diubah", "pasal-3"), "pasal-30", [], 0.0),
        (state("diubah"), "pasal-3", [], 0.0),  # the whole rule was changed somewhere: nobody knows where
        (state("sebagian-dicabut", "pasal-3"), "pasal-3", [], 0.0),
    ],
)
def test_loss_is_by_what_is_known_of_the_rule(
    status: LegalStatus, locator: str, bases: Sequence[LegalStatus], loss: float
) -> None:
    assert weigh_loss(status, locator, bases) == loss


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


class FixedStatuses:
    """Statuses as a table says; everything else holds. What is asked for is noted."""

    def __init__(self, **known: LegalStatus) -> None:
        self.known = known
        self.asked: list[tuple[set[str], date | None]] = []

    def find_statuses(self, document_ids: Iterable[str], as_of: date | None = None) -> dict[str, LegalStatus]:
        self.asked.append((set(document_ids), as_of))
        return {name: self.known.get(name, HOLDS) for name in document_ids}


def rank(
    scores: dict[str, float],
    statuses: FixedStatuses,
    bases: dict[str, list[str]] | None = None,
    named: Sequence[str] = (),
    as_of: date | None = None,
) -> list[tuple[str, float]]:
    catalog = SimpleNamespace(find_bases=lambda names: {name: (bases or {}).get(name, []) for name in names})
    ranking = ValidityRanking(cast(Catalog, catalog), cast(StatusReader, statuses))
    found = ranking.prefer_holding([Fused(key, score, {}) for key, score in scores.items()], as_of, named)
    return [(item.key.partition("@")[0], item.score) for item in found]


FOUND = {"lama@1#pasal-1": 0.9, "baru@1#pasal-1": 0.7, "turunan@1#pasal-2": 0.6, "lain@1#pasal-9": 0.5}


def test_revoked_rule_and_what_carries_it_out_go_behind_what_holds() -> None:
    ranked = rank(FOUND, FixedStatuses(lama=REVOKED_RULE), {"turunan": ["lama"]})
    assert [name for name, _ in ranked] == ["baru", "lain", "lama", "turunan"]
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)


def test_named_rule_stays_first_though_it_is_revoked() -> None:
    statuses = FixedStatuses(lama=REVOKED_RULE)
    assert rank(FOUND, statuses, named=["lama"])[0][0] == "lama"
    assert "lama" not in statuses.asked[0][0]


def test_status_is_asked_for_the_day_of_the_question() -> None:
    statuses = FixedStatuses()
    assert rank(FOUND, statuses, as_of=date(2010, 5, 1)) == [(key.partition("@")[0], FOUND[key]) for key in FOUND]
    assert [day for _, day in statuses.asked] == [date(2010, 5, 1)]


def test_what_is_not_looked_at_never_comes_before_what_was_lowered() -> None:
    many = {f"r{number}@1#pasal-1": 0.9 for number in range(LOOKED_AT)} | {"ekor@1#pasal-1": 0.8}
    ranked = rank(many, FixedStatuses(**{f"r{number}": REVOKED_RULE for number in range(LOOKED_AT)}))
    assert ranked[-1][0] == "ekor"
    assert ranked[-1][1] == ranked[0][1] < 0.8


def test_nothing_found_is_nothing_ranked() -> None:
    assert rank({}, FixedStatuses()) == []
