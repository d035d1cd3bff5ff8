"""Read a statute: opening, chapters, articles with their items, closing, explanation, annexes.

Articles are chosen by sequence (``kb.reading.outline.marks``), so a mention of an article never becomes one. Every
number that the sequence lacks, or that was read through damage, has a Notice.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kb.language import ORDINALS, parse_roman
from kb.language.tables import join_longest
from kb.model import Notice, Span
from kb.reading.outline.amendment import find_quoted, is_amending, parse_amendment
from kb.reading.outline.annexes import parse_annex
from kb.reading.outline.digest import has_headings, parse_headed
from kb.reading.outline.explanation import parse_explanation
from kb.reading.outline.lists import parse_items
from kb.reading.outline.marks import (
    SUFFIXES,
    Chosen,
    Mark,
    choose_sequence,
    find_gaps,
    format_article_number,
    is_line_start,
    weigh_heading,
)
from kb.reading.outline.preamble import LABELS, parse_preamble
from kb.reading.outline.quoted import find_articles
from kb.reading.outline.sections import Sections, find_closing, find_sections
from kb.reading.outline.tree import OutlineUnit

PART, BAB, BAGIAN, PARAGRAF, PASAL, ITEM = 10, 20, 24, 28, 40, 50
"""Levels of the units, gaps left for the quoted articles of an amending statute."""

ROMAN_MARK = re.compile(r"(?<![\w-])[Pp]asa[l1iI]\s{1,3}(?P<n>[IVl]{1,4})(?!\w)")

_BAB_MARK = re.compile(r"(?<![\w-])(?:BAB|Bab)\s{0,3}(?P<n>[IVXLC]{1,7})(?![\w])")
_ORDINAL = join_longest(word.title() for word in ORDINALS)
_BAGIAN_MARK = re.compile(rf"(?<![\w-])Bagian\s{{1,3}}(?P<n>{_ORDINAL})(?!\w)")
_PARAGRAF_MARK = re.compile(r"(?<![\w-])Paragraf\s{1,3}(?P<n>\d \d(?= [A-Z])|\d{1,2})(?!\w)")
_TITLE_REACH = 400
_CHANGE_REACH = 300
_CHANGES = re.compile(r"\b(?:di|[Mm]eng?)(?:ubah|hapus|ganti|sisipkan|tambah)|\bperubahan\b")
_HEADINGS_REACH = 600
"""Characters that a chapter's, a section's and a paragraph's heading take together, page furniture included."""

_AMENDED_WORDS = re.compile(r"Pasal\s|\bberbunyi\b|\(\d\)\s|\bdiubah\b|\bdihapus\b")


def parse_statute(text: str, body: Span) -> tuple[list[OutlineUnit], list[Notice]]:
    """List the units of a statute.

    Args:
        text: the whole canonical text, noise blanked out by blanks of the same length.
        body: the document proper.
    """
    if has_headings(text, body):
        return parse_headed(text, body)
    decided = _last_decision(text, body)
    sections = find_sections(text, body, decided)
    articles, notices = _choose_articles(text, Span(decided, sections.front.end))
    start = articles[0].mark.start if articles else sections.front.end
    closing = find_closing(text, articles[-1].mark.end if articles else decided, sections.front.end)
    end = closing or sections.front.end
    groups = _find_groups(text, Span(decided, end), articles, notices)
    start = min([start, *(unit.start for unit in groups)])
    units, told = parse_preamble(text, Span(body.start, start), PART)
    notices += told
    units += groups + _parse_articles(text, articles, [*(group.start for group in groups), end], notices)
    if closing is not None:
        units.append(OutlineUnit("penutup", closing, PART, end=sections.front.end))
    units += _parse_tail(text, sections, notices)
    return units, sorted(notices, key=lambda notice: notice.span or Span(0, 0))


def _last_decision(text: str, body: Span) -> int:
    """Return the offset after MEMUTUSKAN: articles begin behind it."""
    first = next(LABELS["memutuskan"].finditer(text, body.start, body.end), None)
    return first.end() if first else body.start


def _choose_articles(text: str, span: Span) -> tuple[list[Chosen], list[Notice]]:
    roman = _choose_roman(text, span)
    if roman:
        return roman, []
    marks = find_articles(text, span)
    quoted = find_quoted(text, marks)
    own = [_with_head(text, mark) for mark in marks if mark.start not in quoted]
    chain = choose_sequence(own)
    return chain, find_gaps(chain, "Pasal")


def _with_head(text: str, mark: Mark) -> Mark:
    """Weigh an article that changes another law higher: it can't be one that a change quotes."""
    return replace(mark, weight=mark.weight + 3) if mark.weight > 0 and is_amending(text, mark.end) else mark


def _choose_roman(text: str, span: Span) -> list[Chosen]:
    """Choose Pasal I, Pasal II of a statute that only amends another one."""
    marks = []
    for match in ROMAN_MARK.finditer(text, span.start, span.end):
        value = (parse_roman(match["n"].replace("l", "I")) or 0) * SUFFIXES
        weight = weigh_heading(text, match.start(), match.end())
        marks.append(Mark(match.start(), match.end(), match["n"], (value,), "l" not in match["n"], weight))
    chain = choose_sequence(marks)
    if not chain or chain[0].value != SUFFIXES:
        return []
    return chain if is_amending(text, chain[0].mark.end) or _changes_otherwise(text, chain, span) else []


