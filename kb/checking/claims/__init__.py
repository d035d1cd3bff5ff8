"""Claims: whether held sources say what a passage says.

Step 4. Fails closed: never "true" or "false", always one of five words with the source's own sentence.
"""

from kb.checking.claims.check import LONGEST, ClaimChecker
from kb.checking.claims.model import KINDS, VERDICTS, ClaimItem, ClaimReport, ItemKind, Verdict, find_worst

__all__ = [
    "KINDS",
    "LONGEST",
    "VERDICTS",
    "ClaimChecker",
    "ClaimItem",
    "ClaimReport",
    "ItemKind",
    "Verdict",
    "find_worst",
]
