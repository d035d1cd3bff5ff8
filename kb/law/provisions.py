"""The provisions of an outline, found by what stands at an offset."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from kb.model import BOILERPLATE, Provision


class ProvisionLookup:
    """Look up offsets in an outline; boilerplate is no provision here."""

    def __init__(self, provisions: Sequence[Provision]) -> None:
        kept = (provision for provision in provisions if provision.kind != BOILERPLATE)
        self.provisions = sorted(kept, key=lambda provision: (provision.span.start, -provision.span.end))
        self.starts = [provision.span.start for provision in self.provisions]
        self.by_locator = {provision.locator: provision for provision in self.provisions}

    def find_deepest(self, offset: int) -> Provision | None:
        """Return the deepest provision that an offset lies in."""
        at = bisect_right(self.starts, offset) - 1
        provision = self.provisions[at] if at >= 0 else None
        while provision is not None and not provision.span.start <= offset < provision.span.end:
            provision = self.find_parent(provision)
        return provision

    def find_parent(self, provision: Provision) -> Provision | None:
        """Return the provision that holds one."""
        return self.by_locator.get(provision.parent or "")

    def climb(self, provision: Provision | None) -> Iterator[Provision]:
        """List a provision and those that hold it, from the deepest up."""
        while provision is not None:
            yield provision
            provision = self.find_parent(provision)
