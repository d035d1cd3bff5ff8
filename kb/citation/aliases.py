"""Names in common use for instruments that have a number.

Step 2. Invariant: an alias names exactly one instrument.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from kb.citation.scan import Mention
from kb.model import Instrument

ALIASES = MappingProxyType(
    {
        "bpjs": Instrument("UU", "24", 2011),
        "badan penyelenggara jaminan sosial": Instrument("UU", "24", 2011),
        "sjsn": Instrument("UU", "40", 2004),
        "sistem jaminan sosial nasional": Instrument("UU", "40", 2004),
        "jasa konstruksi": Instrument("UU", "2", 2017),
        "jakon": Instrument("UU", "2", 2017),
        "cipta kerja": Instrument("UU", "11", 2020),
        "ciptaker": Instrument("UU", "11", 2020),
        "ketenagakerjaan": Instrument("UU", "13", 2003),
        "naker": Instrument("UU", "13", 2003),
    }
)
"""What follows "UU" in a name in common use → the instrument. UU Jasa Konstruksi is the one in force, of 2017."""

_NAMES = "|".join(name.replace(" ", r"\s{1,3}") for name in sorted(ALIASES, key=len, reverse=True))
_ALIAS = re.compile(
    rf"(?<![\w/-])(UU|Undang-?\s?Undang)\s{{1,3}}(?:tentang\s{{1,3}})?({_NAMES})(?![\w/-])", re.IGNORECASE
)


def find_aliases(text: str, is_query: bool = False) -> Iterator[Mention]:
    """Find names in common use (``UU Cipta Kerja``); in running text the name has to be capitalised as one."""
    for match in _ALIAS.finditer(text):
        if is_query or (match[1].isupper() and match[2][0].isupper()) or match[1].istitle():
            name = " ".join(match[2].lower().split())
            yield Mention(ALIASES[name], match.start(), match.end(), False)
