"""What rules call things, and what people call them: "pemberi kerja" and "bos", "meninggal dunia" and "mati".

Word pairs of common knowledge, for a question's expansion and for training. No pair changes who owes what to whom: a
word that could stand for its opposite isn't here.
"""

from __future__ import annotations

from types import MappingProxyType

from kb.language.abbreviations import EXPANSIONS
from kb.language.stopwords import STOP_WORDS
from kb.language.tables import Phrases, read_table, turn_round

PLAIN_WORDS = MappingProxyType(
    {formal: tuple(said.split(", ")) for formal, said in read_table("plain_words.tsv").items()}
)
"""The rule's words → what people say."""

FORMAL = MappingProxyType(
    turn_round((formal, plain) for formal, said in PLAIN_WORDS.items() for plain in said if plain not in STOP_WORDS)
)
"""What people say → the rule's words."""

_PHRASES = Phrases((*FORMAL, *(formal for formal in (*PLAIN_WORDS, *EXPANSIONS) if " " in formal)))
"""What people say, and the rule's terms, so that no part of one is taken for what people say: "uang" in "uang muka"."""


def find_formal(text: str) -> list[str]:
    """List the rule's words for what a text says plainly, each once.

    Example:
        >>> find_formal("Bos telat bayar"), find_formal("uang muka")
        (['pemberi kerja', 'pengusaha', 'terlambat', 'menunggak'], [])
    """
    found = (formal for said in _PHRASES.find(text) for formal in FORMAL.get(said.phrase, ()))
    return list(dict.fromkeys(found))


def add_formal(text: str) -> str:
    """Put the rule's words right behind what says them plainly.

    Example:
        >>> add_formal("Gajinya pembayaran uang muka")
        'Gajinya upah penghasilan pembayaran uang muka'
    """
    return _PHRASES.replace(text, lambda said, found: " ".join((said, *FORMAL.get(found.phrase, ()))))
