"""Read a canonical text as a tree of provisions.

First which family a text belongs to, then what its provisions are. Each family is read in a module of its own, imported
when it is asked for; ``kb.reading.outline.tree`` makes every outline keep the same laws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from kb.model import Family, Notice, Outline, ParsedText, Span
from kb.reading.outline.decision import choose_layout
from kb.reading.outline.family import detect_family
from kb.reading.outline.tree import OutlineUnit, build_outline

__all__ = ["FAMILY_PARSERS", "OutlineUnit", "build_outline", "detect_family", "parse_outline"]

FamilyParser = Callable[[str, Span], tuple[list[OutlineUnit], list[Notice]]]

FAMILY_PARSERS: Mapping[Family, str] = {
    "statute": "kb.reading.outline.statute:parse_statute",
    "instruction": "kb.reading.outline.instruction:parse_instruction",
    "decree": "kb.reading.outline.instruction:parse_instruction",
    "circular": "kb.reading.outline.circular:parse_circular",
    "news": "kb.reading.outline.news:parse_news",
    "plain": "kb.reading.outline.plain:parse_plain",
}
"""Family → ``module:function``; the function gets the text with noise blanked, and the span of the body."""


def parse_outline(parsed: ParsedText, family: Family) -> Outline:
    """Read a text's provisions.

    Args:
        parsed: the parsed source. Its noise is blanked out for the family's parser, so that a sentence that a
            page border cuts reads on, and comes back as boilerplate.
        family: from :func:`detect_family`.

    Example:
        >>> parsed = ParsedText("UNDANG-UNDANG\\nPasal 1\\nCukup.\\nPasal 2\\nJelas.")
        >>> [provision.locator for provision in parse_outline(parsed, "statute").provisions]
        ['pembukaan', 'pasal-1', 'pasal-2']
    """
    text, body = blank_noise(parsed), parsed.body or Span(0, len(parsed.text))
    module, _, name = FAMILY_PARSERS[choose_layout(text, body, family)].partition(":")
    parser: FamilyParser = getattr(import_module(module), name)
    units, notices = parser(text, body)
    return build_outline(parsed, family, units, notices)


def blank_noise(parsed: ParsedText) -> str:
    """Return the text with every character of noise replaced by a blank: same length, same line ends."""
    pieces: list[str] = []
    at = 0
    for item in parsed.noise:
        start = max(item.span.start, at)
        pieces.append(parsed.text[at:start])
        covered = parsed.text[start : item.span.end]
        pieces.append("".join("\n" if character == "\n" else " " for character in covered))
        at = max(at, item.span.end)
    return "".join(pieces) + parsed.text[at:]
