"""Tell the damage that scanning does from a difference in what is said.

Figures, dates, number words, negations and signs of source and quote are the same wherever a difference is called
damage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kb.checking.quotation.diff import Hunk, Words
from kb.checking.quotation.fold import fold_shapes, fold_typography
from kb.checking.quotation.protected import PROTECTED, have_same_figures
from kb.language import STOP_WORDS
from kb.language.patterns import WORD

LEAST_WORDS = 4
"""A shorter quote is held to its letters: two damaged words of three say nothing."""

SHAPE_SHARE = 0.5
"""Share of the words that may differ by the shapes of their letters, by blanks or by punctuation: such words have
one reading."""

CHANGE_SHARE = 0.1
"""Share of the words that may have a letter misread for another one; one word always may."""

_LONGEST = 60
_LONGEST_HUNK = 400
"""Letters in a row that differ: more is no damage but another text."""

_MOST_WORDS = 3
_PAIRS = "ce co eo ao ae nu nr nh nm hb hk tf tl fl rl jl gq gy vy uv sz xk cg".split()
_LOOKALIKES = frozenset([*_PAIRS, *(pair[::-1] for pair in _PAIRS)])
"""Letters that scanners take for one another, beside those that ``fold_shapes`` makes alike."""

_TOO_MANY = 9

IsWord = Callable[[str], bool]
"""Says whether a word stands whole elsewhere in the source: then it is a word and no damage."""


@dataclass(frozen=True, slots=True)
class Damage:
    """How much of a quote is damaged: words that differ by shape only, and words with a misread letter."""

    shapes: int = 0
    changes: int = 0

    def __add__(self, other: Damage) -> Damage:
        return Damage(self.shapes + other.shapes, self.changes + other.changes)

    def is_little(self, words: int) -> bool:
        """Say whether a quote of so many words may be called the source's words."""
        shapes = max(2, int(words * SHAPE_SHARE))
        changes = max(1, int(words * CHANGE_SHARE))
        return words >= LEAST_WORDS and self.shapes <= shapes and self.changes <= changes


def is_damaged_copy(source: Words, quote: Words, hunks: Sequence[Hunk], is_word: IsWord) -> bool:
    """Say whether all differences between source and quote are a scan's damage, and few."""
    total = Damage()
    words = max(_count_words(quote.keys), _count_words(source.keys[hunks[0].start : hunks[-1].end]) if hunks else 0)
    for hunk in hunks:
        if hunk.is_equal:
            continue
        ours = source.text_of(hunk.start, hunk.end)
        theirs = quote.text_of(hunk.quote_start, hunk.quote_end)
        damage = weigh_damage(ours, theirs, is_word)
        if damage is None:
            return False
        total += damage
    return total.is_little(words)


def is_same_in_shape(source: str, quote: str) -> bool:
    """Say whether two stretches have the same letters by shape, whatever blanks and punctuation are between them."""
    left, right = fold_typography(source), fold_typography(quote)
    if min(len(left.split()), len(right.split())) == 0 or max(len(left.split()), len(right.split())) < LEAST_WORDS:
        return False
    is_near = _case_is_near(WORD.findall(left), WORD.findall(right))
    return is_near and fold_shapes(left) == fold_shapes(right) and have_same_figures(source, quote)


def _count_words(keys: Sequence[str]) -> int:
    return sum(WORD.search(key) is not None for key in keys)


def weigh_damage(source: str, quote: str, is_word: IsWord) -> Damage | None:
    """Weigh one difference; None when it is more than damage.

    Example:
        >>> weigh_damage("lNDONESlA", "INDONESIA", lambda word: False)
        Damage(shapes=1, changes=0)
        >>> weigh_damage("bulan", "bukan", lambda word: False), weigh_damage("", "tidak", lambda word: False)
        (None, None)
    """
    ours, theirs = fold_typography(source), fold_typography(quote)
    is_same = fold_shapes(ours) == fold_shapes(theirs)
    if (not is_same and max(len(ours), len(theirs)) > _LONGEST_HUNK) or not have_same_figures(source, quote):
        return None
    mine, yours = WORD.findall(ours), WORD.findall(theirs)
    if is_same:
        return Damage(shapes=max(1, min(len(mine), len(yours)))) if _case_is_near(mine, yours) else None
    total = Damage()
    for left, right in _pair(mine, yours):
        damage = _weigh_words(left, right, is_word)
        if damage is None:
            return None
        total += damage
    return total


