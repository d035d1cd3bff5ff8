"""What rules call things, and what people call them: "pemberi kerja" and "bos", "meninggal dunia" and "mati".

Step 2. Word pairs of common knowledge, for a question's expansion and for training. Invariant: no pair changes who owes
what to whom; a word that could stand for its opposite isn't here.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from kb.language.stopwords import STOP_WORDS
from kb.language.tables import join_longest, read_table, turn_round

PLAIN = MappingProxyType({formal: tuple(said.split(", ")) for formal, said in read_table("plain_words.tsv").items()})
"""The rule's words → what people say."""

FORMAL = MappingProxyType(
    turn_round((formal, plain) for formal, said in PLAIN.items() for plain in said if plain not in STOP_WORDS)
)
"""What people say → the rule's words."""

_SAID = re.compile(rf"\b({join_longest(FORMAL)})(?:nya|kah|lah)?\b")


def find_formal(text: str) -> list[str]:
    """List the rule's words for what a text says plainly, each once.

    Example:
        >>> find_formal("Bos telat setor")
        ['pemberi kerja', 'pengusaha', 'terlambat', 'keterlambatan', 'membayar']
    """
    found = (formal for match in _SAID.finditer(text.casefold()) for formal in FORMAL[match[1]])
    return list(dict.fromkeys(found))
