"""Indonesian as it is spoken and typed, in writing: "nggak" is "tidak", "nyetor" "menyetor", "dibayarin" "dibayarkan".

The same words in another form, never other words; those are in ``plain_words``. A text in written Indonesian stays as
it is.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from kb.language.tables import Phrases, read_table

SPOKEN = MappingProxyType(
    {said: written for written, all_said in read_table("spoken_words.tsv").items() for said in all_said.split(", ")}
)
"""What people say and type → how it is written."""

_WRITTEN_IN = frozenset(("dijalin", "dijamin", "dipilin", "dipimpin", "disalin", "disiplin"))
"""Written words that look like a spoken passive and aren't."""

_NOT = r"(?:e?ng+ak?|gak?|gk|kaga?k?|n?dak|tidak)"
_TAG = re.compile(rf"\s+(?:apa )?{_NOT}(?:\s+(?:sih|ya|tuh|nih|kah|min|pak|bu))*\s*[?.!]*$", re.I)
"""The "or not" that makes a question of a sentence and denies nothing: "boleh dipecat gak ya?"."""

_PHRASES = Phrases(SPOKEN)
_PASSIVE = re.compile(r"\b(di[a-z]{3,12})in(nya)?\b")


def write_out(text: str) -> str:
    """Write spoken words as they are written; the tag that makes a question of a sentence goes.

    Example:
        >>> write_out("bos udah dilaporin tapi nggak nyetor, bisa dijamin gak?")
        'bos sudah dilaporkan tapi tidak menyetor, bisa dijamin'
    """
    text = _PHRASES.replace(_TAG.sub("", text), lambda _, found: SPOKEN[found.phrase] + found.suffix)
    return _PASSIVE.sub(_write_passive, text)


def _write_passive(match: re.Match[str]) -> str:
    written = match[1] + "in"
    return match[0] if written in _WRITTEN_IN else f"{match[1]}kan{match[2] or ''}"
