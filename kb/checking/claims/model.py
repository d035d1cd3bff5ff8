"""What the check of a claim answers with.

An answer is one of five words and never "true" or "false"; what is ``cocok`` has the sentence of a source that says the
same; a report's verdict is the worst of its items'.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.model import Citation, Span
from kb.model.vocabulary import VERDICTS, ItemKind, Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer before it is tied to its place in the claim.

    Args:
        reason: one Indonesian sentence for the reader.
        evidence: the source's own sentences with their citations, the one that decides first; may be empty.
    """

    verdict: Verdict
    reason: str
    evidence: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """One thing in a claim that can be checked.

    Args:
        kind: ``figure`` (also dates), ``quote``, ``citation`` or ``who-said``.
        text: as it stands in the claim.
        span: where, in code points of the claim.
        sentence: the sentence of the claim that it stands in.
        reason: one Indonesian sentence that says why, with both values where they differ.
        evidence: what a source says, verbatim and cited; the one that decides first. Empty only where nothing held
            says anything, or where the claim contradicts itself.
    """

    kind: ItemKind
    text: str
    span: Span
    sentence: Span
    verdict: Verdict
    reason: str
    evidence: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """What became of a passage.

    Args:
        verdict: the worst of the items'; ``tidak ditemukan`` where there is nothing that could be checked.
        reason: of the item that decides.
        items: in the order of the text.
        documents: how many held documents pass the filters.
    """

    text: str
    verdict: Verdict
    reason: str
    items: tuple[ClaimItem, ...]
    documents: int

    @property
    def evidence(self) -> tuple[Citation, ...]:
        """Return the evidence of the item that decides."""
        return next((item.evidence for item in self.items if item.verdict == self.verdict), ())


def find_worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of several answers; ``tidak ditemukan`` of none.

    Example:
        >>> find_worst(["cocok", "kedaluwarsa", "tidak ditemukan"]), find_worst([])
        ('kedaluwarsa', 'tidak ditemukan')
    """
    return min(verdicts, key=VERDICTS.index, default="tidak ditemukan")
