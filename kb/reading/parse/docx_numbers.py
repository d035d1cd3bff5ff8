"""Word's automatic numbers: which list a paragraph is in, and what Word prints before it.

A number isn't in the text of a Word file: Word computes it when it shows the page, from the paragraph's own settings,
its style and the styles that this is based on, and the list's definition (ECMA-376, part 1, 17.9). Lists of one
definition share their counts, so that a list which somebody broke in two goes on where it stopped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from kb.reading.parse.list_numbers import format_doubled_letter, format_list_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

STYLES: Mapping[str, str] = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}

MOST_ANCESTORS = 20
"""Word itself bases styles on one another eleven deep at most; a circle of styles ends here."""

_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list.

    Args:
        style: Word's name of the number's form (``decimal``, ``lowerLetter``, ``bullet``, ``none`` …).
        pattern: what is printed, with ``%1`` for the number of the first level and so on.
        start: the first number.
        restart: a paragraph at a lower depth than this begins the count anew; 0 where none does.
        is_decimal: whether the numbers of all levels are printed in digits here.
        paragraph_style: the style whose paragraphs are at this level; empty where there is none.
    """

    style: str
    pattern: str
    start: int
    restart: int
    is_decimal: bool = False
    paragraph_style: str = ""


@dataclass(frozen=True, slots=True)
class WordList:
    """A list: the definition whose counts it shares, its levels by depth, and the depths that it starts anew."""

    definition: str
    levels: Mapping[int, ListLevel]
    restarts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class NumberLink:
    """What a paragraph or a style says of its number; None where it leaves that to what it is based on."""

    list_id: str | None = None
    depth: int | None = None
    style: str = ""
    parent: str = ""


@dataclass(slots=True)
class Numbering:
    """Counts the paragraphs of a document as Word does."""

    lists: Mapping[str, WordList]
    styles: Mapping[str, NumberLink]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def number(self, paragraph: etree._Element) -> str:
        """Return what Word prints before the next paragraph, and count it; empty where that is nothing."""
        list_id, depth = self._find_place(paragraph)
        known = self.lists.get(list_id)
        if known is None or depth not in known.levels:
            return ""
        self._count(list_id, known, depth)
        level = known.levels[depth]
        if level.style == "bullet":
            return ""
        return _PLACEHOLDER.sub(lambda match: self._format(known, level, int(match[1]) - 1), level.pattern).strip()

    def _find_place(self, paragraph: etree._Element) -> tuple[str, int]:
        own = read_link(paragraph.find(f"{W}pPr"))
        chain = [own, *self._ancestors(own.style)]
        list_id = next((link.list_id for link in chain if link.list_id is not None), "")
        linked = self._find_linked(list_id, {link.style for link in chain[1:]}) if own.depth is None else None
        depths = [own.depth, linked, *(link.depth for link in chain[1:])]
        return list_id, next((depth for depth in depths if depth is not None), 0)

    def _ancestors(self, style: str) -> Iterator[NumberLink]:
        for _ in range(MOST_ANCESTORS):
            link = self.styles.get(style)
            if link is None:
                return
            yield link
            style = link.parent

    def _find_linked(self, list_id: str, styles: set[str]) -> int | None:
        levels = self.lists[list_id].levels if list_id in self.lists else {}
        return next((depth for depth, level in levels.items() if level.paragraph_style in styles - {""}), None)

    def _count(self, list_id: str, known: WordList, depth: int) -> None:
        counts = self._counts.setdefault(known.definition, {})
        if depth in known.restarts and (list_id, depth) not in self._begun:
            counts.pop(depth, None)
        self._begun.add((list_id, depth))
        counts[depth] = counts.get(depth, known.levels[depth].start - 1) + 1
        for deeper, level in known.levels.items():
            if deeper > depth and depth < level.restart:
                counts.pop(deeper, None)

    def _format(self, known: WordList, shown_in: ListLevel, depth: int) -> str:
        level = known.levels.get(depth)
        if level is None or level.style == "none":
            return ""
        number = self._counts[known.definition].get(depth, level.start)
        return str(number) if shown_in.is_decimal else format_word_number(number, level.style)


def format_word_number(number: int, style: str) -> str:
    """Write a number in one of Word's forms; one that Word has words for ("ordinalText") comes in digits.

    Example:
        >>> [format_word_number(28, style) for style in ("decimal", "lowerLetter", "upperRoman", "decimalZero")]
        ['28', 'bb', 'XXVIII', '28']
    """
    if style in ("lowerLetter", "upperLetter"):
        return format_doubled_letter(number, STYLES[style])
    if style == "decimalZero":
        return f"{number:02}"
    return format_list_number(number, STYLES.get(style, "1"))


