"""The names in a claim's sentence that its source must have as well: places, and social security programmes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.checking.claims.terms import read_terms
from kb.language import EXPANSIONS
from kb.reading.metadata.places import PROVINCES
from kb.search.named_things import NamedThing, find_named_things

_PLACE = re.compile(
    r"\b(?:Kota|Kabupaten|Provinsi|Kab\.|Prov\.|Pemkot|Pemkab|Pemprov|Kecamatan|[Dd]i|[Ss]e)\s{1,3}"
    r"(?:(?:Kota|Kabupaten|Provinsi)\s{1,3})?([A-Z][\w’'-]{1,30}(?:\s{1,3}[A-Z][\w’'-]{1,30}){0,3})"
)
_PROVINCES = [frozenset(read_terms(name)) for name in PROVINCES]


def find_programmes(text: str) -> list[tuple[str, ...]]:
    """List the social security programmes that a text names, each with its full name and its abbreviations."""
    lower, words = text.lower(), set(re.findall(r"\w+", text))
    named = ((full, shorts) for full, shorts in EXPANSIONS.items() if full.startswith("jaminan "))
    return [(full, *shorts) for full, shorts in named if full in lower or words & set(shorts)]


def find_place_names(text: str) -> list[NamedThing]:
    """List the names of places in a sentence: behind "Kota", "Kabupaten", "di" …, and provinces wherever they stand."""
    found = {match[1] for match in _PLACE.finditer(text)}
    names = [one for name in found for one in _read_names(name)]
    return [*names, *_find_provinces(text)]


def _read_names(name: str) -> Iterator[NamedThing]:
    # A word before it keeps its first one from being taken for the opening of a sentence.
    yield from (one for one in find_named_things(f"di {name}") if not one.text.isdigit())


def _find_provinces(text: str) -> list[NamedThing]:
    terms = read_terms(text)
    named = [province for province in _PROVINCES if province <= terms]
    if not named:
        return []
    return [one for one in find_named_things(text) if any(_is_of(one, province) for province in named)]


def _is_of(one: NamedThing, province: frozenset[str]) -> bool:
    return any(reading <= province for reading in one.readings)
