"""Quotes: whether words stand in a text, how closely, where, and if not, what stands there instead.

Pure functions over canonical texts. No quote passes whose figures, dates, number words or negations aren't the
source's.
"""

from kb.checking.quotation.find import FoundQuote, find_quote
from kb.checking.quotation.model import TIERS, DiffOp, Insertion, PartMatch, QuoteMatch, Tier
from kb.checking.quotation.verify import rank_match, verify_quote

__all__ = [
    "TIERS",
    "DiffOp",
    "FoundQuote",
    "Insertion",
    "PartMatch",
    "QuoteMatch",
    "Tier",
    "find_quote",
    "rank_match",
    "verify_quote",
]