def _case_is_near(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Allow a capital more or less at a word's start, as in "Setiap Orang", and letters that look alike."""
    left, right = "".join(ours), "".join(theirs)
    if len(left) != len(right):
        return True
    changed = sum(a != b and a.lower() == b.lower() for a, b in zip(left, right, strict=True))
    shaped = sum(a != b and a.lower() == b.lower() and a in "iIoO" for a, b in zip(left, right, strict=True))
    return changed - shaped <= max(len(ours), len(theirs))


def _pair(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Pair words one by one, or a few with a few where blanks were lost or put in."""
    i, j = 0, 0
    while i < len(ours) or j < len(theirs):
        taken = next(
            (
                (m, n)
                for total in range(2, 2 * _MOST_WORDS + 1)
                for m in range(1, min(total, _MOST_WORDS + 1))
                for n in [total - m]
                if n <= _MOST_WORDS and fold_shapes("".join(ours[i : i + m])) == fold_shapes("".join(theirs[j : j + n]))
            ),
            (1, 1),
        )
        yield list(ours[i : i + taken[0]]), list(theirs[j : j + taken[1]])
        i, j = i + taken[0], j + taken[1]


def _weigh_words(ours: Sequence[str], theirs: Sequence[str], is_word: IsWord) -> Damage | None:
    if not ours or not theirs:
        return None
    left, right = "".join(ours), "".join(theirs)
    if list(ours) == list(theirs):
        return Damage()
    if fold_shapes(left) == fold_shapes(right):
        return Damage(shapes=1) if _case_is_near(ours, theirs) else None
    return Damage(changes=1) if _is_misread(left, right, is_word) else None


def _is_misread(source: str, quote: str, is_word: IsWord) -> bool:
    """Say whether one word is the other with a letter or two misread.

    Not where either is a guarded word or has a figure, where both are words of their own, and not where the first
    letter changes or an ending comes or goes: that is how Indonesian words become others (pekerja, bekerja).
    """
    left, right = fold_shapes(source), fold_shapes(quote)
    if {source.lower(), quote.lower()} & PROTECTED or not (source.isalpha() and quote.isalpha()):
        return False
    if not _case_allows(source, quote) or max(len(left), len(right)) > _LONGEST or left[:1] != right[:1]:
        return False
    if len(left) != len(right) and (left.startswith(right) or right.startswith(left)):
        return False
    if count_misreadings(left, right) > _allowed(min(len(left), len(right))):
        return False
    return not _are_words(source, quote, is_word)


def _case_allows(source: str, quote: str) -> bool:
    return source.isupper() == quote.isupper()


def _are_words(source: str, quote: str, is_word: IsWord) -> bool:
    if source.lower() in STOP_WORDS and quote.lower() in STOP_WORDS:
        return True
    return is_word(source) and is_word(quote)


def _allowed(length: int) -> int:
    if length < 5:
        return 0
    return 1 if length < 10 else 2


def count_misreadings(left: str, right: str) -> int:
    """Count the letters that were read as one that looks like them, lost or put in where they are thin (i, l).

    Any other change counts as more than any word may have: ``ditetapkan`` and ``diterapkan`` are one letter apart
    and two statements.

    Args:
        left, right: single words, folded by shape.

    Example:
        >>> count_misreadings("pekerja", "pekerla"), count_misreadings("ditetapkan", "diterapkan")
        (1, 9)
    """
    row = [sum(_cost_alone(b) for b in right[:j]) for j in range(len(right) + 1)]
    for a in left:
        before, row[0] = row[0], row[0] + _cost_alone(a)
        for j, b in enumerate(right, start=1):
            swapped = before + (0 if a == b else 1 if a + b in _LOOKALIKES else _TOO_MANY)
            before, row[j] = row[j], min(row[j] + _cost_alone(a), row[j - 1] + _cost_alone(b), swapped)
    return row[-1]


def _cost_alone(letter: str) -> int:
    return 1 if letter == "l" else _TOO_MANY
