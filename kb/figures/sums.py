"""Check parts that a text says make up a total.

Parts are added only where the text says that they are all there is ("terdiri atas", "yakni", "total"), never after
"antara lain" or "termasuk", and only when all count in the same unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from kb.figures.arithmetic import is_amount, read_interval, read_sum
from kb.figures.formats import format_number, format_value
from kb.figures.numerals import tidy
from kb.figures.values import Contradiction, Figure

_MAKES_UP = re.compile(
    r"\b(?:terdiri\s{1,3}(?:atas|dari)|yaitu|yakni|meliputi|mencakup|rinciannya|(?:dengan\s{1,3})?rincian)\b|:\s",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"\b(?:antara\s{1,3}lain|di\s?antaranya|termasuk|misalnya|seperti|khususnya|terutama|atau|dari|selama|dalam)\b",
    re.IGNORECASE,
)
_LAST = re.compile(r"\b(?:dan|serta)\s{1,3}(?:[a-z]{1,20}\s{1,3}){0,2}$", re.IGNORECASE)
_CONSISTS = re.compile(r"\bterdiri\s{1,3}(?:atas|dari)\s{1,3}(?:[a-z]{1,20}\s{1,3}){0,2}$", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:[,;]|\b(?:sehingga|dengan|atau))\s{1,3}(?:secara\s{1,3})?"
    r"(?:total(?:nya)?|jumlah(?:nya)?|seluruhnya|keseluruhan(?:nya)?)\s{1,3}(?:[a-z]{1,20}\s{1,3}){0,3}$",
    re.IGNORECASE,
)
_OPENING = re.compile(r"\s{0,3}(?:\(?[0-9]{1,3}[.)]|\(?[a-z][.)])?\s{0,3}([^\W\d_]{2,30}\s{1,3}[^\W\d_]{2,30})")
_FAR = 300
"""Characters that one step of an enumeration may take."""


def find_sum_contradictions(text: str, group: Sequence[Figure], following: Sequence[Figure]) -> Iterator[Contradiction]:
    """Find totals of one sentence that their parts, in it or in the next sentence, don't make up."""
    if len(group) >= 3:
        for total, parts in (_read_forward(text, group), _read_backward(text, group)):
            yield from _compare(total, parts)
    elif len(group) == 1 and len(following) >= 2 and _goes_on(text, group[0], following[0]):
        yield from _compare(group[0], following if _is_enumeration(text, following) else ())


def _read_forward(text: str, group: Sequence[Figure]) -> tuple[Figure, Sequence[Figure]]:
    """Read "7 orang, terdiri atas 2 orang …, 3 orang …, dan 2 orang …"."""
    total, parts = group[0], group[1:]
    gap = text[total.span.end : parts[0].span.start]
    says_so = len(gap) <= _FAR and _MAKES_UP.search(gap) and not _SOME.search(gap)
    return total, parts if says_so and _is_enumeration(text, parts) else ()


def _read_backward(text: str, group: Sequence[Figure]) -> tuple[Figure, Sequence[Figure]]:
    """Read "2 orang … dan 3 orang …, total 5 orang"."""
    parts, total = group[:-1], group[-1]
    gap = text[parts[-1].span.end : total.span.start][-_FAR:]
    return total, parts if _TOTAL.search(gap) and _is_enumeration(text, parts) else ()


def _goes_on(text: str, total: Figure, part: Figure) -> bool:
    """Say whether two sentences tell what the same thing consists of: "(1) Dewan terdiri atas 7 orang. (2) Dewan …"."""
    opening = _OPENING.match(text, part.sentence.start)
    if opening is None or part.sentence.start - total.sentence.end > 4:
        return False
    before = [
        " ".join(text[max(one.sentence.start, one.span.start - 160) : one.span.start].split()) for one in (total, part)
    ]
    is_same = " ".join(opening[1].lower().split()) in before[0].lower()
    return is_same and all(_CONSISTS.search(words + " ") for words in before)


def _is_enumeration(text: str, parts: Sequence[Figure]) -> bool:
    """Say whether numbers follow each other as an enumeration of one unit that ends with "dan" or "serta"."""
    if len(parts) < 2 or not all(is_amount(part) and part.unit == parts[0].unit for part in parts):
        return False
    gaps = [text[one.span.end : two.span.start] for one, two in pairwise(parts)]
    if any(len(gap) > _FAR or _SOME.search(gap) for gap in gaps):
        return False
    return _LAST.search(gaps[-1][-60:]) is not None and all("," in gap or _LAST.search(gap[-60:]) for gap in gaps)


def _compare(total: Figure, parts: Sequence[Figure]) -> Iterator[Contradiction]:
    if not parts or not is_amount(total) or parts[0].unit != total.unit:
        return
    if read_sum(read_interval(part) for part in parts).meets(read_interval(total)):
        return
    exact = tidy(sum((Fraction(part.value) for part in parts), Fraction(0)))
    terms = " + ".join(format_number(part.value) for part in parts)
    shown = "Rp" + format_number(exact) if total.unit == "rupiah" else f"{format_number(exact)} {total.unit}"
    yield Contradiction(
        kind="sum",
        figures=(*parts, total),
        spans=(*(part.span for part in parts), total.span),
        computed=exact,
        stated=total.value,
        arithmetic=f"{terms} = {format_number(exact)}",
        explanation=f"Bagian-bagiannya berjumlah {shown}, tetapi teks menyebut {format_value(total)}.",
    )
