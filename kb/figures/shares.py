"""Check parts, wholes and percentages of one sentence against each other.

A whole is only what the text calls one ("dari 154.008 pekerja"); a part and a percentage belong together only where the
words between them make them two names of one thing ("55 persen atau 42.591 pekerja").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from kb.figures.arithmetic import is_amount, is_value, read_interval, read_share
from kb.figures.formats import format_number, format_value, to_decimal
from kb.figures.values import Contradiction, Figure

_OF = re.compile(
    r"\bdari\s+(?:(?:total|jumlah|sebanyak|sejumlah|sekitar|potensi|seluruh|keseluruhan|sebesar|populasi)\s+){0,3}$",
    re.IGNORECASE,
)
_NOT_OF = re.compile(
    r"\b(?:lebih|kurang|terdiri|berasal|mulai|naik|turun|meningkat|menurun|bertambah|berkurang|berbeda|jauh|selain|"
    r"terhitung|diambil|dihitung|dikurangi|tumbuh|melonjak|anjlok|bergeser|berubah|terbentuk|bersumber|dimulai)"
    r"\s{1,3}dari\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:menjadi|naik|turun|meningkat|menurun|bertambah|berkurang|tumbuh|melonjak|kini|sekarang|sebelumnya|semula|"
    r"dibanding(?:kan)?|masing-masing)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?:\b(?:atau|yaitu|yakni|ialah|setara|alias|sama\s{1,3}dengan)\b|\()", re.IGNORECASE)
_AFTER_JOINT = re.compile(
    r"\s{0,3}(?:(?:dengan|sekitar|sebanyak|sejumlah|sebesar|baru|hanya|mencapai)\s{1,3}){0,3}", re.IGNORECASE
)
_THEN = re.compile(r"\s{0,3}(?:Angka|Jumlah|Capaian|Cakupan)\s+(?:itu|tersebut|ini)\s+(?:[a-z]{1,20}\s+){0,2}$")
_STOP = re.compile(r"[;.\n0-9]")
_CLAUSE_STOP = re.compile(r"[,;:.\n]")
_REACH = 120
"""Characters between two numbers that one phrase ties together, at most."""


def find_share_contradictions(text: str, group: Sequence[Figure], following: Figure | None) -> Iterator[Contradiction]:
    """Find what in one sentence's parts, wholes and percentages can't all be right.

    Args:
        group: the sentence's figures, in order.
        following: the first figure of the next sentence, for "Angka itu baru 55 persen".
    """
    wholes = [figure for figure in group if _is_whole(text, figure)]
    shares = list(_find_shares(text, group, wholes, following)) if wholes else []
    for part, whole, share in shares:
        yield from _compare(part, whole, share)
    compared = {part.span for part, _, _ in shares}
    for part, whole in _find_parts(text, group, wholes):
        if part.span not in compared:
            yield from _compare(part, whole, None)


def _is_whole(text: str, figure: Figure) -> bool:
    start = figure.sentence.start
    before = text[max(start, figure.span.start - 100) : figure.span.start]
    if not is_amount(figure) or figure.value <= 0 or _OF.search(before) is None or _NOT_OF.search(before):
        return False
    return (
        _CHANGE.search(text[max(start, figure.span.start - 300) : min(figure.sentence.end, figure.span.end + 300)])
        is None
    )


def _find_shares(
    text: str, group: Sequence[Figure], wholes: Sequence[Figure], following: Figure | None
) -> Iterator[tuple[Figure, Figure, Figure]]:
    """List (part, whole, share) as the sentence ties them together."""
    for first, second in pairwise(group):
        pair = _read_pair(first, second)
        if pair and pair[0] not in wholes and _are_same(text, first, second):
            yield pair[0], _choose_whole(wholes, first), pair[1]
    for first, whole, last in zip(group, group[1:], group[2:], strict=False):
        pair = _read_pair(first, last)
        if pair and whole in wholes and _is_direct(text, first, whole) and _are_same(text, whole, last):
            yield pair[0], whole, pair[1]
    parts = [figure for figure in group if is_amount(figure) and figure not in wholes]
    if following and len(parts) == len(wholes) == 1 and len(group) == 2 and following.unit == "persen":
        before = text[following.sentence.start : following.span.start]
        if is_value(following) and len(before) <= _REACH and _THEN.fullmatch(before):
            yield parts[0], wholes[0], following


def _read_pair(first: Figure, second: Figure) -> tuple[Figure, Figure] | None:
    """Tell part and share of two figures apart; None where they aren't one of each."""
    if first.unit == "persen":
        first, second = second, first
    return (first, second) if second.unit == "persen" and is_value(second) and is_amount(first) else None


def _choose_whole(wholes: Sequence[Figure], first: Figure) -> Figure:
    """Return the whole that stands last before a part, or else the first after it."""
    before = [whole for whole in wholes if whole.span.start < first.span.start]
    return before[-1] if before else wholes[0]


def _are_same(text: str, first: Figure, second: Figure) -> bool:
    """Say whether the words between two numbers make them two names of one thing ("atau", "yakni", a bracket)."""
    gap = text[first.span.end : second.span.start]
    if len(gap) > _REACH or _STOP.search(gap):
        return False
    return any(_AFTER_JOINT.fullmatch(gap, joint.end()) for joint in _JOINT.finditer(gap))


def _is_direct(text: str, part: Figure, whole: Figure) -> bool:
    """Say whether one number is said to be of the other in one breath: "16 proyek dari 222 proyek"."""
    gap = text[part.span.end : whole.span.start]
    return 0 < len(gap) <= _REACH // 2 and _CLAUSE_STOP.search(gap) is None


def _find_parts(text: str, group: Sequence[Figure], wholes: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """List (part, whole): "16 dari 222 proyek", and the first count of the same kind after "Dari 222 proyek …"."""
    for first, second in pairwise(group):
        if second in wholes and is_amount(first) and _is_direct(text, first, second):
            yield first, second
        gap = text[first.span.end : second.span.start]
        if first in wholes and is_amount(second) and len(gap) <= _REACH and "," in gap and not _STOP.search(gap):
            yield second, first


def _compare(part: Figure, whole: Figure, share: Figure | None) -> Iterator[Contradiction]:
    if part.unit != whole.unit or read_interval(whole).low <= 0:
        return
    if read_interval(part).low > read_interval(whole).high:
        yield _report_part(part, whole)
    elif share and not read_share(read_interval(part), read_interval(whole)).meets(read_interval(share)):
        yield _report_share(part, whole, share)


def _report_share(part: Figure, whole: Figure, share: Figure) -> Contradiction:
    exact = Fraction(part.value) / Fraction(whole.value) * 100
    shown = format_number(exact, places=max(2, -int(share.step.as_tuple().exponent)))
    return Contradiction(
        kind="percentage",
        figures=(part, whole, share),
        spans=(part.span, whole.span, share.span),
        computed=to_decimal(exact, 4),
        stated=share.value,
        arithmetic=f"{format_number(part.value)} ÷ {format_number(whole.value)} × 100 = {shown}",
        explanation=f"{format_value(part)} dari {format_value(whole)} adalah {shown} persen, tetapi teks menyebut "
        f"{format_value(share)}.",
    )


def _report_part(part: Figure, whole: Figure) -> Contradiction:
    return Contradiction(
        kind="part-over-whole",
        figures=(part, whole),
        spans=(part.span, whole.span),
        computed=part.value,
        stated=whole.value,
        arithmetic=f"{format_number(part.value)} > {format_number(whole.value)}",
        explanation=f"Bagiannya, {format_value(part)}, lebih besar daripada keseluruhannya, {format_value(whole)}.",
    )
