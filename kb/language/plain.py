"""What rules call things, and what people call them: "pemberi kerja" and "bos", "meninggal dunia" and "mati".

Step 2. Word pairs of common knowledge, for a question's expansion and for training. Invariant: no pair changes who owes
what to whom; a word that could stand for its opposite isn't here.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import MappingProxyType

from kb.language.stopwords import STOP_WORDS


def _read_table() -> dict[str, tuple[str, ...]]:
    lines = (Path(__file__).parent / "plain_words.tsv").read_text(encoding="utf-8").splitlines()
    return {formal: tuple(plain.split(", ")) for formal, _, plain in (line.partition("\t") for line in lines)}


PLAIN = MappingProxyType(_read_table())
"""The rule's words → what people say."""


def _turn_round() -> dict[str, tuple[str, ...]]:
    turned: dict[str, tuple[str, ...]] = {}
    for formal, said in PLAIN.items():
        for plain in (word for word in said if word not in STOP_WORDS):
            turned[plain] = (*turned.get(plain, ()), formal)
    return turned


FORMAL = MappingProxyType(_turn_round())
"""What people say → the rule's words."""

_SAID = re.compile(
    r"\b(" + "|".join(re.escape(plain) for plain in sorted(FORMAL, key=len, reverse=True)) + r")(?:nya|kah|lah)?\b"
)


def find_formal(text: str) -> list[str]:
    """List the rule's words for what a text says plainly, each once.

    Example:
        >>> find_formal("Bos telat setor")
        ['pemberi kerja', 'pengusaha', 'terlambat', 'keterlambatan', 'membayar']
    """
    found = (formal for match in _SAID.finditer(text.casefold()) for formal in FORMAL[match[1]])
    return list(dict.fromkeys(found))
