"""Values with where they were read, and the order in which sources of a value are believed; a default has no place."""

from __future__ import annotations

from collections.abc import Mapping

from kb.model import ParsedText, Reading, Span
from kb.reading.parse.sniff import MARKDOWN

FIELDS = (
    "id", "title", "kind", "number", "year", "issuer", "place", "date", "publisher", "address", "licence",
    "text_status", "legal_status", "status_checked_on", "status_source",
)  # fmt: skip
"""What a manifest or front matter may state of a document."""


def read_stated(parsed: ParsedText, given: Mapping[str, str]) -> dict[str, Reading]:
    """Collect what the manifest states, then what the file's own head or markup states."""
    origin = "front-matter" if parsed.media_type == MARKDOWN else "markup"
    stated = {name: Reading(parsed.hints[name].strip(), None, origin) for name in FIELDS if parsed.hints.get(name)}
    stated |= {name: Reading(given[name].strip(), None, "manifest") for name in FIELDS if given.get(name)}
    return {name: reading for name, reading in stated.items() if reading.value}


def read_text(text: str, start: int, end: int) -> Reading:
    """Read the words of a stretch, white space made single."""
    return Reading(" ".join(text[start:end].split()), Span(start, end), "text")


def read_name(value: str) -> Reading:
    """Note a value that only the file's name tells."""
    return Reading(value, None, "filename")
