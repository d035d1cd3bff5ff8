"""Read presidential instructions and decrees: opening, addressees, dicta with their lists, closing, annexes.

Scanned instructions tear the column of labels (KESATU, KEDUA …) from their texts. A torn label gets a text only where
the count leaves one way to share the texts out, and always with a Notice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from kb.language import parse_ordinal
from kb.language.numbers import UNIT_WORDS
from kb.model import Notice, Span
from kb.reading.outline.annexes import parse_annex
from kb.reading.outline.digest import has_headings, parse_headed
from kb.reading.outline.lists import ANGKA, AYAT, HURUF, parse_items
from kb.reading.outline.marks import MENTION_WORDS, SUFFIXES, Mark, choose_sequence, is_line_start, word_before
from kb.reading.outline.preamble import LABELS, parse_preamble
from kb.reading.outline.sections import ANNEX
from kb.reading.outline.tree import OutlineUnit

PART, DICTUM, ITEM = 10, 20, 30
"""Levels of the units."""

_UNITS = "|".join(UNIT_WORDS).upper()
_WORDS = rf"PERTAMA|KE(?:SEPULUH|SEBELAS|(?:{_UNITS})(?:\s{{0,3}}(?:BELAS|PULUH(?:\s{{1,3}}(?:{_UNITS}))?))?)"
"""Ordinals in capitals, with ``KEDUABELAS`` and ``KEDUA BELAS``, ``KEDUAPULUH SATU`` and ``KEDUA PULUH SATU``."""

_LABEL = re.compile(rf"(?<![A-Za-z])(?P<n>{_WORDS})(?![A-Za-z])(?P<colon>\s{{0,3}}:)?")
_INSTRUCTS = re.compile(r"[Mm]enginstruksikan|MENGINSTRUKSIKAN|I ?N ?S ?T ?R ?U ?K ?S ?I ?K ?A ?N")
_TO = re.compile(r"(?<![A-Za-z])Kepada(?![a-z])")
_TORN_TEXT = re.compile(r"^[ \t^]*:\s{0,2}(?=[A-Z(])", re.M)
_SENTENCE_END = re.compile(r"\.[ \t]*\n\s*(?=[A-Z])")
_CLOSING = re.compile(
    r"^[ \t]*Instruksi\s{1,3}Presiden\s{1,3}ini\s{1,3}mulai\s{1,3}berlaku"
    r"|(?:Ditetapkan|Dikeluarkan)\s{1,3}di\s{0,3}:?\s{1,3}[A-Z]",
    re.M,
)
_ADDRESSEE = re.compile(
    r"[\s.)]{0,4}(?P<who>(?:Para |Menteri|Gubernur|Bupati|Wali|Jaksa|Kepala|Direksi|Direktur|Ketua|Panglima|Sekretaris)"
    r"[^:.;]{2,200}?)(?=\s{1,3}untuk\s{0,3}(?::|[a-z])|\s{0,2}[:;])"
)


@dataclass(frozen=True, slots=True)
class _Dictum:
    """A dictum: its label as printed, the label's place, and where its text begins."""

    number: str
    label: Span
    start: int
    torn: bool = False


def parse_instruction(text: str, body: Span) -> tuple[list[OutlineUnit], list[Notice]]:
    """List the units of an instruction or a decree.

    Args:
        text: the whole canonical text, noise blanked out by blanks of the same length.
        body: the document proper.
    """
    if has_headings(text, body):
        return parse_headed(text, body)
    notices: list[Notice] = []
    decision = _decision(text, body)
    annexes = [match for match in ANNEX.finditer(text, decision, body.end) if is_line_start(text, match.start())]
    end = annexes[0].start() if annexes else body.end
    decided = Span(decision, end)
    labels = _choose_labels(text, decided, notices)
    closing = _find_closing(text, labels[-1].end if labels else decided.start, end)
    dicta, loose = _share_texts(text, labels, closing, notices)
    first = min([item.start for item in dicta] + [closing])
    units, told = parse_preamble(text, Span(body.start, first), PART)
    units += _addressees(text, Span(body.start, first), notices)
    units += _parse_dicta(text, dicta, closing, notices)
    units += [OutlineUnit("butir", span.start, PART, end=span.end) for span in loose]
    units += [OutlineUnit("penutup", closing, PART, end=end)] if closing < end else []
    units += _parse_annexes(text, annexes, body.end, notices)
    return units, sorted(notices + told, key=lambda notice: notice.span or Span(0, 0))


