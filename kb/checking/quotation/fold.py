"""Bring what typographers change to one form, and letters to the shape that scanners take them for.

Two stretches with the same ``fold_typography`` have the same letters, in the same case, and the same figures in the
same order.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kb.language.typography import DASHES, EMPHASIS, INVISIBLE, LIGATURES, QUOTATION_MARKS

_TABLE = str.maketrans(
    dict(LIGATURES)
    | dict.fromkeys(QUOTATION_MARKS, "'")
    | dict.fromkeys(DASHES, "-")
    | dict.fromkeys(INVISIBLE + EMPHASIS, "")
    | {"…": "..."}
)
# Each begins with a plain character, which the search jumps to; what stands before it is looked at afterwards.
_BLANKS = re.compile(r"\s+")
_MARKS = re.compile(r"''+")
_DASH = re.compile(r" ?-[ -]*")
_HYPHEN = re.compile(r"-(?<=[^\W\d_]-)(?=[^\W\d_])")
# Between two figures a blank may part two numbers ("Pasal 5 .000"), so there it stays.
_BEFORE_POINT = re.compile(r" (?=[,.;:!?)\]])(?:(?<!\d )|(?!.\d))")
_AFTER_BRACKET = re.compile(r" (?<=[(\[] )")
_SLASH = re.compile(r" ?/ ?")


def fold_typography(text: str) -> str:
    """Bring quotation marks, dashes, blanks, hyphenation, ligatures and emphasis to one form.

    A dash between letters goes with the blanks around it, so that ``undang-undang``, ``undang- undang`` at a line's
    end and ``peng-usaha`` for "pengusaha" need no dictionary; next to a figure it stays. Case and figures stay.

    Example:
        >>> fold_typography("“perundang-\\nundangan”  –  15 %"), fold_typography("pen­di­ri")
        ("'perundangundangan'-15 %", 'pendiri')
    """
    plain = text if text.isascii() else unicodedata.normalize("NFC", text)
    plain = _MARKS.sub("'", _BLANKS.sub(" ", plain.translate(_TABLE)))
    if "-" in plain:
        plain = _HYPHEN.sub("", _DASH.sub("-", plain))
    if "/" in plain:
        plain = _SLASH.sub("/", plain)
    return _AFTER_BRACKET.sub("", _BEFORE_POINT.sub("", plain)).strip()


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """Fold one word; a plain one is itself."""
    return word if word.isalnum() and word.isascii() else fold_typography(word)


_NOT_LETTER = re.compile(r"[\W_]+")
_SHAPES = str.maketrans({"1": "l", "i": "l", "0": "o", "|": "l"})


def fold_shapes(text: str) -> str:
    """Reduce a text to its letters and figures by shape: no case, I and l and 1 alike, O and 0, rn and m, vv and w.

    Two different words may have one form (``huruf i`` and ``huruf l``): who needs to tell them apart must look again.

    Example:
        >>> fold_shapes("lNDONESlA tahun 2O21") == fold_shapes("Indonesia tahun 2021")
        True
        >>> fold_shapes("seluruh rnodern") == fold_shapes("seluruh modern")
        True
    """
    letters = _NOT_LETTER.sub("", fold_typography(text.replace("|", "l"))).casefold()
    return letters.translate(_SHAPES).replace("rn", "m").replace("vv", "w")
