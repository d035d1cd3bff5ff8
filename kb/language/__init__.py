"""Indonesian text: sentences, tokens, stems, abbreviations, dates and numbers.

Pure functions over strings. What they find they give with its span, counted in code points of the text given; none
changes the text that it reads.
"""

from kb.language.abbreviations import ABBREVIATIONS, EXPANSIONS, find_expansions
from kb.language.dates import MONTH_NAME, MONTHS, WEEKDAYS, find_dates, parse_date
from kb.language.english import TERMS as ENGLISH_TERMS
from kb.language.english import gloss_terms, is_english
from kb.language.numbers import (
    ORDINALS,
    UNIT_WORDS,
    fold_digits,
    format_ordinal,
    format_roman,
    parse_ordinal,
    parse_roman,
)
from kb.language.plain_words import FORMAL, PLAIN_WORDS, find_formal
from kb.language.queries import expand_question, list_meant, weigh_pairs, weigh_terms
from kb.language.sentences import find_sentences
from kb.language.stopwords import STOP_WORDS
from kb.language.tables import join_longest, turn_round
from kb.language.words import Token, find_tokens, fold_name, index_terms, pair_terms, stem

__all__ = [
    "ABBREVIATIONS",
    "ENGLISH_TERMS",
    "EXPANSIONS",
    "FORMAL",
    "MONTHS",
    "MONTH_NAME",
    "ORDINALS",
    "PLAIN_WORDS",
    "STOP_WORDS",
    "UNIT_WORDS",
    "WEEKDAYS",
    "Token",
    "expand_question",
    "find_dates",
    "find_expansions",
    "find_formal",
    "find_sentences",
    "find_tokens",
    "fold_digits",
    "fold_name",
    "format_ordinal",
    "format_roman",
    "gloss_terms",
    "index_terms",
    "is_english",
    "join_longest",
    "list_meant",
    "pair_terms",
    "parse_date",
    "parse_ordinal",
    "parse_roman",
    "stem",
    "turn_round",
    "weigh_pairs",
    "weigh_terms",
]
