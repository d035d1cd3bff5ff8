"""Tell how a text is laid out: from what its manifest or front matter says of it, else from its first lines."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb.model import FAMILIES, Family, ParsedText, Span
from kb.reading.outline.marks import MARKDOWN_HEADING

KIND_FAMILIES: Mapping[str, Family] = {
    **dict.fromkeys(
        ("uu", "perppu", "pp", "perpres", "permen", "pergub", "perda", "perwali", "perbup", "peraturan", "qanun"),
        "statute",
    ),
    "inpres": "instruction",
    **dict.fromkeys(("keppres", "kepmen", "kepgub", "skb"), "decree"),
    **dict.fromkeys(("se", "surat"), "circular"),
    "berita": "news",
    "dokumen": "plain",
}
"""Instrument kind, lower-cased → how such a work is laid out."""

HEAD_REACH = 2500
"""Characters in which a work's own title stands; further down, titles are those of works that it mentions."""

_OFFICES = (
    r"(?:PEMERINTAH|PRESIDEN|MENTERI|GUBERNUR|DAERAH|BUPATI|WALI ?KOTA|BADAN|KEPALA|DIREKTUR|DIREKSI"
    r"|LEMBAGA|BERSAMA)"
)
_TITLES: tuple[tuple[Family, re.Pattern[str]], ...] = (
    ("circular", re.compile(r"(?:^|\n|\bSU ?RAT )[ \t#]*(?:SU ?RAT\s{1,3})?EDARAN\b|SU ?RAT +EDARAN\b")),
    ("instruction", re.compile(rf"\bINSTRUKSI\s{{1,3}}{_OFFICES}")),
    ("decree", re.compile(rf"\bKEPUTUSAN\s{{1,3}}{_OFFICES}")),
    ("statute", re.compile(rf"\bPERATURAN\s{{1,3}}{_OFFICES}|\bUNDANG-UNDANG\s{{1,3}}REPUBLIK")),
)
_DIGEST_TITLES: tuple[tuple[Family, re.Pattern[str]], ...] = (
    ("circular", re.compile(r"#\s{1,3}Surat Edaran\b")),
    ("instruction", re.compile(r"#\s{1,3}(?:Instruksi Presiden|Inpres)\b")),
    ("decree", re.compile(r"#\s{1,3}Keputusan\b")),
    ("statute", re.compile(r"#\s{1,3}(?:Undang-Undang|Peraturan)\b")),
)
_ARTICLE = re.compile(r"^[ \t#]*Pasal\s{1,2}\d{1,3}[ \t]*$", re.M)
_FORM = re.compile(r"D ?O ?K ?U ?M ?E ?N\s{1,3}P ?E ?M ?I ?L ?I ?H ?A ?N|Standar Dokumen Pemilihan")
_CIRCULAR_WORDS = re.compile(r"Surat Edaran")
_SECTION = re.compile(r"^[ \t]*[A-H]\.[ \t]+[A-Z][a-z]", re.M)
_NEWS_NAME = re.compile(r"[a-z0-9]+-\d{4}-\d{2}-\d{2}(?:-|\.)")
_DATELINE = re.compile(r"^[^\n]{0,60}[A-Z][A-Za-z. ]{2,30}(?:,[^\n]{2,30})?\s(?:–|—|--|-)\s", re.M)
_SPEECH = re.compile(r"[\"”],?\s{1,2}(?:ujar|kata|jelas|tegas|ucap|tutur|ungkap|terang|imbuh|lanjut|pungkas)")


def detect_family(parsed: ParsedText, filename: str, given: Mapping[str, str]) -> Family:
    """Tell a text's layout.

    Args:
        parsed: the parsed source; its front matter is in ``hints``.
        filename: last part of its path or address.
        given: what the manifest says of it; empty where nobody said anything.

    Example:
        >>> detect_family(ParsedText("INSTRUKSI PRESIDEN REPUBLIK INDONESIA\\nNOMOR 1"), "a.pdf", {})
        'instruction'
    """
    return _stated(given) or _stated(parsed.hints) or _read(parsed, filename)


def _stated(values: Mapping[str, str]) -> Family | None:
    family = values.get("family", "").strip().lower()
    for known in FAMILIES:
        if family == known:
            return known
    return KIND_FAMILIES.get(values.get("kind", "").strip().lower())


def _read(parsed: ParsedText, filename: str) -> Family:
    body = parsed.body or Span(0, len(parsed.text))
    head = parsed.text[body.start : min(body.end, body.start + HEAD_REACH)]
    if _FORM.search(head):
        return "circular"
    titled = _first_title(head, _TITLES) or _first_title(head[:300], _DIGEST_TITLES)
    return titled or _by_content(body.text_of(parsed.text), head, filename)


def _first_title(head: str, titles: tuple[tuple[Family, re.Pattern[str]], ...]) -> Family | None:
    """Return the family of the title that stands first: later ones name the works that it changes or cites."""
    found = [(match.start(), family) for family, pattern in titles if (match := pattern.search(head))]
    return min(found)[1] if found else None


def _by_content(text: str, head: str, filename: str) -> Family:
    if len(_ARTICLE.findall(text)) >= 2:
        return "statute"
    if len(MARKDOWN_HEADING.findall(text)) >= 2:
        return "plain"
    if _CIRCULAR_WORDS.search(head) and len(_SECTION.findall(text)) >= 2:
        return "circular"
    if _NEWS_NAME.match(filename) or _DATELINE.search(head) or len(_SPEECH.findall(text)) >= 2:
        return "news"
    if filename.lower().startswith("se-"):
        return "circular"
    return "plain"
