"""Find what stands in a news page's text but is not the release: adverts, share lines, credits, other articles.

Every rule is a pattern of the trade, with its reason; none names one article. A whole paragraph before the end of the
article is marked only where a pattern names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kb.model import Noise, Span


class Rule(NamedTuple):
    """A line that begins so is boilerplate, for this reason (one of ``kb.model.Noise``)."""

    reason: str
    pattern: re.Pattern[str]


def _rule(reason: str, pattern: str) -> Rule:
    return Rule(reason, re.compile(pattern, re.I))


LINE_RULES: tuple[Rule, ...] = (
    # Left over from the page's source: an image without a description, a comment's end, a lonely colon.
    _rule("markup", r"(?:!\[[^\]\n]{0,80}\](?:\([^)\n]{0,300}\))?|-->|<!--.{0,200}|[:|•·*_-]{1,3}|&nbsp;?)$"),
    # "Scroll on to read", put between paragraphs around an advert.
    _rule("advert", r"scroll (?:ke bawah )?(?:untuk|to)\b.{0,60}$"),
    _rule("advert", r"(?:advertisements?|iklan|sponsored|ad)$"),
    _rule("advert", r"(?:lanjut(?:kan)?|klik)\s+(?:mem)?baca\b.{0,80}$"),
    # Buttons and calls to follow the publisher elsewhere.
    _rule("share", r"(?:bagikan|share)(?:\s+(?:this|ini|on|ke|via|berita|artikel)\b.{0,60})?:?$"),
    _rule("share", r"(?:facebook|twitter|x|whatsapp|telegram|line|linkedin|email|copy link|salin tautan)$"),
    _rule("share", r"\*{0,2}(?:follow|ikuti|channel|gabung|join)\b.{0,60}(?:whatsapp|telegram|google news|👉|channel)"),
    _rule("share", r"\*{0,2}(?:dapatkan|simak) (?:update|berita)\b.{0,200}$"),
    # How to reach the newsroom or book an advert.
    _rule("credit", r"\*{0,2}untuk (?:pengiriman|pemasangan|kerja ?sama|informasi)\b"),
    _rule("credit", r"(?:hubungi|kontak|contact|wa|whatsapp|hp|telp)\s?[:.]\s?[+0-9(]"),
    # The comment form.
    _rule("reply", r"(?:leave a (?:reply|comment)|tinggalkan (?:balasan|komentar)|post comment|kirim komentar)"),
    _rule("reply", r"(?:your email address will not be published|alamat email anda tidak akan dipublikasikan)"),
    _rule("reply", r"(?:\d+ )?(?:komentar|comments?)$"),
    # Lists of other articles.
    _rule("teaser", r"(?:berita|artikel|topik|konten|tulisan) (?:terkait|terbaru|terkini|lainnya|populer)\b.{0,30}$"),
    _rule("teaser", r"(?:related (?:posts?|articles?|news)|terpopuler|trending|pilihan (?:redaksi|editor))$"),
    _rule("teaser", r"(?:baca|simak|lihat) juga\b"),
    # Links of the site around the article.
    _rule("navigation", r"(?:exit mobile version|skip to content|beranda|home|kembali ke atas|back to top|menu|cari)$"),
    _rule("navigation", r"(?:previous|next|sebelumnya|selanjutnya)(?:\s(?:post|article|artikel|berita)\b.{0,120})?:?$"),
)
"""Lines that are boilerplate wherever they stand."""

CREDIT = re.compile(
    r"\*{0,2}(?:\(?(?:penulis|editor|reporter|pewarta|redaktur|wartawan|jurnalis|kontributor|fotografer)\)?\s?[:/]"
    r"|tim redaksi\b|redaksi\s?:|editorial\s?:)",
    re.I,
)
"""Who wrote and edited it. Above the first paragraph this is a byline; below one it ends the article."""

ENDING = re.compile(
    r"(?<=[.!?”\"’)])[ \t]*(?P<credit>"
    r"\[[^\]\w\n]{0,2}\](?:[ \t]+[A-Z][\w.]{1,20}){0,3}"  # "[■]", "[] Ricky"
    r"|\((?:[*]{1,3}|[a-z]{2,12}(?:[-/.*][A-Za-z]{1,12}){0,4})\)"  # "(*)", "(red)", "(adpim-Wnd/ica)"
    r"|[*]{3}|[■▪#]{1,3})[ \t]*$"
)
"""The sign or the initials with which newsrooms end an article, at the end of its last paragraph."""

COUNTER = re.compile(r"[ \t]+[-–|][ \t]+(?P<credit>(?:Redaktur|Editor)\s?:[^\n]{1,80})$")
"""The editor and the page counter behind a byline's date."""

