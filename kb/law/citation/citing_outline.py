"""Where in a document a mention stands: its provision, and whose articles are quoted there.

What stands inside an article that an amending statute quotes belongs to the instrument that is amended; everything else
belongs to the document itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass

from kb.law.citation.found import Context
from kb.law.citation.scan import InstrumentMention
from kb.law.citation.units import PinpointUnit
from kb.law.provisions import ProvisionLookup
from kb.model import Instrument, Provision
from kb.model.vocabulary import Basis


@dataclass(frozen=True, slots=True)
class Base:
    """What a place that names no instrument belongs to.

    Args:
        instrument: None where none can be told.
        segments: of the locator, from the article on; the wider units are left out.
        basis: ``own`` or ``amended``.
        is_instruction: whether the words stand between an amending provision's number and what it quotes
            (``Ketentuan Pasal 26 diubah sehingga berbunyi …``).
    """

    instrument: Instrument | None
    segments: tuple[str, ...]
    basis: Basis = "own"
    is_instruction: bool = False


class CitingOutline:
    """The outline of a citing document, to look up offsets in.

    Args:
        mentions: named instruments of the text, in order: the first in an amending article is what it amends.
    """

    def __init__(self, context: Context, mentions: Sequence[InstrumentMention]) -> None:
        self.context = context
        self.lookup = ProvisionLookup(context.provisions)
        self._provisions = self.lookup.provisions
        self._by_locator = self.lookup.by_locator
        self._starts = self.lookup.starts
        articles = [p.locator.removeprefix("pasal-") for p in self._provisions if p.kind == "pasal"]
        self._last_article = max((int(number) for number in articles if number.isdecimal()), default=0)
        self._mentions = [mention for mention in mentions if mention.basis == "named" and mention.instrument.kind]
        self._mention_starts = [mention.start for mention in self._mentions]
        self._quoted = {p.locator: self._find_holder(p) for p in self._provisions if self._is_quoted(p)}
        self._holders = {holder.locator: root for root, holder in reversed(self._quoted.items())}

    def has(self, locator: str) -> bool:
        """Say whether the document has this provision."""
        return locator in self._by_locator

    def may_have(self, unit: PinpointUnit) -> bool:
        """Say whether the document can have this article: an outline that ends at 53 knows no Pasal 90 and no 28H.

        A whole number up to the last is given the benefit of the doubt, because outlines of damaged texts have gaps.
        """
        if not self._last_article or unit.kind != "pasal" or self.has(unit.segment):
            return True
        return unit.number.isdecimal() and int(unit.number) <= self._last_article

    def is_label(self, unit: PinpointUnit) -> bool:
        """Say whether a unit is the label of a provision that begins there."""
        # A Markdown heading's marks ("## ") stand before its label.
        reach = 5 if unit.kind in ("pasal", "bab", "lampiran") else 2
        at = bisect_right(self._starts, unit.start) - 1
        while at >= 0 and self._starts[at] >= unit.start - reach:
            if self._provisions[at].kind == unit.kind:
                return True
            at -= 1
        return False

    def region_start(self, offset: int) -> int:
        """Return where the article, dictum or part begins in which "tersebut" points back; else the text's start."""
        above = self.lookup.climb(self.lookup.find_deepest(offset))
        return next((step.span.start for step in above if step.kind in ("pasal", "diktum", "umum")), 0)

    def find_base(self, offset: int) -> Base:
        """Return what a place belongs to that stands at an offset without an instrument."""
        provision = self.lookup.find_deepest(offset)
        if provision is None:
            return self._base_of_locator(self.context.locator if not self._provisions else "")
        root = self._find_in(provision, self._quoted)
        if root is not None:
            segments = _cut(provision.locator[len(root.locator) - len(root.locator.rpartition(".")[2]) :])
            return Base(self._find_amended(root), segments, "amended")
        holder = self._find_in(provision, self._holders)
        if holder is not None:
            amended = self._find_amended(self._by_locator[self._holders[holder.locator]])
            return Base(amended, _cut(provision.locator), "amended", is_instruction=True)
        return Base(self.context.instrument, _cut(provision.locator))

    def _base_of_locator(self, locator: str) -> Base:
        segments = _cut(locator)
        articles = [at for at, segment in enumerate(segments) if segment.startswith("pasal-")]
        if len(articles) > 1:
            # A quoted article without the text around it: whose it is can't be told.
            return Base(None, segments[articles[-1] :], "amended")
        return Base(self.context.instrument, segments)

    def _is_quoted(self, provision: Provision) -> bool:
        if provision.kind == "pasal":
            return any(part.startswith("pasal-") for part in provision.locator.split(".")[:-1])
        is_capital = provision.kind == "huruf" and provision.number.strip("().").isupper()
        return is_capital and ".huruf-" in provision.locator and "lampiran" not in provision.locator

    def _find_holder(self, root: Provision) -> Provision:
        """Return the provision that says what is amended: the outermost article; of a circular, the nearest unit."""
        above = list(self.lookup.climb(self.lookup.find_parent(root)))
        holders = above[:1] if root.kind == "huruf" else [step for step in above if step.kind == "pasal"]
        return holders[-1] if holders else root

    def _find_in(self, provision: Provision, locators: Container[str]) -> Provision | None:
        """Return the first of a provision and those that hold it that is among some."""
        return next((step for step in self.lookup.climb(provision) if step.locator in locators), None)

    def _find_amended(self, root: Provision) -> Instrument | None:
        # The drafting manual (UU 12/2011, Lampiran II) puts it first: "Beberapa ketentuan dalam X … diubah".
        holder = self._quoted[root.locator]
        if holder.locator.startswith("penjelasan."):
            body = self._by_locator.get(holder.locator.removeprefix("penjelasan."))
            return self._first_named(body, body.span.end) if body else None
        return self._first_named(holder, root.span.start)

    def _first_named(self, holder: Provision, end: int) -> Instrument | None:
        at = bisect_right(self._mention_starts, holder.span.start - 1)
        if at < len(self._mentions) and self._mention_starts[at] < end:
            return self._mentions[at].instrument
        return None


def _cut(locator: str) -> tuple[str, ...]:
    """Split a locator; an elucidation speaks of the articles, so its own name is left out."""
    bare = locator.removeprefix("penjelasan.")
    return tuple(segment.partition("_")[0] for segment in bare.split(".")) if bare else ()
