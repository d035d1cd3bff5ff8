"""Claims: whether held sources say what a passage says.

The answer is never "true" or "false", always one of five words with the source's own sentence; what can't be checked
isn't confirmed.
"""

from kb.checking.claims.check import ClaimChecker
from kb.checking.claims.model import ClaimItem, ClaimReport, find_worst

__all__ = [
    "ClaimChecker",
    "ClaimItem",
    "ClaimReport",
    "find_worst",
]
