"""Check one quote against one text.

From strict to lenient, and the first that holds is the answer: the whole quote as it is, then its parts between
ellipses and brackets, character for character, but for typography, but for a scan's damage; then the nearest stretch
with what differs. A part that is found stands behind the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.checking.quotation.damage import is_damaged_copy, is_same_in_shape
from kb.checking.quotation.diff import Hunk, Words, compare_words, format_diff, split_words
from kb.checking.quotation.letter_index import LetterIndex, is_latin
from kb.checking.quotation.model import DiffOp, Insertion, PartMatch, QuoteMatch
from kb.checking.quotation.nearest import build_probes, find_windows, widen_to_words
from kb.checking.quotation.notes import find_notes
from kb.checking.quotation.occurrences import Occurrence, find_exact, find_typographic
from kb.checking.quotation.ordered import choose_ordered
from kb.checking.quotation.pieces import MAX_PIECES, Piece, part_quote, strip_marks
from kb.checking.quotation.protected import cuts_figure
from kb.model import Span
from kb.model.vocabulary import TIERS

_WINDOWS = 3
_LONG = 2_000
"""Characters: a longer part is compared with the best window alone."""

_WORD_TRIES = 20

LEAST_SIMILAR = 0.25
"""Share of a part's words that the nearest stretch must have in order to be called near."""


@dataclass(frozen=True, slots=True)
class PartedQuote:
    """A quote made ready to be looked for in many texts."""

    given: str
    pieces: tuple[Piece, ...]
    behind: tuple[str, ...]
    is_latin: bool

    @property
    def insertions(self) -> tuple[Insertion, ...]:
        """List what its brackets hold, in order."""
        added = [words for piece in self.pieces for words in piece.added]
        return tuple(Insertion(words) for words in (*added, *self.behind))


def read_quote(quote: str) -> PartedQuote:
    """Part a quote, once for all texts."""
    pieces, behind = part_quote(strip_marks(quote))
    return PartedQuote(quote, tuple(pieces), behind, is_latin(quote))


def verify_quote(text: str, quote: str, *, skip: Sequence[Span] = (), within: Span | None = None) -> QuoteMatch:
    """Say whether a quote stands in a text, how closely, and where.

    Args:
        text: canonical text.
        quote: as printed. Quotation marks around it are not part of it; ``…``, ``...``, ``[...]`` and ``(...)``
            leave words out; ``[words]`` are the quoting hand's own.
        skip: stretches that are not the document (page furniture, adverts): a quote may run over them.
        within: the only stretch to look in, as a provision's.

    Returns:
        A match whose tier is ``none`` with the nearest stretch when it doesn't stand there.

    Example:
        >>> verify_quote("Pemberi Kerja wajib mendaftarkan pekerjanya.", "wajib\\nmendaftarkan").tier
        'typographic'
        >>> [step.kind for step in verify_quote("Gubernur wajib melapor tiap tahun.",
        ...     "Gubernur tidak wajib melapor tiap tahun.").diff]
        ['equal', 'insert', 'equal']
    """
    stretch = within or Span(0, len(text))
    read = read_quote(quote)
    holes = [hole for hole in skip if hole.overlaps(stretch)]
    match = _verify(text, stretch.text_of(text), stretch.start, read)
    if holes and match.tier in ("ocr", "none"):
        blanked = stretch.text_without(text, holes)
        other = _verify(text, blanked, stretch.start, read)
        if rank_match(other) < rank_match(match):
            match = replace(other, notes=(*other.notes, "inside-furniture")) if _crosses(other, holes) else other
    return match


def rank_match(match: QuoteMatch) -> tuple[int, float]:
    """Return what matches are sorted by, best first."""
    return (TIERS.index(match.tier), -match.similarity)


def _crosses(match: QuoteMatch, holes: Sequence[Span]) -> bool:
    return match.is_found and any(span.overlaps(hole) for span in match.spans for hole in holes)


def _verify(text: str, stretch: str, offset: int, quote: PartedQuote) -> QuoteMatch:
    """Check a quote in a stretch; places are counted in the whole text, and the source's words taken from it."""
    index = LetterIndex(stretch, quote.is_latin)
    match = find_verbatim(index, quote) or find_damaged(index, quote)
    return match if not offset and stretch is text else _shift(match, text, offset)


