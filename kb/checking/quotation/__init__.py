"""Quotes: whether words stand in a text, how closely, where, and if not, what stands there instead.

Pure functions over canonical texts. No quote passes whose figures, dates, number words or negations aren't the
source's.
"""

from kb.checking.quotation.find import FoundQuote, find_quote
from kb.checking.quotation.model import DiffOp, Insertion, PartMatch, QuoteMatch
from kb.checking.quotation.verify import rank_match, verify_quote

__all__ = [
    "DiffOp",
    "FoundQuote",
    "Insertion",
    "PartMatch",
    "QuoteMatch",
    "find_quote",
    "rank_match",
    "verify_quote",
]
