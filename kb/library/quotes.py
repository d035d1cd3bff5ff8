"""Choose the words of a chunk that answer a question, and say where they stand.

A quote is one unbroken stretch of the canonical text inside one chunk: ``text[quote.start:quote.end] == quote.exact``.
It never starts or ends in boilerplate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.language import index_terms, weigh_terms
from kb.library.positions import TextWithPositions
from kb.model import Chunk, Quote, Span

CONTEXT = 32
"""Characters of prefix and suffix: what the W3C's Web Annotation examples use; enough to find a quote again."""

SHORT_QUOTE = 80
"""A quote shorter than this rarely makes sense alone ("a. iuran;"), so its neighbour is taken along."""

WHOLE_PROVISION = 500
"""A provision of no more characters is quoted whole: its second sentence often limits what the first one gives."""

LIST = 700
"""As far as a list is quoted whose lead was chosen ("dengan ketentuan:"): the lead alone answers nothing."""

QUANTITY = re.compile(
    r"\b(?:berapa(?:kah)?|jumlah(?:nya)?|persen(?:tase)?|besar(?:an|nya)|how\s+(?:many|much))\b", re.IGNORECASE
)
NUMBER = re.compile(r"(?<![^\W_])\d")
NO_QUANTITY = re.compile(
    r"^\W*\w{1,3}[.)]|\b(?:Pasal|ayat|angka|huruf|Nomor|No\.?|Tahun|Diktum|Lampiran)\s*\(?\d+\w*\)?|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def build_quote(text: str, span: Span) -> Quote:
    """Quote a stretch of text with its surroundings.

    Example:
        >>> build_quote("Setiap orang wajib.", Span(7, 12))
        Quote(exact='orang', prefix='Setiap ', suffix=' wajib.', start=7, end=12)
    """
    return Quote(
        exact=text[span.start : span.end],
        prefix=text[max(0, span.start - CONTEXT) : span.start],
        suffix=text[span.end : span.end + CONTEXT],
        start=span.start,
        end=span.end,
    )


def pass_heading(text: str, start: int, end: int) -> int:
    """Return where a stretch goes on after a Markdown heading that it begins with; its start where it has no more.

    Example:
        >>> pass_heading("## Pasal 5\\nSetiap orang", 0, 23)
        10
    """
    if not text.startswith("#", start):
        return start
    line = text.find("\n", start, end)
    return line if line > 0 and text[line:end].strip() else start


def choose_quote(places: TextWithPositions, chunk: Chunk, query: str) -> Quote:
    """Quote the sentence or sentences of a chunk that share most with a question.

    Sentences are weighed by the question's words in them, each counted once and for as much as it is rare
    within the chunk; of equals the shorter one stands. A question for a number ("berapa") is answered by a sentence
    that has one, where the chunk has any. Where nothing is shared (a question in another language), the first
    sentence that says something stands.
    """
    pieces = places.find_pieces(chunk.span)
    if not pieces:
        return build_quote(places.text, chunk.span)
    best = _best_piece(places.text, pieces, query)
    return build_quote(places.text, _complete(places, pieces, best))


def _complete(places: TextWithPositions, pieces: Sequence[Span], best: int) -> Span:
    """Lengthen the best piece to what can be understood: the list that it leads, or its short provision."""
    if places.text[pieces[best].start : pieces[best].end].endswith(":"):
        return _take_list(places, pieces, best)
    around = places.find_deepest(pieces[best])
    inside = [n for n, piece in enumerate(pieces) if around is not None and around.span.contains(piece)]
    while inside and inside[0] < best and places.text.startswith("#", pieces[inside[0]].start):
        inside = inside[1:]  # a heading of a digest stands over its sentences, as its label says already
    first, last = (inside[0], inside[-1]) if inside else (best, best)
    is_unbroken = all(_are_neighbours(places.text, pieces, n) for n in range(first, last))
    if is_unbroken and pieces[last].end - pieces[first].start <= WHOLE_PROVISION:
        return _lengthen(places.text, pieces, first, last)
    return _lengthen(places.text, pieces, best, best)


def _take_list(places: TextWithPositions, pieces: Sequence[Span], lead: int) -> Span:
    """Take along what follows a lead inside its provision, as far as it may go."""
    around, last = places.find_deepest(pieces[lead]), lead
    while last + 1 < len(pieces) and _are_neighbours(places.text, pieces, last):
        following = pieces[last + 1]
        is_inside = around is None or around.span.contains(following)
        if not is_inside or following.end - pieces[lead].start > LIST:
            break
        last += 1
    return _lengthen(places.text, pieces, lead, last)


def _best_piece(text: str, pieces: Sequence[Span], query: str) -> int:
    wanted = set(weigh_terms(query))
    terms = [set(index_terms(text[piece.start : piece.end])) for piece in pieces]
    commonness = {term: sum(term in of for of in terms) for term in wanted}
    scores = [sum(1.0 / commonness[term] + 1.0 for term in wanted & of) for of in terms]
    if max(scores) == 0.0:
        return next((n for n, of in enumerate(terms) if len(of) >= 4), 0)
    candidates = [n for n, score in enumerate(scores) if score > 0.0]
    if QUANTITY.search(query):
        candidates = [n for n in candidates if has_quantity(text[pieces[n].start : pieces[n].end])] or candidates
    return max(candidates, key=lambda n: (round(scores[n], 6), -len(terms[n]), -n))


def has_quantity(text: str) -> bool:
    """Say whether a text has a number that is neither its own nor that of a provision, statute or year.

    Example:
        >>> has_quantity("a. paling sedikit 100 (seratus) orang"), has_quantity("(2) dimaksud pada ayat (1) huruf a")
        (True, False)
        >>> has_quantity("(1) Setiap perusahaan wajib menerapkan SMK3.")
        False
    """
    return NUMBER.search(NO_QUANTITY.sub(" ", text)) is not None


def _lengthen(text: str, pieces: Sequence[Span], first: int, last: int) -> Span:
    """Take the following pieces along until the quote can stand alone, then the ones before it.

    Never across boilerplate: what stands between two pieces must be blank.
    """
    while _is_short(pieces, first, last) and last + 1 < len(pieces) and _are_neighbours(text, pieces, last):
        last += 1
    while _is_short(pieces, first, last) and first > 0 and _are_neighbours(text, pieces, first - 1):
        first -= 1
    return Span(pieces[first].start, pieces[last].end)


def _is_short(pieces: Sequence[Span], first: int, last: int) -> bool:
    return pieces[last].end - pieces[first].start < SHORT_QUOTE


def _are_neighbours(text: str, pieces: Sequence[Span], position: int) -> bool:
    return not text[pieces[position].end : pieces[position + 1].start].strip(" \n\t\r#>*-.;:0123456789()")
