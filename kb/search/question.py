"""What may be asked, and what narrows it; small helpers that need no store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import date
from itertools import zip_longest
from typing import TypeVar

from kb.model import Filters
from kb.model.errors import InvalidQuery
from kb.model.json import JSONValue
from kb.model.vocabulary import MAX_LIMIT
from kb.search.fusion import Fused
from kb.search.legs import PLAIN_BM25
from kb.stores.index.contract import ChunkIndex

T = TypeVar("T")

MODES = ("auto", "hybrid", "dense", "sparse")
"""How people can ask; measuring asks by ``kb.search.legs.PLAIN_BM25`` besides."""

LONGEST_QUERY = 2000
"""Characters; longer than any question, and the embedding model reads the first few hundred only."""


def take_turns(rows: Iterable[Sequence[T]]) -> list[T]:
    """List the first of each row, then the second of each: no candidate is hidden behind a longer one.

    Example:
        >>> take_turns([[1, 2, 3], [4]])
        [1, 4, 2, 3]
    """
    return [item for turn in zip_longest(*rows, fillvalue=None) for item in turn if item is not None]


def check_query(query: str, limit: int, mode: str) -> None:
    """Refuse what can't be asked.

    Raises:
        InvalidQuery: with what is possible as its hint.
    """
    if not query.strip():
        raise InvalidQuery(
            "The question is empty.", "Ask in your own words, or give a citation such as 'UU 24/2011 pasal 15'."
        )
    if len(query) > LONGEST_QUERY:
        raise InvalidQuery(f"The question has {len(query)} characters.", f"Ask with at most {LONGEST_QUERY}.")
    if mode not in (*MODES, PLAIN_BM25):
        raise InvalidQuery(f"There is no search mode {mode!r}.", f"Choose one of {', '.join(MODES)}.")
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidQuery(f"The limit can't be {limit}.", f"Choose a limit from 1 to {MAX_LIMIT}.")


def group_by_provision(fused: Iterable[Fused]) -> list[Fused]:
    """Keep the best chunk of each provision: parts of one provision are one answer."""
    seen: set[str] = set()
    kept = []
    for item in fused:
        provision = item.key.rpartition("~")[0] or item.key
        if provision not in seen:
            seen.add(provision)
            kept.append(item)
    return kept


def limit_day(filters: Filters, as_of: date | None) -> Filters:
    """Narrow filters to documents of a day or before; one without a date is left out, for nobody knows."""
    if as_of is None:
        return filters
    return replace(filters, date_to=min(filters.date_to, as_of) if filters.date_to else as_of)


def describe_filters(filters: Filters) -> dict[str, JSONValue]:
    """List the filters that narrow something, as plain JSON values."""
    narrowing: dict[str, JSONValue] = {}
    for entry in fields(filters):
        value = getattr(filters, entry.name)
        if value:
            narrowing[entry.name] = list(value) if isinstance(value, tuple) else value.isoformat()
    return narrowing


def drop_filters(filters: Filters, names: Sequence[str]) -> Filters:
    """Return the filters without some of them."""
    empty = Filters()
    return replace(filters, **{name: getattr(empty, name) for name in names})


def find_emptying_filters(filters: Filters, index: ChunkIndex) -> list[str]:
    """Name the filters of which one alone, when dropped, lets something through; all of them when none does."""
    names = list(describe_filters(filters))
    alone = [name for name in names if index.count(drop_filters(filters, [name])) > 0]
    return alone or names
