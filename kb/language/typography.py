"""The characters that typographers, word processors and PDF writers exchange for one another or put between letters."""

from __future__ import annotations

from types import MappingProxyType

LIGATURES = MappingProxyType({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})

QUOTATION_MARKS = "\"'`´“”„‟«»‹›‘’‚‛′″ʹʺʼ＂＇"

LINE_END_HYPHENS = "\u00ad\u0002"
"""The soft hyphen, and what pypdfium2 gives for a hyphen at a line's end."""

DASHES = "-‐‑‒–—―−﹘﹣－" + LINE_END_HYPHENS

INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

EMPHASIS = "*"
