"""Tell English questions from Indonesian ones.

Step 2. Invariant: a text of names, numbers and codes alone is Indonesian: that is what the corpus is in.
"""

from __future__ import annotations

import re

_ENGLISH = frozenset(
    "the of and to in is are was were be been an for on by with at from as what which who whom whose when where "
    "why how many much does do did has have had can could may must shall should will would if that this these "
    "those it its there any not or than before after under between during within into about per each every "
    "someone they their".split()
)
_INDONESIAN = frozenset(
    "yang dan di ke dari untuk dengan pada oleh dalam atau adalah apa apakah siapa siapakah berapa berapakah "
    "kapan kapankah mana bagaimana mengapa kenapa jika kalau bila tidak bisa dapat wajib harus boleh ini itu para "
    "sebagai tentang menurut oleh ada sudah belum akan saja juga agar karena sebelum sesudah setelah antara tiap "
    "setiap nggak gak dia mereka kami kita isi".split()
)
_BOTH = frozenset(["per"])
_WORD = re.compile(r"[a-z]+")


def is_english(text: str) -> bool:
    """Say whether a text is English, by its small words: a question in Indonesian may name an English title.

    Example:
        >>> is_english("Who pays the contribution?"), is_english("Siapa yang membayar iuran?"), is_english("UU 24/2011")
        (True, False, False)
    """
    words = [word for word in _WORD.findall(text.lower()) if word not in _BOTH]
    return sum(word in _ENGLISH for word in words) > 2 * sum(word in _INDONESIAN for word in words)
