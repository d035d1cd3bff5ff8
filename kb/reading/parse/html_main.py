"""A web page's blocks → which are the document, and what the others are.

The main text is what trafilatura takes for it, widened to the element that holds it; markup that names itself (a menu,
a share bar, a comment form) is never main text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from kb.reading.parse.html_blocks import PageBlock

Weights = Counter[HtmlElement]


def _split_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CUES: tuple[tuple[str, frozenset[str]], ...] = (
    ("reply", _split_words("comment comments komentar respond reply replies disqus")),
    ("share", _split_words("share sharing sharedaddy social sosmed socials addtoany addthis bagikan sharer")),
    ("teaser", _split_words("related terkait recommended rekomendasi popular populer terpopuler trending latest")),
    ("teaser", _split_words("terbaru bacajuga readmore teaser relatedposts yarpp")),
    ("advert", _split_words("ad ads adv advert advertisement adsbygoogle iklan sponsor sponsored promo")),
    ("navigation", _split_words("nav navbar navigation menu submenu breadcrumb breadcrumbs pagination pager")),
    (
        "navigation",
        _split_words("sidebar widget cookie cookies consent gdpr footer copyright topbar toolbar tags"),
    ),
)
"""Words of class names and ids by which markup says what it is; the first that fits names the reason."""

TAGS: dict[str, str] = {"nav": "navigation", "footer": "navigation", "aside": "navigation", "form": "reply"}

MAX_CUED_SHARE = 0.3
"""Share of the main text above which an element's name is not believed: themes put "has-sidebar" on the body."""

MAIN_SHARE = 0.9
"""Share of the main text that the element has to hold that is taken for its container."""

LINKED = 0.8
"""Share of a block's characters in links from which it is a teaser or a menu, unless trafilatura keeps it."""

MAX_OPENING = 6
"""Blocks that may stand between the title and the main text and still belong to it."""

_LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("advert", re.compile(r"(?:advertisement|iklan|scroll (?:ke bawah )?untuk melanjutkan.{0,20})", re.I)),
    ("teaser", re.compile(r"baca juga\s{0,2}:?.{0,200}", re.I)),
    ("share", re.compile(r"(?:bagikan|share)(?: (?:ini|berita|artikel|this))?\s{0,2}:?", re.I)),
    ("reply", re.compile(r"(?:leave a reply|tinggalkan (?:balasan|komentar)).{0,80}", re.I)),
)
"""Lines of furniture that stand in the main text of many Indonesian news pages."""

_WORDS = re.compile(r"[A-Za-z]+")


def find_reasons(blocks: Sequence[PageBlock], kept_text: str) -> list[str]:
    """Say of each block why it is not the document; empty where it is.

    Args:
        blocks: in document order.
        kept_text: what trafilatura takes for the main text; empty where it finds none.
    """
    letters = _find_letters(kept_text)
    kept = {number for number, block in enumerate(blocks) if _is_kept(block.text, letters)}
    if not kept:
        weights = _weigh(blocks)
        return [_find_cue(block.element, weights) or _match_line(block.text) for block in blocks]
    weights = _weigh(blocks[number] for number in kept)
    container = _find_container(weights)
    inside = {number for number, block in enumerate(blocks) if _is_within(block.element, container)}
    kept |= _find_opening(blocks, min(inside))
    return [_judge(block, number in kept, number in inside, weights) for number, block in enumerate(blocks)]


def _is_kept(text: str, letters: str) -> bool:
    return len(text) > 3 and _find_letters(text) in letters


def _find_letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _judge(block: PageBlock, is_kept: bool, is_inside: bool, weights: Weights) -> str:
    reason = _find_cue(block.element, weights) or _match_line(block.text)
    if reason or is_kept:
        return reason
    if not is_inside:
        return "navigation"
    return "teaser" if block.linked >= LINKED else ""


def _match_line(text: str) -> str:
    return next((reason for reason, pattern in _LINES if pattern.fullmatch(text)), "")


def _weigh(blocks: Iterable[PageBlock]) -> Weights:
    """Sum up, for each element, how much kept text stands in it."""
    weights: Weights = Counter()
    for block in blocks:
        for element in (block.element, *block.element.iterancestors()):
            weights[element] += len(block.text)
    return weights


def _find_container(weights: Weights) -> HtmlElement:
    """Find the innermost element that holds nearly all of the main text."""
    total = max(weights.values())
    holders = [element for element, weight in weights.items() if weight >= MAIN_SHARE * total]
    return max(holders, key=lambda element: sum(1 for _ in element.iterancestors()))


def _is_within(element: HtmlElement, container: HtmlElement) -> bool:
    return element is container or any(above is container for above in element.iterancestors())


def _find_opening(blocks: Sequence[PageBlock], first: int) -> set[int]:
    """Find the title and the lines between it and the main text: date, author, lead."""
    titles = [number for number, block in enumerate(blocks) if block.element.tag == "h1"]
    before = [number for number in titles if number < first]
    if before and first - before[-1] <= MAX_OPENING:
        return set(range(before[-1], first))
    return set(titles[:1])


def _find_cue(element: HtmlElement, weights: Weights) -> str:
    """Name what an element says that it is, itself or by an element around it."""
    limit = MAX_CUED_SHARE * max(weights.values())
    for around in (element, *element.iterancestors()):
        if around.tag in ("body", "html") or weights[around] > limit:
            return ""
        reason = _match_names(around) or TAGS.get(around.tag, "")
        if reason:
            return reason
    return ""


def _match_names(element: HtmlElement) -> str:
    names = {word.lower() for word in _WORDS.findall(f"{element.get('class', '')} {element.get('id', '')}")}
    return next((reason for reason, words in CUES if names & words), "")