def _shift(match: QuoteMatch, text: str, offset: int) -> QuoteMatch:
    def move(span: Span) -> Span:
        return Span(span.start + offset, span.end + offset)

    def tell(step: DiffOp) -> DiffOp:
        return replace(step, span=move(step.span), source=move(step.span).text_of(text))

    parts = tuple(
        replace(
            part,
            span=move(part.span),
            source=move(part.span).text_of(text),
            diff=tuple(tell(step) for step in part.diff),
        )
        if part.span
        else part
        for part in match.parts
    )
    insertions = tuple(replace(one, span=move(one.span)) if one.span else one for one in match.insertions)
    return replace(match, parts=parts, insertions=insertions)


def find_verbatim(index: LetterIndex, quote: PartedQuote) -> QuoteMatch | None:
    """Find a quote exactly or but for typography, as a whole or by its parts; None when it isn't there so."""
    text = index.text
    exact = find_exact(text, quote.given)
    if exact and quote.pieces:
        return _whole(text, quote, exact[0])
    if not quote.pieces or len(quote.pieces) > MAX_PIECES:
        return None
    whole = find_typographic(index, quote.given)
    is_plain = len(quote.pieces) == 1 and not quote.insertions
    if whole and not (is_plain and find_exact(text, quote.pieces[0].text)):
        return _whole(text, quote, whole[0])
    places: list[list[Occurrence]] = []
    start = 0
    for piece in quote.pieces:
        places.append(_find_places(index, piece, len(quote.pieces), start))
        if not places[-1]:
            return None
        start = min(place.span.end for place in places[-1])
    chain = choose_ordered(text, quote.pieces, places)
    return _build(text, quote, chain) if chain else None


def _find_places(index: LetterIndex, piece: Piece, pieces: int, start: int = 0) -> list[Occurrence]:
    exact = find_exact(index.text, piece.text, start, pieces)
    return exact + find_typographic(index, piece.text, start, pieces)


def _whole(text: str, quote: PartedQuote, place: Occurrence) -> QuoteMatch:
    """Build the match of a quote that stands in the text with its brackets and dots."""
    whole = replace(quote, pieces=(Piece(strip_marks(quote.given)),), behind=())
    return _build(text, whole, [place])


def _build(text: str, quote: PartedQuote, chain: Sequence[Occurrence]) -> QuoteMatch:
    parts = tuple(_part(text, piece, place) for piece, place in zip(quote.pieces, chain, strict=True))
    tier = max((part.tier for part in parts), key=TIERS.index)
    insertions = tuple(_insertions(text, quote, [place.span for place in chain]))
    return QuoteMatch(tier, parts, insertions, find_notes(text, parts), 1.0)


def _part(text: str, piece: Piece, place: Occurrence) -> PartMatch:
    source = place.span.text_of(text)
    if place.tier == "ocr":
        ours, theirs = split_words(text, place.span), split_words(piece.text)
        diff = format_diff(ours, theirs, compare_words(ours, theirs))
    else:
        diff = (DiffOp("equal", source, piece.text, place.span),)
    return PartMatch(piece.text, place.tier, place.span, source, diff, piece.joint)


def _insertions(text: str, quote: PartedQuote, spans: Sequence[Span]) -> list[Insertion]:
    found: list[Insertion] = []
    for number, piece in enumerate(quote.pieces):
        gap = Span(spans[number - 1].end, spans[number].start) if piece.joint == "insertion" else None
        replaced = gap.text_of(text).strip() if gap else ""
        found.extend(Insertion(words, replaced, gap if replaced else None) for words in piece.added)
    return [*found, *(Insertion(words) for words in quote.behind)]