def _parse_annexes(text: str, annexes: Sequence[re.Match[str]], end: int, notices: list[Notice]) -> list[OutlineUnit]:
    units: list[OutlineUnit] = []
    for match, border in zip(annexes, [*(match.start() for match in annexes[1:]), end], strict=False):
        units.append(OutlineUnit("lampiran", match.start(), PART, match["n"] or "", end=border))
        inner, told = parse_annex(text, Span(match.start(), border))
        units += inner
        notices += told
    return units


def _decision(text: str, body: Span) -> int:
    """Return the offset after the deciding words; dicta stand behind it."""
    found = [*LABELS["memutuskan"].finditer(text, *body), *_INSTRUCTS.finditer(text, *body)]
    return min((match.end() for match in found), default=body.start)


def _find_closing(text: str, start: int, end: int) -> int:
    match = _CLOSING.search(text, start, end)
    return match.start() if match else end


def _choose_labels(text: str, span: Span, notices: list[Notice]) -> list[Span]:
    """Choose the labels by sequence; of one printed again over a page break, the last."""
    marks = []
    for match in _LABEL.finditer(text, *span):
        value = _read_label(match["n"])
        weight = _weigh(text, match)
        marks.append(Mark(match.start(), match.end(), match["n"], (value * SUFFIXES,), True, weight))
    chain = choose_sequence(marks)
    expected = 1
    for item in chain:
        number = item.value // SUFFIXES
        place = Span(item.mark.start, item.mark.end)
        notices.extend(
            Notice("number-missing", f"Diktum {missing} was not found before {item.mark.printed}.", place)
            for missing in range(expected, number)
        )
        expected = number + 1
    return [Span(item.mark.start, item.mark.end) for item in chain]


def _read_label(words: str) -> int:
    return parse_ordinal(words) or parse_ordinal(_spaced(words)) or 0


def _spaced(words: str) -> str:
    """Set the tens apart: ``KEDUAPULUH SATU`` → ``KEDUA PULUH SATU``, the spelling that citations know."""
    return re.sub(r"(?<!SE)\s*PULUH", " PULUH", words)


def _weigh(text: str, match: re.Match[str]) -> float:
    line = text[match.end() : match.end() + 80].split("\n", 1)[0]
    if word_before(text, match.start()) in MENTION_WORDS and not match["colon"]:
        return 0.0
    if match["colon"]:
        return 5.0
    if is_line_start(text, match.start()):
        return 4.0 if not line.strip() else 1.0
    return 0.0


def _share_texts(
    text: str, labels: Sequence[Span], closing: int, notices: list[Notice]
) -> tuple[list[_Dictum], list[Span]]:
    """Give every label its text; return the dicta and the texts that belong to no label for certain."""
    torn = [label for label in labels if not text[label.start : label.end].endswith(":")]
    openings = [match.start() for match in _TORN_TEXT.finditer(text, labels[0].start, closing)] if labels else []
    if torn and _pairs_up(torn, openings):
        starts = dict(zip(torn, openings, strict=True))
        _tell_torn(text, torn, notices, "each has one text that begins with a colon")
        dicta = [_dictum(text, label, starts.get(label, label.start), label in starts) for label in labels]
        return sorted(dicta, key=lambda item: item.start), []
    return _share_blocks(text, labels, closing, notices)


