"""Where in a document a mention stands: its sentence, its article, the part that gives reasons."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from kb.law.provisions import ProvisionLookup
from kb.law.relations import cues
from kb.model import Provision, Span

_ARTICLES = frozenset({"pasal", "diktum"})
_REASONS = ("menimbang", "pembukaan", "judul", "memutuskan", "penjelasan.umum", "memperhatikan")
_BODY = ("pasal", "diktum", "bab", "lampiran", "penjelasan", "mengingat")


class Zones:
    """A text's sentences and provisions, to look up offsets in.

    Args:
        provisions: of the text's outline; none for a passage, which then is one stretch.
    """

    def __init__(self, text: str, provisions: Sequence[Provision]) -> None:
        self.text = text
        self._lookup = ProvisionLookup(provisions)
        self._stops = [match.end() for match in cues.STOP.finditer(text) if _is_stop(text, match)]
        self._grounds = sorted(self._find_grounds())
        self._ground_starts = [zone.start for zone, _ in self._grounds]

    def _climb(self, offset: int) -> Iterator[Provision]:
        return self._lookup.climb(self._lookup.find_deepest(offset))

    def find_region(self, offset: int) -> Span:
        """Return the article, dictum or section that an offset lies in; the whole text where there is no outline."""
        region = Span(0, len(self.text))
        for provision in self._climb(offset):
            region = provision.span
            if provision.kind in _ARTICLES:
                break
        return region

    def sentence_start(self, offset: int) -> int:
        """Return where the sentence begins that an offset lies in."""
        at = bisect_right(self._stops, offset) - 1
        return max(self._stops[at] if at >= 0 else 0, self.find_region(offset).start)

    def is_one_sentence(self, start: int, end: int) -> bool:
        """Say whether nothing ends between two offsets, neither a sentence nor an article."""
        at = bisect_left(self._stops, start)
        if at < len(self._stops) and self._stops[at] <= end:
            return False
        region = self.find_region(start)
        return end <= region.end and self.find_region(end) == region

    def find_ground(self, offset: int) -> Span | None:
        """Return the heading ("Mengingat", "Dasar Hukum") under which an offset stands, or None."""
        at = bisect_right(self._ground_starts, offset) - 1
        if at < 0 or offset >= self._grounds[at][0].end:
            return None
        return self._grounds[at][1]

    def _find_grounds(self) -> Iterator[tuple[Span, Span]]:
        has_outline = False
        for provision in self._lookup.provisions:
            if provision.kind == "mengingat":
                has_outline = True
                yield provision.span, self._find_word("mengingat", provision.span)
            elif provision.depth == 0 and provision.heading and cues.LEGAL_GROUND.fullmatch(provision.heading):
                yield provision.span, self._find_word(provision.heading, provision.span)
        if not has_outline:
            yield from self._find_unlisted()

    def _find_word(self, word: str, span: Span) -> Span:
        match = re.compile(re.escape(word), re.IGNORECASE).search(self.text, span.start, span.end)
        return Span(*match.span()) if match else Span(span.start, min(span.end, span.start + len(word)))

    def _find_unlisted(self) -> Iterator[tuple[Span, Span]]:
        """Find "Mengingat" where a damaged outline hasn't: before the first article, up to "MEMUTUSKAN"."""
        first = min((p.span.start for p in self._lookup.provisions if p.kind in _ARTICLES), default=len(self.text))
        match = cues.CONSIDERING.search(self.text, 0, first)
        end = cues.CONSIDERING_ENDS.search(self.text, match.end(), first) if match else None
        if match and end:
            yield Span(match.start(1), end.start()), Span(*match.span(1))

    def may_state_purpose(self, offset: int) -> bool:
        """Say whether a document says here what it is for: not in its articles, annexes and orders."""
        tops = [provision.locator for provision in self._climb(offset)]
        if not tops or any(_is_under(locator, _REASONS) for locator in tops):
            return True
        return not any(_is_under(locator, _BODY) for locator in tops)

    def is_reason(self, offset: int) -> bool:
        """Say whether an offset stands under "Menimbang", whose sentences all speak for the document."""
        return any(_is_under(provision.locator, ("menimbang",)) for provision in self._climb(offset))

    def is_quoted(self, offset: int) -> bool:
        """Say whether an offset stands in an article that an amending text quotes."""
        kinds = [provision.kind for provision in self._climb(offset)]
        return kinds.count("pasal") > 1


def _is_under(locator: str, names: Sequence[str]) -> bool:
    return any(locator == name or locator.startswith((f"{name}.", f"{name}-")) for name in names)


def _is_stop(text: str, match: re.Match[str]) -> bool:
    if text[match.start()] != "\n":
        return cues.NO_STOP.search(text, max(0, match.start() - 8), match.start()) is None
    # A blank line inside a sentence is a page's end: it goes on in lower case, or the list goes on.
    before = text[max(0, match.start() - 40) : match.start()].rstrip()[-1:]
    after = text[match.end() : match.end() + 12].lstrip()[:1]
    return before not in (",", ";", ":") and not after.islower() and after != "("
