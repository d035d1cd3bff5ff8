"""Claims: whether held sources say what a passage says.

The answer is never "true" or "false", always one of five words with the source's own sentence; what can't be checked
isn't confirmed.
"""

from kb.checking.claims.check import LONGEST, ClaimChecker
from kb.checking.claims.model import ITEM_KINDS, VERDICTS, ClaimItem, ClaimReport, ItemKind, Verdict, find_worst

__all__ = [
    "ITEM_KINDS",
    "LONGEST",
    "VERDICTS",
    "ClaimChecker",
    "ClaimItem",
    "ClaimReport",
    "ItemKind",
    "Verdict",
    "find_worst",
]