def _pairs_up(torn: Sequence[Span], openings: Sequence[int]) -> bool:
    if len(torn) != len(openings):
        return False
    return all(label.end <= opening for label, opening in zip(torn, openings, strict=True))


def _share_blocks(
    text: str, labels: Sequence[Span], closing: int, notices: list[Notice]
) -> tuple[list[_Dictum], list[Span]]:
    dicta: list[_Dictum] = []
    loose: list[Span] = []
    for block, end in _blocks(text, labels, closing):
        region = Span(block[-1].end, end)
        if len(block) == 1:
            dicta.append(_dictum(text, block[0], block[0].start, False))
            continue
        starts = _sentence_starts(text, region)
        if len(starts) == len(block):
            _tell_torn(text, block, notices, f"as many sentences follow as there are labels, {len(block)}")
            dicta += [_dictum(text, label, start, True) for label, start in zip(block, starts, strict=True)]
        else:
            _tell_torn(text, block, notices, "which text belongs to which can't be known, so they stay together")
            dicta += [_dictum(text, label, label.start, False) for label in block]
            loose.append(region)
    return dicta, loose


def _blocks(text: str, labels: Sequence[Span], closing: int) -> list[tuple[list[Span], int]]:
    """Group labels with nothing between them; each group with the end of the text behind it."""
    blocks: list[tuple[list[Span], int]] = []
    block: list[Span] = []
    for label, following in zip_longest(labels, labels[1:]):
        block.append(label)
        end = following.start if following else closing
        if following is None or re.search(r"[A-Za-z]{2}", text[label.end : end]):
            blocks.append((block, end))
            block = []
    return blocks


def _sentence_starts(text: str, region: Span) -> list[int]:
    piece = region.text_of(text)
    start = region.start + len(piece) - len(piece.lstrip())
    return [start, *(match.end() for match in _SENTENCE_END.finditer(text, start, region.end))]


def _dictum(text: str, label: Span, start: int, torn: bool) -> _Dictum:
    number = " ".join(label.text_of(text).replace(":", " ").split())
    number = number if parse_ordinal(number) else _spaced(number)
    return _Dictum(number, label, start, torn)


def _tell_torn(text: str, labels: Sequence[Span], notices: list[Notice], why: str) -> None:
    names = ", ".join(" ".join(label.text_of(text).split()) for label in labels)
    span = Span(labels[0].start, labels[-1].end)
    notices.append(Notice("unit-detached", f"The labels {names} stand apart from their texts: {why}.", span))


def _addressees(text: str, span: Span, notices: list[Notice]) -> list[OutlineUnit]:
    instructs = _INSTRUCTS.search(text, *span)
    to = _TO.search(text, instructs.end(), span.end) if instructs else None
    if to is None:
        return []
    items, told = parse_items(text, Span(to.end(), span.end), DICTUM, (ANGKA,))
    notices += told
    return [OutlineUnit("kepada", to.start(), PART, end=span.end), *items]


def _parse_dicta(text: str, dicta: Sequence[_Dictum], closing: int, notices: list[Notice]) -> list[OutlineUnit]:
    units: list[OutlineUnit] = []
    for item, following in zip_longest(dicta, dicta[1:]):
        end = following.start if following else closing
        units.append(OutlineUnit("diktum", item.start, PART, item.number, end=end))
        inner = Span(item.start if item.torn else item.label.end, end)
        items, told = parse_items(text, inner, ITEM, (ANGKA, HURUF, AYAT))
        units += [_with_addressee(text, unit) for unit in items]
        notices += told
    return units


def _with_addressee(text: str, unit: OutlineUnit) -> OutlineUnit:
    """Take the office that a numbered point of a dictum speaks to as the point's heading."""
    if unit.kind not in {"angka", "butir"}:
        return unit
    number = re.compile(r"[\s\dOlI.)]{0,6}").match(text, unit.start)
    match = _ADDRESSEE.match(text, number.end() if number else unit.start)
    return replace(unit, heading=" ".join(match["who"].split())) if match else unit
