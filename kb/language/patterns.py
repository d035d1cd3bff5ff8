"""Small expressions that many readers of text need, each said once."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+")
"""A run of letters and digits of any script."""

YEAR = r"(?:19|20)[0-9]{2}"
"""A year that an instrument of the republic, or news of one, can have; to be built into other expressions."""
