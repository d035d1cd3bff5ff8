"""Say a rule's words as people say them: "pemberi kerja" → "bos", "paling lambat" → "paling telat".

Used by ``training.data``. No training set has questions in plain speech about rules; such pairs teach that the plain
word and the rule's word are one.
"""

from __future__ import annotations

import random
import re

from kb.language import PLAIN_WORDS, join_longest
from kb.language.spoken import SPOKEN

_NUMBERS = re.compile(r"^(pasal\s+\d+\w*\s*|\(\w{1,3}\)\s*|\w{1,2}[.)]\s+)+", re.I)
"""What a provision begins with: nobody asks for it by that."""

_SAID = {**PLAIN_WORDS, "tidak": tuple(said for said, written in SPOKEN.items() if written == "tidak")}
_FORMAL = re.compile(rf"\b({join_longest(_SAID)})\b", re.I)


def strip_number(text: str) -> str:
    """Take away what a provision begins with: "Pasal 5 (1)", "a."."""
    return _NUMBERS.sub("", text)


def count_formal(text: str) -> int:
    """Count the words that have a plain counterpart, each once."""
    return len({match.group().casefold() for match in _FORMAL.finditer(text)})


def find_formal_stretch(sentence: str, size: int) -> str:
    """Find the stretch of so many words with the most that have a plain counterpart; signs at its ends are cut."""
    words = strip_number(sentence).split()
    starts = range(max(1, len(words) - size + 1))
    return max((" ".join(words[at : at + size]).strip(" .,;:()") for at in starts), key=count_formal)


def say_plainly(text: str, chance: random.Random) -> str:
    """Replace each of the rule's words by what people say, at random among its counterparts; in small letters.

    Example:
        >>> say_plainly("Iuran paling lambat", random.Random(1)) in {"setoran paling telat", "potongan paling telat"}
        True
    """
    return _FORMAL.sub(lambda match: chance.choice(_SAID[match.group().casefold()]), text).casefold()