def find_damaged(index: LetterIndex, quote: PartedQuote) -> QuoteMatch:
    """Find a quote that isn't verbatim in a text: damaged by scanning, or else what is nearest to it."""
    pieces = quote.pieces[:MAX_PIECES]
    if not pieces or len(quote.pieces) > MAX_PIECES:
        return QuoteMatch("none", (), quote.insertions, ("too-many-parts",) if pieces else ())
    # Of a quote in one piece it is known by now that it stands nowhere as it is.
    looks = [
        _look(index, piece, _find_places(index, piece, len(pieces)) if len(pieces) > 1 else []) for piece in pieces
    ]
    if all(look.places for look in looks):
        chain = choose_ordered(index.text, pieces, [list(look.places) for look in looks])
        if chain:
            return _build(index.text, quote, chain)
    parts = tuple(look.part for look in looks)
    is_all = all(part.tier != "none" for part in parts)
    similarity = sum(look.similarity for look in looks) / len(looks)
    return QuoteMatch("none", parts, quote.insertions, ("out-of-order",) if is_all else (), similarity)


@dataclass(frozen=True, slots=True)
class _Look:
    """One piece looked for by itself: where it may stand, and how it is told when the whole quote fails."""

    places: tuple[Occurrence, ...]
    part: PartMatch
    similarity: float


def _look(index: LetterIndex, piece: Piece, places: Sequence[Occurrence]) -> _Look:
    if places:
        return _Look(tuple(places), _part(index.text, piece, places[0]), 1.0)
    looks = [_compare(index, piece, window) for window in _find_windows(index, piece)]
    damaged = [place for look in looks for place in look.places]
    best = max(looks, key=lambda look: (bool(look.places), look.similarity), default=None)
    if best is None or (not damaged and best.similarity < LEAST_SIMILAR):
        return _Look((), _nothing(piece), 0.0)
    return replace(best, places=tuple(damaged))


def _find_windows(index: LetterIndex, piece: Piece) -> list[Span]:
    """List where to compare: where all its letters stand in order, whatever is between them, or else most words."""
    count = _WINDOWS if len(piece.text) <= _LONG else 1
    like = index.find_like(index.fold(piece.text), count)
    found = [widen_to_words(index.text, span) for span in like]
    return found or find_windows(index, build_probes(piece.text, index), count)


def _nothing(piece: Piece) -> PartMatch:
    diff = (DiffOp("insert", "", piece.text, Span(0, 0)),)
    return PartMatch(piece.text, "none", None, "", diff, piece.joint)


def _compare(index: LetterIndex, piece: Piece, window: Span) -> _Look:
    text = index.text
    ours, theirs = split_words(text, window), split_words(piece.text)
    hunks = compare_words(ours, theirs)
    equal = sum(hunk.quote_end - hunk.quote_start for hunk in hunks if hunk.is_equal)
    similarity = equal / max(1, len(theirs.keys))
    if not hunks:
        return _Look((), _nothing(piece), 0.0)
    span = ours.span_of(hunks[0].start, hunks[-1].end)
    diff = format_diff(ours, theirs, hunks)
    is_damage = not cuts_figure(text, span) and _is_damage(ours, theirs, hunks, span)
    part = PartMatch(piece.text, "ocr" if is_damage else "none", span, span.text_of(text), diff, piece.joint)
    return _Look((Occurrence(span, "ocr"),) if is_damage else (), part, similarity)


def _is_damage(source: Words, quote: Words, hunks: Sequence[Hunk], span: Span) -> bool:
    if is_damaged_copy(source, quote, hunks, _WordFinder(source.text, source)):
        return True
    return is_same_in_shape(span.text_of(source.text), quote.text)


class _WordFinder:
    """Say whether a word stands whole in a text, beside the one place where it is compared."""

    def __init__(self, text: str, window: Words) -> None:
        self._text = text
        self._window = window
        self._tries = _WORD_TRIES

    def __call__(self, word: str) -> bool:
        self._tries -= 1
        if self._tries < 0:
            return True  # so many odd words are no damage
        here = sum(word in key for key in self._window.keys)
        return self._count(word, here + 1) > here

    def _count(self, word: str, enough: int) -> int:
        count = 0
        for form in dict.fromkeys((word, word.lower(), word.capitalize())):
            at = self._text.find(form)
            for _ in range(200):
                if at < 0 or count >= enough:
                    break
                end = at + len(form)
                is_whole = not self._text[max(0, at - 1) : at].isalnum() and not self._text[end : end + 1].isalnum()
                count += is_whole
                at = self._text.find(form, end)
        return count
