"""Find the large parts of a statute: opening, articles, closing, explanation, annexes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.model import Span

EXPLANATION = re.compile(r"(?<![A-Za-z])P ?E ?N ?J ?E ?L ?A ?S ?A ?N\s{1,4}(?=ATAS\b)|^[ #]*Penjelasan[ ]*$", re.M)
"""The heading of the explanation (a Markdown digest may write it as a line of its own)."""

ANNEX = re.compile(
    r"(?<![A-Za-z])LAMPIRAN(?:\s{1,3}(?P<n>[IVXL]{1,6}|\d{1,2}))?\s{0,3}:?\s{1,4}"
    r"(?=(?:PERATURAN|KEPUTUSAN|UNDANG-UNDANG|INSTRUKSI|SURAT)\b|(?:Peraturan|Keputusan|Surat) (?:Menteri|Gubernur))"
    r"|^#{1,6} Lampiran(?: (?P<m>[IVXL]{1,6}|\d{1,2}))?\b",
    re.M,
)
"""The heading of an annex."""

CLOSING = re.compile(
    r"Agar\s{1,3}(?:setiap|supaya)\s{1,3}orang"
    r"|(?<![a-z] )(?:Ditetapkan|Disahkan|Dikeluarkan)\s{1,3}di\s{0,3}:?\s{1,3}[A-Z]"
    r"|^(?:## +)Penutup *$",
    re.M,
)
"""The words that the closing begins with."""


@dataclass(frozen=True, slots=True)
class Sections:
    """Where the parts of a statute lie; an empty part has no length.

    Args:
        front: opening and articles together, up to the closing's text or the explanation.
        explanation: from its heading to the first annex after it, or to the end.
        annexes: each annex with its number, in order.
    """

    front: Span
    explanation: Span | None
    annexes: tuple[tuple[str, Span], ...]


def find_sections(text: str, body: Span, articles_from: int) -> Sections:
    """Divide a body at its explanation and its annexes.

    Args:
        text: the whole canonical text, noise blanked.
        body: the document proper.
        articles_from: offset of the first article: headings before it are mentions.
    """
    explanation = EXPLANATION.search(text, articles_from, body.end)
    annexes = [match for match in ANNEX.finditer(text, articles_from, body.end) if _is_annex(text, match)]
    starts = [match.start() for match in annexes]
    borders = sorted([*starts, *([explanation.start()] if explanation else []), body.end])
    spans = tuple(
        (match["n"] or match["m"] or "", Span(match.start(), _next(borders, match.start()))) for match in annexes
    )
    told = Span(explanation.start(), _next(borders, explanation.start())) if explanation else None
    return Sections(Span(body.start, borders[0]), told, spans)


def _is_annex(text: str, match: re.Match[str]) -> bool:
    tail = text[max(0, match.start() - 30) : match.start()].rstrip()
    return not re.search(r"(?:dalam|pada|Ketentuan|dan|,|isi|dari)$", tail)


def _next(borders: list[int], start: int) -> int:
    return next(border for border in borders if border > start)


def find_closing(text: str, start: int, end: int) -> int | None:
    """Return where the closing begins, looking from the last article on."""
    match = CLOSING.search(text, start, end)
    return match.start() if match else None