def read_numbering(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """Read the lists and the styles of a document from its parts of these names; either may be missing."""
    links = {} if styles is None else dict(_read_styles(styles))
    return Numbering({} if numbering is None else dict(_read_lists(numbering, links)), links)


def read_link(properties: etree._Element | None) -> NumberLink:
    """Read what a paragraph's or a style's properties say of its number."""
    if properties is None:
        return NumberLink()
    style, place = properties.find(f"{W}pStyle"), properties.find(f"{W}numPr")
    link = NumberLink(style="" if style is None else style.get(f"{W}val", ""))
    if place is None:
        return link
    list_id, depth = place.find(f"{W}numId"), place.find(f"{W}ilvl")
    return replace(
        link,
        list_id=None if list_id is None else list_id.get(f"{W}val", ""),
        depth=None if depth is None else _parse_int(depth, 0),
    )


def is_on(element: etree._Element | None) -> bool:
    """Say whether a property of this name stands there and isn't switched off."""
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")


def _read_styles(root: etree._Element) -> Iterator[tuple[str, NumberLink]]:
    for style in root.iter(f"{W}style"):
        name, base = style.get(f"{W}styleId", ""), style.find(f"{W}basedOn")
        link = replace(read_link(style.find(f"{W}pPr")), style=name)
        link = replace(link, parent="" if base is None else base.get(f"{W}val", ""))
        yield name, link
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
            # Paragraphs that name no style have this one.
            yield "", link


def _read_lists(root: etree._Element, styles: Mapping[str, NumberLink]) -> Iterator[tuple[str, WordList]]:
    definitions = {one.get(f"{W}abstractNumId", ""): one for one in root.iter(f"{W}abstractNum")}
    used = {one.get(f"{W}numId", ""): _get_value(one, "abstractNumId", "") for one in root.iter(f"{W}num")}
    for one in root.iter(f"{W}num"):
        number = one.get(f"{W}numId", "")
        definition = _follow_link(used[number], definitions, used, styles)
        if definition in definitions:
            yield number, _override(WordList(definition, dict(_read_levels(definitions[definition]))), one)


def _follow_link(
    name: str, definitions: Mapping[str, etree._Element], used: Mapping[str, str], styles: Mapping[str, NumberLink]
) -> str:
    """Return the definition that holds the levels: one may only name a list style, whose own list has them."""
    element = definitions.get(name)
    style = "" if element is None else _get_value(element, "numStyleLink", "")
    target = styles.get(style, NumberLink()).list_id
    return used.get(target, name) if style and target else name


def _override(known: WordList, element: etree._Element) -> WordList:
    """Apply what one list changes in its definition: whole levels, or the number that they start at."""
    levels, restarts = dict(known.levels), set[int]()
    for change in element.findall(f"{W}lvlOverride"):
        depth = _parse_digits(change.get(f"{W}ilvl", ""), 0)
        levels.update(_read_levels(change))
        start = change.find(f"{W}startOverride")
        if start is not None and depth in levels:
            levels[depth] = replace(levels[depth], start=_parse_int(start, 1))
            restarts.add(depth)
    return WordList(known.definition, levels, frozenset(restarts))


def _read_levels(parent: etree._Element) -> Iterator[tuple[int, ListLevel]]:
    for level in parent.findall(f"{W}lvl"):
        depth = _parse_digits(level.get(f"{W}ilvl", ""), 0)
        yield (
            depth,
            ListLevel(
                style=_get_value(level, "numFmt", "decimal"),
                pattern=_get_value(level, "lvlText", ""),
                start=_parse_int(level.find(f"{W}start"), 1),
                restart=min(depth, _parse_int(level.find(f"{W}lvlRestart"), depth)),
                is_decimal=is_on(level.find(f"{W}isLgl")),
                paragraph_style=_get_value(level, "pStyle", ""),
            ),
        )


def _get_value(element: etree._Element, name: str, default: str) -> str:
    child = element.find(f"{W}{name}")
    return default if child is None else str(child.get(f"{W}val", default))


def _parse_int(element: etree._Element | None, default: int) -> int:
    return default if element is None else _parse_digits(element.get(f"{W}val", ""), default)


def _parse_digits(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
