"""Indonesian text: sentences, tokens, stems, abbreviations, dates and numbers.

Step 2. Pure functions over strings; spans are code points of the text given. Invariant: no function changes or
loses a character of the text that it reads; what it finds, it finds by span.
"""

from kb.language.numbers import ORDINALS, fold_digits, format_ordinal, format_roman, parse_ordinal, parse_roman

__all__ = [
    "ORDINALS",
    "fold_digits",
    "format_ordinal",
    "format_roman",
    "parse_ordinal",
    "parse_roman",
]
