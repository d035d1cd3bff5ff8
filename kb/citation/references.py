"""Find the instruments that a running text mentions, with the pinpoint that stands beside each.

Step 2. Invariant: ``reference.span.text_of(text) == reference.text``, references are disjoint and in order, and
each names exactly one instrument: a mention that could be two is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from kb.citation.aliases import find_aliases
from kb.citation.pinpoint import parse_pinpoint
from kb.citation.scan import Mention, find_mentions
from kb.errors import CitationError
from kb.language.numbers import ORDINALS
from kb.model import Reference, Span

_ORDINAL_WORD = "|".join(sorted({part for words in ORDINALS for part in words.split()}, key=len, reverse=True))
_NUMBER = (
    rf"(?:\(\s?[0-9a-z]{{1,4}}\s?\)|(?:{_ORDINAL_WORD})\b(?:\s{{1,3}}(?:{_ORDINAL_WORD})\b){{0,2}}"
    r"|(?:ke-)?[0-9]{1,4}[a-z]{0,2}\b|[ivxlc]{1,7}[a-z]?\b|[a-z]{1,2}\b)"
)
_HEAD = r"(?:pasal|psl\.?|diktum|lampiran|penjelasan|bab|paragraf|alinea|romawi)"
_UNIT = r"(?:ayat|huruf|angka|butir|diktum|bagian|paragraf|kutipan|umum|romawi)"
_PINPOINT = re.compile(
    rf"(?<![\w-]){_HEAD}(?:\s{{1,3}}{_NUMBER})?(?:\s{{0,2}}\([0-9]{{1,3}}[a-z]?\))?"
    # After a comma another article begins another place; without one it is quoted by an amending statute.
    rf"(?:(?:[\s,]{{1,3}}{_UNIT}|\s{{1,3}}pasal)\b(?:\s{{0,3}}{_NUMBER})?){{0,6}}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,]{1,3}(?:(?:dari|dalam|pada|atas|di)\s{1,3})?", re.IGNORECASE)
_LISTED = re.compile(r"[\s,]{1,3}(?:(?:dan|atau|serta|dan/atau|jo\.?|juncto)\s{1,3})?", re.IGNORECASE)
_AFTER = re.compile(r",?[ ]{1,2}")
# Printed articles end in a capital (5A): a small letter there is a digit that OCR mistook.
_MISREAD = re.compile(r"[0-9][a-z]\b")
_MOST_LISTED = 6


class Place(NamedTuple):
    """A pinpoint as it stands in a text, without the instrument that it belongs to."""

    locator: str
    span: Span


def find_references(text: str) -> list[Reference]:
    """Find every instrument that a text names, in order.

    Numbers are needed, or an issuer and a date (``surat edaran Wali Kota Bogor tertanggal 8 Juli 2025``); names in
    common use count too (``UU Cipta Kerja``). A pinpoint right before or after a mention belongs to it; articles
    listed before it (``Pasal 42 ayat (3) dan Pasal 43 PP 22/2020``) give a reference each.

    Example:
        >>> [(r.text, r.locator) for r in find_references("Sesuai Pasal 15 ayat (1) UU 24/2011, wajib.")]
        [('Pasal 15 ayat (1) UU 24/2011', 'pasal-15.ayat-1')]
    """
    mentions = sorted([*find_mentions(text), *find_aliases(text)], key=lambda mention: (mention.start, -mention.end))
    places = [place for place in find_places(text) if not _is_misread(place, text)]
    references: list[Reference] = []
    done = 0
    for mention in mentions:
        if mention.start >= done:
            found = list(_refer(text, mention, places, done))
            references.extend(found)
            done = found[-1].span.end
    return references


def find_places(text: str) -> Iterator[Place]:
    """Find pinpoints that start with an article, dictum, annex or the like, whatever they belong to."""
    for match in _PINPOINT.finditer(text):
        place = _read_place(match.group(), match.start())
        if place is not None:
            yield place


def _is_misread(place: Place, text: str) -> bool:
    return place.locator.startswith("pasal") and _MISREAD.search(place.span.text_of(text).partition("(")[0]) is not None


def _read_place(written: str, at: int) -> Place | None:
    """Read a pinpoint, giving up words at its end that are none (``Pasal 5 angka dua`` → ``Pasal 5``)."""
    words = list(re.finditer(r"\S+", written))
    while words:
        end = words[-1].end()
        try:
            return Place(parse_pinpoint(written[:end].rstrip(",")), Span(at, at + len(written[:end].rstrip(","))))
        except CitationError:
            words.pop()
    return None


def _refer(text: str, mention: Mention, places: list[Place], done: int) -> Iterator[Reference]:
    before = _places_before(text, mention, places, done)
    if before:
        yield from (_reference(text, mention, place, place.span.start, place.span.end) for place in before[:-1])
        yield _reference(text, mention, before[-1], before[-1].span.start, mention.end)
        return
    after = _place_after(text, mention, places)
    yield _reference(text, mention, after, mention.start, after.span.end if after else mention.end)


def _reference(text: str, mention: Mention, place: Place | None, start: int, end: int) -> Reference:
    return Reference(Span(start, end), text[start:end], mention.instrument, place.locator if place else "")


def _places_before(text: str, mention: Mention, places: list[Place], done: int) -> list[Place]:
    """Take the pinpoint that touches the mention, then those listed before it, in reading order."""
    found: list[Place] = []
    at = bisect_left(places, mention.start, key=lambda place: place.span.start) - 1
    end, gap = mention.start, _BETWEEN
    while at >= 0 and len(found) < _MOST_LISTED and places[at].span.start >= done:
        if not gap.fullmatch(text[places[at].span.end : end]):
            break
        found.append(places[at])
        end, gap, at = places[at].span.start, _LISTED, at - 1
    return found[::-1]


def _place_after(text: str, mention: Mention, places: list[Place]) -> Place | None:
    at = bisect_left(places, mention.end, key=lambda place: place.span.start)
    if at < len(places) and _AFTER.fullmatch(text[mention.end : places[at].span.start]):
        return places[at]
    return None