_LABEL = re.compile(r"[A-Z][\w&-]*(?: [A-Z&][\w&-]*)?$")
_END = re.compile(r"[.!?:,;”\"’)\]]$")


class _Line(NamedTuple):
    start: int
    text: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.text))


def find_boilerplate(text: str, body: Span) -> list[Noise]:
    """Find the boilerplate of a news text.

    Args:
        text: canonical text.
        body: the part that is the document.

    Example:
        >>> text = "Pemkot Bantu Pekerja\\n\\nWali kota membuka acara.\\nLeave a Reply"
        >>> [(noise.span.text_of(text), noise.reason) for noise in find_boilerplate(text, Span(0, len(text)))]
        [('Leave a Reply', 'reply')]
    """
    lines = list(_split(text, body))
    first = _first_paragraph(lines)
    end = _find_end(lines, first)
    found = [Noise(lines[at].span, "navigation") for at in _find_labels(lines, first)]
    for at, line in enumerate(lines):
        reason = _reason_of(line.text)
        if at > end or (at == end and CREDIT.match(line.text)):
            found.append(Noise(line.span, reason or ("credit" if CREDIT.match(line.text) else "teaser")))
        elif reason:
            found.append(Noise(line.span, reason))
        elif match := (ENDING if at == end else COUNTER).search(line.text[-160:]):
            offset = line.start + max(0, len(line.text) - 160)
            found.append(Noise(Span(offset + match.start("credit"), offset + match.end("credit")), "credit"))
    return sorted({noise.span: noise for noise in found}.values(), key=lambda noise: noise.span)


def _split(text: str, body: Span) -> Iterator[_Line]:
    for match in re.finditer(r"[^\n]+", text[body.start : body.end]):
        piece = match[0].strip()
        if piece:
            yield _Line(body.start + match.start() + len(match[0]) - len(match[0].lstrip()), piece)


def _reason_of(line: str) -> str:
    return next((rule.reason for rule in LINE_RULES if rule.pattern.match(line)), "")


def _first_paragraph(lines: Sequence[_Line]) -> int:
    """Find the first line that is running text: some words up to a full stop, or longer than a headline."""
    for at, line in enumerate(lines):
        is_sentence = re.search(r"(?:\s\S+){3}\.$", line.text[-200:])
        is_long = len(line.text) > 80 and _END.search(line.text)
        if (is_sentence or is_long) and not _reason_of(line.text) and not CREDIT.match(line.text):
            return at
    return len(lines)


def _find_end(lines: Sequence[_Line], first: int) -> int:
    """Find the line that ends the article: a credit line, or a paragraph with a credit at its end.

    A credit above a Markdown heading ends nothing: the text goes on in sections.
    """
    headed = max((at for at, line in enumerate(lines) if line.text.startswith("#")), default=-1)
    for at in range(max(first, headed + 1), len(lines)):
        is_credit = at > first and CREDIT.match(lines[at].text)
        if is_credit or ENDING.search(lines[at].text[-160:]):
            return at
    return len(lines)


def _find_labels(lines: Sequence[_Line], first: int) -> Iterator[int]:
    """Find the site's category above the headline: one or two words over another line without a full stop."""
    head = [at for at in range(first) if not _reason_of(lines[at].text)]
    for at, following in pairwise(head):
        if _LABEL.match(lines[at].text) and len(lines[following].text.split()) > 3:
            yield at
        else:
            return
