"""Join units into pinpoints, lists and ranges: ``Pasal 5 ayat (1) huruf a, huruf b, dan ayat (3)``.

The pinpoints of a text are in order and disjoint, each names one provision or one range, and what an item leaves out
(``dan ayat (3)``, ``dan (3)``) is what the item before it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kb.language.numbers import parse_ordinal, parse_roman
from kb.law.citation.units import GAP, PinpointUnit, find_units, read_unit_number
from kb.model import Span

ABSOLUTE_KINDS = frozenset({"pasal", "diktum", "bab", "lampiran", "penjelasan", "menimbang", "mengingat"})
"""Kinds that a pinpoint may start with and be complete; the others are relative to where they stand."""

_RANKS = {kind: rank for rank, kind in enumerate(("pasal", "ayat", "huruf", "angka"))}
_ADJACENT = re.compile(rf"{GAP}{{0,4}}")
_COMMA = re.compile(rf"{GAP}{{0,2}},{GAP}{{0,4}}")
_DASH = rf"{GAP}{{0,2}}[-–—]{GAP}{{0,2}}"
_UP_TO = r"sampai\s{1,3}dengan|s\.\s?d\.?|sd|s/d|hingga|sampai"
_SEPARATOR = re.compile(
    rf"(?P<range>{GAP}{{1,4}}(?:{_UP_TO}){GAP}{{1,4}}|{_DASH})"
    rf"|(?P<list>{GAP}{{0,2}},{GAP}{{1,4}}(?:(?:dan/atau|dan|atau|serta|maupun|jo\.?|juncto){GAP}{{1,4}})?"
    rf"|{GAP}{{1,4}}(?:dan/atau|dan|atau|serta|maupun|jo\.?|juncto){GAP}{{1,4}})",
    re.IGNORECASE,
)
_SHORT_AYAT = re.compile(rf"{GAP}{{0,2}}(\([0-9]{{1,3}}[a-z]?\))")
_ORDINALS = r"(?:[A-Z]{4,9})(?:\s{1,3}(?:PULUH|BELAS)(?:\s{1,3}[A-Z]{4,8})?)?"
_SHORT = {
    "ayat": re.compile(rf"(\({GAP}?[0-9OlI]{{1,3}}[a-z]?{GAP}?\))"),
    "pasal": re.compile(r"([0-9]{1,4}[A-Z]{0,2})(?!\w|[.,]\d)"),
    "angka": re.compile(r"([0-9]{1,3})(?!\w|[.,]\d)"),
    "huruf": re.compile(r"([a-z])(?![\w)])"),
    "diktum": re.compile(rf"({_ORDINALS})(?!\w)"),
    "bab": re.compile(r"([IVXL]{1,7})(?!\w)"),
    "lampiran": re.compile(r"([IVXL]{1,7})(?!\w)"),
}
# What makes "Pasal 5 dan 3 (tiga) orang" and "Pasal 5 sampai 31 Maret" something else than two articles.
_COUNTED = re.compile(
    r"\s{0,3}(?:\(\s?[a-z]{3}|%|(?:orang|hari|tahun|bulan|minggu|jam|kali|persen|juta|ribu|miliar|pihak|unit|buah|pasal"
    r"|huruf|angka|kategori|jenis|januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november"
    r"|desember)\b)",
    re.IGNORECASE,
)
_STOPPED = re.compile(r"\.(?!\s|$)|\.\s{1,3}[a-z]")


@dataclass(frozen=True, slots=True)
class FoundPinpoint:
    """A pinpoint as it stands in a text, without the instrument that it belongs to.

    Args:
        units: from the widest; what the item before it in a list says is filled in.
        span: the words of this item.
        through: the last one, for a range.
        group: number of the list that it stands in, counted through the text.
        is_certain: whether every number was read without doubt.

    """

    units: tuple[PinpointUnit, ...]
    span: Span
    through: tuple[PinpointUnit, ...] = ()
    group: int = 0
    is_certain: bool = True

    @property
    def locator(self) -> str:
        """The place as a locator; relative where ``is_relative``."""
        return join_units(self.units)

    @property
    def is_relative(self) -> bool:
        """Whether what it names depends on where it stands (``ayat (2)``)."""
        return self.units[0].kind not in ABSOLUTE_KINDS


def join_units(units: Iterable[PinpointUnit]) -> str:
    """Write units as a locator."""
    return ".".join(unit.segment for unit in units)


def find_pinpoints(text: str, units: Sequence[PinpointUnit] | None = None) -> Iterator[FoundPinpoint]:
    """Find every pinpoint, item by item.

    Args:
        units: of the text, without those that are labels of its own provisions; None finds them.

    Example:
        >>> [place.locator for place in find_pinpoints("Pasal 5 ayat (1) dan (2), serta Pasal 7")]
        ['pasal-5.ayat-1', 'pasal-5.ayat-2', 'pasal-7']
    """
    units = list(find_units(text)) if units is None else units
    at, group = 0, 0
    while at < len(units):
        places, at = _read_list(text, units, at, group)
        yield from places
        group += 1


def _read_list(text: str, units: Sequence[PinpointUnit], at: int, group: int) -> tuple[list[FoundPinpoint], int]:
    first, at = _read_item(text, units, at)
    places = [_build(first, first, group)]
    while separator := _SEPARATOR.match(text, places[-1].span.end):
        item, after = _read_next(text, units, at, separator, places[-1])
        if not item:
            break
        joined = _join(places[-1].units, item, separator[0])
        if joined is None:
            break
        at = after
        if separator["range"] and _ascends(places[-1].units, joined):
            span = Span(places[-1].span.start, item[-1].end)
            is_certain = places[-1].is_certain and all(unit.is_certain for unit in item)
            places[-1] = replace(places[-1], span=span, through=joined, is_certain=is_certain)
        else:
            places.append(_build(item, joined, group))
    return _turn_round(places), at


def _build(item: tuple[PinpointUnit, ...], units: tuple[PinpointUnit, ...], group: int) -> FoundPinpoint:
    span = Span(min(unit.start for unit in item), max(unit.end for unit in item))
    return FoundPinpoint(units, span, group=group, is_certain=all(unit.is_certain for unit in units))


def _read_item(text: str, units: Sequence[PinpointUnit], at: int) -> tuple[tuple[PinpointUnit, ...], int]:
    """Take the units that follow each other without a word between, in order of rank."""
    item = [units[at]]
    at += 1
    while True:
        short = _SHORT_AYAT.match(text, item[-1].end) if item[-1].kind == "pasal" else None
        if short:
            number = read_unit_number("ayat", short[1]) or ""
            item.append(PinpointUnit("ayat", number, short.start(1), short.end()))
            continue
        if at == len(units) or not _continues(text, item, units[at]):
            return _sort(item), at
        item.append(units[at])
        at += 1


def _continues(text: str, item: list[PinpointUnit], unit: PinpointUnit) -> bool:
    last = item[-1]
    if _ADJACENT.fullmatch(text, last.end, unit.start):
        # Two of a kind in a row are the ends of two sentences, or labels.
        return unit.kind != last.kind and _may_follow(item, unit)
    is_deeper = _RANKS.get(unit.kind, 0) > _RANKS.get(last.kind, 9)
    return is_deeper and _COMMA.fullmatch(text, last.end, unit.start) is not None and not _has(item, unit.kind)


def _may_follow(item: list[PinpointUnit], unit: PinpointUnit) -> bool:
    if unit.kind == "pasal":
        # "Pasal I angka 3 Pasal 26" of an amending statute, "ayat (6) Pasal 25" the other way round.
        return item[0].kind in ("penjelasan", "pasal", "ayat", "huruf", "angka")
    if item[-1].kind in ("menimbang", "mengingat"):
        return unit.kind in ("huruf", "angka")
    return unit.kind not in ABSOLUTE_KINDS or item[-1].kind == "penjelasan"


def _has(units: Iterable[PinpointUnit], kind: str) -> bool:
    return any(unit.kind == kind for unit in units)


def _sort(item: list[PinpointUnit]) -> tuple[PinpointUnit, ...]:
    """Put ``ayat (6) Pasal 25`` the other way round."""
    is_turned = item[0].kind in ("ayat", "huruf", "angka") and item[-1].kind == "pasal"
    if is_turned and len({unit.kind for unit in item}) == len(item):
        return tuple(sorted(item, key=lambda unit: _RANKS[unit.kind]))
    return tuple(item)


def _turn_round(places: list[FoundPinpoint]) -> list[FoundPinpoint]:
    """Give the article at the end of ``ayat (3) dan ayat (6) Pasal 25`` to all items of the list."""
    last = places[-1].units
    if len(places) < 2 or last[0].kind != "pasal" or last[0].start <= places[-1].span.start:
        return places
    if any(not place.is_relative for place in places[:-1]):
        return places
    return [
        *(
            replace(place, units=(last[0], *place.units), through=place.through and (last[0], *place.through))
            for place in places[:-1]
        ),
        places[-1],
    ]


def _read_next(
    text: str, units: Sequence[PinpointUnit], at: int, separator: re.Match[str], before: FoundPinpoint
) -> tuple[tuple[PinpointUnit, ...], int]:
    if at < len(units) and units[at].start == separator.end():
        return _read_item(text, units, at)
    short = _read_short(text, separator, before.units[-1].kind)
    if short is None:
        return (), at
    if at < len(units) and _continues(text, [short], units[at]):
        rest, after = _read_item(text, units, at)
        return (short, *rest), after
    return (short,), at


def _read_short(text: str, separator: re.Match[str], kind: str) -> PinpointUnit | None:
    """Read a number whose word is left out: ``dan (2)``, ``, b``, ``sampai dengan 7``."""
    pattern = _SHORT.get(kind)
    match = pattern.match(text, separator.end()) if pattern else None
    if match is None or (kind != "ayat" and _COUNTED.match(text, match.end())):
        return None
    is_last = any(c.isalpha() for c in separator[0]) or separator["range"]
    if kind == "huruf" and (
        _STOPPED.match(text, match.end()) or (text[match.end() : match.end() + 1] == "." and not is_last)
    ):
        return None
    if kind == "diktum" and parse_ordinal(match[1]) is None:
        return None
    if kind in ("bab", "lampiran") and parse_roman(match[1]) is None:
        return None
    number = read_unit_number(kind, match[1], text[match.end() : match.end() + 12])
    return PinpointUnit(kind, number, match.start(1), match.end()) if number else None


def _join(
    before: tuple[PinpointUnit, ...], item: tuple[PinpointUnit, ...], separator: str
) -> tuple[PinpointUnit, ...] | None:
    """Fill in what the item leaves out; None where it is no item of this list."""
    kind = item[0].kind
    if before[0].kind == "penjelasan" and kind == "pasal":
        return (before[0], *item)
    if kind in ABSOLUTE_KINDS:
        return item
    kinds = [unit.kind for unit in before]
    if kind in kinds:
        last = len(kinds) - 1 - kinds[::-1].index(kind)
        return (*before[:last], *item)
    if before[0].kind in ABSOLUTE_KINDS:
        # "Pasal 5 dan ayat (1)": the second belongs to the article where this stands.
        return None
    return item


def _ascends(first: tuple[PinpointUnit, ...], last: tuple[PinpointUnit, ...]) -> bool:
    """Whether two places are the ends of a range: of one kind, under one parent or both complete, in order."""
    if first[0].kind != last[0].kind or (len(first) != len(last) and first[0].kind not in ABSOLUTE_KINDS):
        return False
    depth = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a.segment != b.segment), None)
    if depth is None or first[depth].kind != last[depth].kind:
        return False
    return order_of(first[depth]) < order_of(last[depth])


def order_of(unit: PinpointUnit) -> tuple[int, str]:
    """Return what puts units of one kind in order: ``5`` before ``5a`` before ``6``."""
    digits = re.match(r"[0-9]+", unit.number)
    if digits:
        return int(digits.group()), unit.number[digits.end() :]
    ordinal = parse_ordinal(unit.number)
    roman = parse_roman(unit.number) if unit.kind not in ("huruf", "butir") else None
    return ordinal or roman or len(unit.number), "" if ordinal or roman else unit.number
