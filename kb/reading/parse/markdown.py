"""Markdown → canonical text, with its front matter as hints.

The text stays verbatim, markup included; front matter is told apart, never cut off.
"""

from __future__ import annotations

import re

import yaml

from kb.model import Noise, ParsedText, Span
from kb.reading.parse.decode import decode_text
from kb.reading.parse.furniture import find_inline_furniture
from kb.reading.parse.sniff import MARKDOWN

_FENCE = "---"
_KEY = re.compile(r"[A-Za-z][\w-]{0,63}")
_PAIR = re.compile(rf"({_KEY.pattern})[ \t]{{0,9}}:(?:[ \t]+(.*))?")
# Nobody nests front matter so deep, and a reader of YAML takes a time that grows with the square of it.
_NESTED = re.compile(r"(?:[\[{][^\[{]{0,400}){16}|(?:[-?][ \t]+){8}")
MAX_FRONT_LINES = 200
"""A rule `---` at the top of a long text is no front matter."""


def parse_markdown(data: bytes, filename: str) -> ParsedText:
    """Read Markdown; a leading block of YAML between ``---`` becomes hints.

    Args:
        data: the whole file.
        filename: for messages.

    Raises:
        UndecodableSource: no encoding is certain.
        DamagedSource: it is not text.
    """
    decoded = decode_text(data, filename)
    text = decoded.text
    front, hints = _find_front_matter(text)
    furniture = find_inline_furniture(text)
    if front is None:
        return ParsedText(text, noise=furniture, media_type=MARKDOWN, mended=decoded.mended)
    return ParsedText(
        text,
        noise=(Noise(front, "markup"), *(noise for noise in furniture if noise.span.start >= front.end)),
        hints=hints,
        body=Span(front.end, len(text)),
        media_type=MARKDOWN,
        mended=decoded.mended,
    )


def _find_front_matter(text: str) -> tuple[Span | None, dict[str, str]]:
    lines = text.split("\n", MAX_FRONT_LINES)[:MAX_FRONT_LINES]
    if lines[0].rstrip() != _FENCE:
        return None, {}
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == _FENCE), 0)
    hints = _read_hints(lines[1:end]) if end else None
    if hints is None:
        return None, {}
    return Span(0, min(sum(len(line) + 1 for line in lines[: end + 1]), len(text))), hints


def _read_hints(lines: list[str]) -> dict[str, str] | None:
    """Read front matter as YAML, and what is none because its writer quoted nothing ("judul: A: B") line by line."""
    read = _read_yaml("\n".join(lines))
    return _read_pairs(lines) if read is None else read


def _read_yaml(block: str) -> dict[str, str] | None:
    if _NESTED.search(block):
        return None
    try:
        # Strings only: a number "02" and a day are what they look like.
        read = yaml.load(block, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except (yaml.YAMLError, RecursionError):
        return None
    if not isinstance(read, dict) or not all(isinstance(key, str) and _KEY.fullmatch(key) for key in read):
        return None
    return {key: _join(value) for key, value in read.items() if not isinstance(value, dict)}


def _join(value: object) -> str:
    parts = value if isinstance(value, list) else [value]
    return ", ".join(part for part in parts if isinstance(part, str))


def _read_pairs(lines: list[str]) -> dict[str, str] | None:
    pairs = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    matches = [_PAIR.fullmatch(line.rstrip()) for line in pairs]
    read = {match[1]: _unquote(match[2] or "") for match in matches if match}
    return read if all(matches) else None


def _unquote(value: str) -> str:
    value = value.strip()
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
