"""What follows the deciding words of a legal text: articles or dicta, whatever its kind is called.

Most decrees before 2004 are laid out in articles, and a regulation of a board may be in dicta.
"""

from __future__ import annotations

import re

from kb.model import Family, Span
from kb.reading.outline.marks import is_line_start
from kb.reading.outline.preamble import LABELS
from kb.reading.outline.sections import ANNEX

_FIRST_ARTICLE = re.compile(r"^[ \t^]*(?:Pasal|PASAL)[ \t]{1,3}(?:[1lI])[ \t.^]*$", re.M)
_FIRST_DICTUM = re.compile(r"^[ \t^]*(?:KESATU|PERTAMA)\b[ \t]{0,3}(?::|$)", re.M)


def choose_layout(text: str, body: Span, family: Family) -> Family:
    """Return the family whose parser reads a text: a decree in articles is read as a statute, and the reverse.

    Args:
        text: the whole canonical text, noise blanked.
        body: the document proper.
        family: what the text is by its name.
    """
    decision = LABELS["memutuskan"].search(text, *body) if family in ("statute", "decree") else None
    if decision is None:
        return family
    annexes = (match.start() for match in ANNEX.finditer(text, decision.end(), body.end))
    end = next((start for start in annexes if is_line_start(text, start)), body.end)
    article, dictum = (first.search(text, decision.end(), end) for first in (_FIRST_ARTICLE, _FIRST_DICTUM))
    if article and (dictum is None or article.start() < dictum.start()):
        return "statute"
    return "decree" if dictum else family
