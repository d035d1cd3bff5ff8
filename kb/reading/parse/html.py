"""HTML → canonical text, with all that isn't the document as noise.

Every character that a reader of the page sees is in the canonical text, in the page's order; finding the main text
decides only what is noise, never what is kept. Paragraphs are parted by a blank line, table rows and list items by a
line end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from kb.model import Noise, ParsedText, Span
from kb.model.errors import DamagedSource, EmptySource
from kb.model.json import JSONValue
from kb.reading.parse.decode import canonise, decode_text
from kb.reading.parse.html_blocks import PageBlock, find_page_blocks
from kb.reading.parse.html_main import find_reasons
from kb.reading.parse.sniff import HTML

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")

META_KEYS: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "dc.title", "twitter:title"),
    "date": ("article:published_time", "datepublished", "dc.date", "pubdate", "publishdate", "date"),
    "publisher": ("og:site_name", "dc.publisher"),
    "author": ("author", "article:author", "dc.creator"),
    "address": ("og:url",),
}
"""Hint → names of ``meta`` elements that give it, best first."""


def parse_html(data: bytes, filename: str) -> ParsedText:
    """Read a web page as its reader sees it.

    Args:
        data: the whole page.
        filename: for messages.

    Raises:
        UndecodableSource: no encoding is certain.
        DamagedSource: it is not text.
        EmptySource: it shows no text.
    """
    decoded = decode_text(data, filename)
    source = _DECLARATION.sub("", decoded.text, count=1)
    root = _parse_tree(source, filename)
    blocks = find_page_blocks(root)
    text, spans = _join_blocks(blocks)
    reasons = find_reasons(blocks, _find_main_text(source))
    return ParsedText(
        text, noise=_merge_noise(spans, reasons), hints=find_hints(root), media_type=HTML, mended=decoded.mended
    )


def _parse_tree(source: str, filename: str) -> HtmlElement:
    parser = HTMLParser(huge_tree=True)
    try:
        root = document_fromstring(source, parser=parser)
    except ParserError as exc:
        raise EmptySource(f"{filename} is HTML without any content.", "Is it the page that you meant?") from exc
    if any("excessive depth" in entry.message.lower() for entry in parser.error_log):
        raise DamagedSource(
            f"{filename} is nested too deep to be read whole.", "Save the page's text, and ingest that."
        )
    return root


def _find_main_text(source: str) -> str:
    """Ask trafilatura for the main text; it says nothing for pages that are too short to judge."""
    from trafilatura import extract

    return extract(source, include_comments=False, include_tables=True, favor_recall=True) or ""


def _join_blocks(blocks: Sequence[PageBlock]) -> tuple[str, list[Span]]:
    parts: list[str] = []
    spans: list[Span] = []
    at = 0
    for block in blocks:
        glue = "" if not parts else "\n" if block.joined else "\n\n"
        start = at + len(glue)
        at = start + len(block.text)
        parts += [glue, block.text]
        spans.append(Span(start, at))
    return "".join(parts), spans


def _merge_noise(spans: Sequence[Span], reasons: Sequence[str]) -> tuple[Noise, ...]:
    """Make one noise of neighbouring blocks that have the same reason."""
    merged: list[Noise] = []
    last = ""
    for span, reason in zip(spans, reasons, strict=True):
        if reason and reason == last:
            merged[-1] = Noise(Span(merged[-1].span.start, span.end), reason)
        elif reason:
            merged.append(Noise(span, reason))
        last = reason
    return tuple(merged)


def find_hints(root: HtmlElement) -> dict[str, str]:
    """Read what a page says of itself: ``title``, ``date``, ``publisher``, ``author``, ``address``, ``language``.

    ``meta`` elements come first, then JSON-LD, then what the page shows.
    """
    metas = _read_metas(root)
    hints = {hint: next((metas[key] for key in keys if key in metas), "") for hint, keys in META_KEYS.items()}
    hints["title"] = hints["title"] or _find_text(root, "h1") or _find_text(root, "title")
    hints["date"] = _parse_day(hints["date"]) or _parse_day(_read_linked_day(root)) or _find_time(root)
    hints["address"] = _find_canonical(root) or _check_address(hints["address"])
    hints["language"] = root.get("lang", "")
    return {hint: canonise(" ".join(value.split())).text for hint, value in hints.items() if value.strip()}


def _read_metas(root: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(name.lower(), meta.get("content") or "")
    return {name: content for name, content in metas.items() if name and content.strip()}


def _read_linked_day(root: HtmlElement) -> str:
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json" and script.text:
            for item in _iter_items(script.text):
                if isinstance(published := item.get("datePublished"), str):
                    return published
    return ""


def _iter_items(text: str) -> Iterator[dict[str, JSONValue]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    items = data if isinstance(data, list) else [data]
    for item in items:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()


def _find_text(root: HtmlElement, tag: str) -> str:
    element = next(root.iter(tag), None)
    return "" if element is None else str(element.text_content())


def _find_time(root: HtmlElement) -> str:
    return next((day for element in root.iter("time") if (day := _parse_day(element.get("datetime")))), "")


def _parse_day(text: str | None) -> str:
    try:
        return date.fromisoformat((text or "").strip()[:10]).isoformat()
    except ValueError:
        return ""


def _find_canonical(root: HtmlElement) -> str:
    links = (link.get("href", "") for link in root.iter("link") if link.get("rel", "").lower() == "canonical")
    return next((address for link in links if (address := _check_address(link))), "")


def _check_address(address: str) -> str:
    return address.strip() if address.strip().lower().startswith(("http://", "https://")) else ""