def _changes_otherwise(text: str, chain: list[Chosen], span: Span) -> bool:
    """Say whether Pasal I and II are the only ones of a text that changes another in words of its own."""
    start, end = chain[0].mark.end, chain[0].mark.end + _CHANGE_REACH
    is_sure = [item.mark.printed for item in chain] == ["I", "II"] and all(item.mark.weight >= 5 for item in chain)
    return is_sure and "PERUBAHAN" in text[: span.start] and _CHANGES.search(text, start, end) is not None


def _find_groups(text: str, span: Span, articles: list[Chosen], notices: list[Notice]) -> list[OutlineUnit]:
    """Find chapters, sections and paragraphs, each with its title."""
    amended = [
        _article_span(articles, at, span.end) for at, item in enumerate(articles) if is_amending(text, item.mark.end)
    ]
    found = [(match, level, kind) for pattern, level, kind in _GROUPS for match in pattern.finditer(text, *span)]
    found = [entry for entry in found if not any(_is_quoted(text, entry[0], area) for area in amended)]
    chapters = _choose_chapters(text, [match for match, _, kind in found if kind == "bab"], notices)
    units = [OutlineUnit("bab", match.start(), BAB, match["n"]) for match in chapters]
    units += [
        OutlineUnit(kind, match.start(), level, _joined(match["n"]))
        for match, level, kind in found
        if kind != "bab" and weigh_heading(text, match.start(), match.end()) > 0
    ]
    units = _without_repeats(sorted(units, key=lambda unit: unit.start), articles)
    borders = sorted([*(unit.start for unit in units), *(item.mark.start for item in articles), span.end])
    return [replace(unit, heading=_title(text, unit, borders)) for unit in units]


_GROUPS = ((_BAB_MARK, BAB, "bab"), (_BAGIAN_MARK, BAGIAN, "bagian"), (_PARAGRAF_MARK, PARAGRAF, "paragraf"))


def _article_span(articles: list[Chosen], at: int, end: int) -> Span:
    return Span(articles[at].mark.end, articles[at + 1].mark.start if at + 1 < len(articles) else end)


def _is_quoted(text: str, match: re.Match[str], area: Span) -> bool:
    """Say whether a heading inside an amending article belongs to the amended law.

    The law's own headings stand at the article's end, right before its next article.
    """
    if not area.start <= match.start() < area.end:
        return False
    rest = text[match.end() : area.end]
    return len(rest) > _HEADINGS_REACH or _AMENDED_WORDS.search(rest) is not None


def _choose_chapters(text: str, matches: list[re.Match[str]], notices: list[Notice]) -> list[re.Match[str]]:
    marks = []
    for match in matches:
        titled = re.match(r"[\s.…^:]{1,4}[A-Z]{3}", text[match.end() : match.end() + 12])
        weight = 4.0 if titled or is_line_start(text, match.start()) else 0.0
        marks.append(
            Mark(match.start(), match.end(), match["n"], ((parse_roman(match["n"]) or 0) * SUFFIXES,), True, weight)
        )
    chain = choose_sequence(marks)
    notices += find_gaps(chain, "BAB")
    chosen = {item.mark.start for item in chain}
    return [match for match in matches if match.start() in chosen]


def _without_repeats(units: list[OutlineUnit], articles: list[Chosen]) -> list[OutlineUnit]:
    """Drop a heading printed twice over a page break: no article stands between the two."""
    kept: list[OutlineUnit] = []
    for unit in units:
        last = next((other for other in reversed(kept) if other.level <= unit.level), None)
        repeated = last is not None and (last.kind, last.number) == (unit.kind, unit.number)
        if last is None or not repeated or any(last.start < item.mark.start < unit.start for item in articles):
            kept.append(unit)
    return kept


def _joined(number: str) -> str:
    """Join digits that a scan set apart: ``1 1`` → ``11``; words stay as they are."""
    return number.replace(" ", "") if number[0].isdigit() else " ".join(number.split())


def _title(text: str, unit: OutlineUnit, borders: list[int]) -> str:
    following = next(border for border in borders if border > unit.start)
    words = text[unit.start : min(following, unit.start + _TITLE_REACH)].split()
    head = " ".join(words)
    number = " ?".join(unit.number) if unit.number.isdigit() else re.escape(unit.number)
    label = re.match(rf"(?:(?:BAB|Bab|Bagian|Paragraf)\s*{number}[.…:\s^]*)+", head)
    return head[label.end() :].strip(" .^_*#") if label else head


def _parse_articles(text: str, articles: list[Chosen], borders: list[int], notices: list[Notice]) -> list[OutlineUnit]:
    units: list[OutlineUnit] = []
    for at, item in enumerate(articles):
        mark = item.mark
        following = articles[at + 1].mark.start if at + 1 < len(articles) else max(borders)
        end = min([border for border in borders if border > mark.start] + [following])
        number = mark.printed.replace("l", "I") if mark.printed[0] in "IV" else format_article_number(item.value)
        units.append(OutlineUnit("pasal", mark.start, PASAL, number, end=end))
        parse = parse_amendment if is_amending(text, mark.end) else parse_items
        inner, told = parse(text, Span(mark.end, end), ITEM)
        units += inner
        notices += told
    return units


def _parse_tail(text: str, sections: Sections, notices: list[Notice]) -> list[OutlineUnit]:
    """Read the explanation and the annexes."""
    units: list[OutlineUnit] = []
    if sections.explanation:
        units += parse_explanation(text, sections.explanation, notices)
    for number, span in sections.annexes:
        units.append(OutlineUnit("lampiran", span.start, PART, number, end=span.end))
        inner, told = parse_annex(text, span)
        units += inner
        notices += told
    return units
