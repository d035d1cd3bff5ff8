"""Find the figures of one text that can't all be right.

Only what the text itself ties together is compared: a share of a whole, parts that make up a total, one subject at one
time. A contradiction shows its arithmetic, and is reported only when no reading within the printed precision of its
numbers makes it come out. Ranges and borders ("lebih dari") are never compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from kb.figures.arithmetic import is_amount, is_value, read_interval
from kb.figures.find import TABLE
from kb.figures.formats import format_number, format_value
from kb.figures.shares import find_share_contradictions
from kb.figures.sums import find_sum_contradictions
from kb.figures.values import Contradiction, Figure

SPECIFIC = 1000
"""From here on a count is so particular that two values for one subject need no date to contradict each other."""

MOVING = frozenset(["target", "tambahan", "naik", "turun"])
"""Qualifiers of numbers that say something else than how many there are."""


def find_contradictions(text: str, figures: Sequence[Figure]) -> list[Contradiction]:
    """Find figures of one text that contradict each other, in the order in which they stand.

    Args:
        text: the text that the figures were found in.
        figures: as ``find_figures`` gives them.

    Example:
        >>> from kb.figures import find_figures
        >>> text = "Dari 154.008 pekerja konstruksi, baru 55 persen atau 42.591 pekerja yang terdaftar."
        >>> [one.arithmetic for one in find_contradictions(text, find_figures(text))]
        ['42.591 ÷ 154.008 × 100 = 27,66']
    """
    groups = [list(group) for _, group in groupby(figures, key=lambda one: one.sentence)]
    found: list[Contradiction] = []
    for group, following in pairwise([*groups, []]):
        if len(group) <= TABLE:
            found.extend(find_share_contradictions(text, group, following[0] if following else None))
            found.extend(find_sum_contradictions(text, group, following if len(following) <= TABLE else ()))
    found.extend(_find_two_values(figures))
    return sorted(found, key=lambda one: min(one.spans))


def _find_two_values(figures: Sequence[Figure]) -> Iterator[Contradiction]:
    """Compare what different sentences say of one subject; in one sentence two values are told apart by its words."""
    by_subject: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        if _is_telling(figure):
            by_subject[figure.subject, figure.unit].append(figure)
    for group in by_subject.values():
        for at, second in enumerate(group):
            first = next((one for one in group[:at] if _contradict(one, second)), None)
            if first is not None and second.value not in [one.value for one in group[:at]]:
                yield _report(first, second)


def _is_telling(figure: Figure) -> bool:
    """Say whether a figure's subject is particular enough that there can be only one number for it."""
    is_particular = len(figure.subject.split()) >= 2 and figure.qualifier not in MOVING
    return is_particular and (is_amount(figure) or (is_value(figure) and figure.unit == "persen"))


def _contradict(first: Figure, second: Figure) -> bool:
    if first.sentence == second.sentence or read_interval(first).meets(read_interval(second)):
        return False
    if first.date and second.date:
        return first.date == second.date
    is_specific = first.unit not in ("persen", "rupiah") and min(first.value, second.value) >= SPECIFIC
    return is_specific and is_amount(first) and first.step == second.step == 1


def _report(first: Figure, second: Figure) -> Contradiction:
    return Contradiction(
        kind="two-values",
        figures=(first, second),
        spans=(first.span, second.span),
        computed=first.value,
        stated=second.value,
        arithmetic=f"{format_number(first.value)} ≠ {format_number(second.value)}",
        explanation=f"Untuk {second.subject} teks menyebut {format_value(first)}, lalu {format_value(second)}.",
    )
