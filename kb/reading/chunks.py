"""Cut a document into chunks along its outline.

A chunk is verbatim (``document.text[span] == text``), chunks don't overlap, and chunks and boilerplate together cover
every non-blank character. A provision that fits is one chunk; one that doesn't is cut at its children; text that
belongs to no child is cut at sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.language import find_sentences
from kb.law.citation import format_instrument
from kb.law.citation.kinds import UNNUMBERED
from kb.model import BOILERPLATE, Chunk, Document, Provision, Span

CHUNKER = 3
"""Raised by hand whenever the same outline would be cut or headed differently: part of the index's fingerprint."""

CONTAINERS = frozenset({"bab", "bagian", "penjelasan", "lampiran"})
"""Units that only hold others: a pinpoint to a whole chapter tells a reader too little, so these are
always cut at their children, however short they are."""

LEAD_CHARACTERS = 240
"""Longest opening sentence of a parent that is embedded with its children ("Gubernur wajib:" above
"a. melapor"); about three lines, what a reader takes in at a glance."""

HEADING_CHARACTERS = 400
"""A container's own text up to this long is its printed heading, when it is in capitals or ends without a stop."""

REFERENCE = re.compile(
    r"dimaksud\s+(?:dalam|pada)\s+((?:[\s,]|dan/atau|dan|atau|Pasal\s+\d+[A-Z]?|ayat\s+\(\d+[a-z]?\))+)"
)
SANCTION = re.compile(r"\b(?:melanggar|pelanggaran|dipidana|sanksi|tidak\s+(?:melaksanakan|memenuhi))\b", re.IGNORECASE)
PLACE = re.compile(r"Pasal\s+(\d+[A-Z]?)(?:\s+ayat\s+\((\d+[a-z]?)\))?")
OTHER_WORK = re.compile(r"\s*(?:Undang|Peraturan|Keputusan|Instruksi|UU|PP|Perpres)\b")

LEAST_SHARE = 60
"""Less of a provision than this says nothing; a text that refers to more provisions than fit gets none of them."""

REFERENCE_CHARACTERS = 480
"""How much of the provisions that a sanction refers to is embedded with it. A rule on sanctions names the article that
was broken and never what it says, so nobody finds it by the deed unless the deed is embedded with it. Elsewhere the
same context was measured to blur more than it found."""

EMPTY_WORDS = frozenset({"pasal", "ayat", "huruf", "angka", "cukup", "jelas"})
"""Words of an elucidation that explains nothing ("Pasal 5 ayat (1) Cukup jelas."): kept and citable, but
nothing to search for."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of own text of one provision, before it is given its part number."""

    owner: Provision | None
    span: Span


def build_chunks(document: Document, longest: int) -> list[Chunk]:
    """Cut a document into chunks, in document order.

    Args:
        document: with its outline.
        longest: most characters of a chunk; only a single word may be longer.

    Returns:
        Chunks whose ``search_text`` is empty where there is nothing to search for ("Cukup jelas").
    """
    cutter = _Cutter(document, longest)
    pieces = [piece for top in cutter.children.get(None, ()) for piece in cutter.cut(top)]
    return list(cutter.name(pieces))


class _Cutter:
    """Hold one document's tree while it is cut."""

    def __init__(self, document: Document, longest: int) -> None:
        self.document = document
        self.longest = longest
        self.by_locator = {provision.locator: provision for provision in document.provisions}
        self.children: dict[str | None, list[Provision]] = {}
        for provision in document.provisions:
            self.children.setdefault(provision.parent, []).append(provision)
        self.noise = [p.span for p in document.provisions if p.kind == BOILERPLATE]

    def cut(self, provision: Provision) -> Iterator[_Piece]:
        if provision.kind == BOILERPLATE:
            return
        units = [child for child in self.children.get(provision.locator, ()) if child.kind != BOILERPLATE]
        whole = trim(self.document.text, provision.span)
        if len(self._clean(whole)) <= self.longest and not (units and self._only_holds(provision)):
            yield _Piece(provision, whole)
            return
        yield from self._cut_at_children(provision, units)

    def _only_holds(self, provision: Provision) -> bool:
        """Say whether a unit is a container; a "Paragraf" is one in a statute, where it holds articles."""
        holds_articles = any(child.kind == "pasal" for child in self.children.get(provision.locator, ()))
        return provision.kind in CONTAINERS or holds_articles

    def _cut_at_children(self, provision: Provision, units: Sequence[Provision]) -> Iterator[_Piece]:
        cursor = provision.span.start
        for unit in units:
            yield from self._cut_own_text(provision, Span(cursor, unit.span.start))
            yield from self.cut(unit)
            cursor = unit.span.end
        yield from self._cut_own_text(provision, Span(cursor, provision.span.end))

    def _cut_own_text(self, provision: Provision, span: Span) -> Iterator[_Piece]:
        span = trim(self.document.text, span)
        if not self._clean(span).strip():
            return
        for piece in split_at_sentences(self.document.text, span, self.longest):
            yield _Piece(provision, piece)

    def _clean(self, span: Span) -> str:
        return cut_out(self.document.text, span, self.noise)

    def name(self, pieces: Sequence[_Piece]) -> Iterator[Chunk]:
        """Give each piece its part number and make it a chunk."""
        counts: dict[str, int] = {}
        for piece in pieces:
            assert piece.owner is not None
            counts[piece.owner.locator] = counts.get(piece.owner.locator, 0) + 1
        seen: dict[str, int] = {}
        for piece in pieces:
            assert piece.owner is not None
            locator = piece.owner.locator
            seen[locator] = seen.get(locator, 0) + 1
            whole = trim(self.document.text, piece.owner.span) == piece.span
            part = 0 if whole and counts[locator] == 1 else seen[locator]
            yield self._build(piece.owner, piece.span, part)

    def _build(self, owner: Provision, span: Span, part: int) -> Chunk:
        document = self.document
        headings = self._headings(owner)
        suffix = f"~{part}" if part else ""
        return Chunk(
            id=f"{document.id}@{document.version[:12]}#{owner.locator}{suffix}",
            document_id=document.id,
            version=document.version,
            locator=owner.locator,
            part=part,
            span=span,
            text=span.text_of(document.text),
            headings=headings,
            search_text=self._search_text(owner, span, headings),
        )

    def _headings(self, owner: Provision) -> tuple[str, ...]:
        """Name the path from the work down to the provision, with the lead-in that its parents give it."""
        path = [name_document(self.document)]
        for provision in self._ancestors(owner):
            path.append(" ".join(f"{provision.label} {provision.heading}".split()))
            lead = self._lead(provision) if provision is not owner else ""
            if lead:
                path.append(lead)
        return tuple(path)

    def _ancestors(self, owner: Provision) -> list[Provision]:
        line = [owner]
        while line[0].parent is not None:
            line.insert(0, self.by_locator[line[0].parent])
        return line

    def _lead(self, provision: Provision) -> str:
        """Return a parent's opening words, where they are short enough to belong to each child."""
        units = [child for child in self.children.get(provision.locator, ()) if child.kind != BOILERPLATE]
        if not units or self._only_holds(provision):
            return ""
        lead = " ".join(self._clean(Span(provision.span.start, units[0].span.start)).split())
        return lead if len(lead) <= LEAD_CHARACTERS else ""

    def _search_text(self, owner: Provision, span: Span, headings: Sequence[str]) -> str:
        body = " ".join(self._clean(span).split())
        if owner.locator.startswith("penjelasan") and explains_nothing(body):
            return ""
        if not any(character.isalnum() for character in body):
            return ""
        if self._only_holds(owner) and is_heading(body):
            return ""
        return "\n".join([*headings, *self._referred(owner, span), body])

    def _referred(self, owner: Provision, span: Span) -> list[str]:
        """Return the openings of the provisions whose breach a text punishes ("dimaksud dalam Pasal 19 … dipidana")."""
        text = span.text_of(self.document.text)
        if not SANCTION.search(text):
            return []
        found = [
            self.by_locator[place]
            for place in find_mentioned_articles(span.text_of(self.document.text))
            if place in self.by_locator
        ]
        others = [provision for provision in found if not provision.span.contains(owner.span)]
        share = REFERENCE_CHARACTERS // max(1, len(others))
        return [" ".join(self._clean(p.span).split())[:share] for p in others] if share >= LEAST_SHARE else []


def name_document(document: Document) -> str:
    """Name a work in one line, as it is embedded with each of its chunks."""
    if document.instrument.kind in UNNUMBERED:
        return document.title
    name = format_instrument(document.instrument)
    return f"{name} {document.title}".strip()


def is_heading(text: str) -> bool:
    """Say whether the own text of a chapter or annex is no more than its printed heading.

    Example:
        >>> is_heading("BAB III PENILAIAN SMK3"), is_heading("Lampiran ini memuat tarif yang berlaku.")
        (True, False)
    """
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return len(text) <= HEADING_CHARACTERS and (
        capitals > 0.7 * len(letters) or not text.rstrip().endswith((".", ";", ":"))
    )


def find_mentioned_articles(text: str) -> list[str]:
    """List the provisions of the same work that a text refers to, as locators, each once.

    Example:
        >>> find_mentioned_articles("sebagaimana dimaksud dalam Pasal 19 ayat (1) atau ayat (2) dipidana")
        ['pasal-19.ayat-1']
        >>> find_mentioned_articles("sebagaimana dimaksud dalam Pasal 5 Undang-Undang Nomor 40 Tahun 2004")
        []
    """
    places: dict[str, None] = {}
    for match in REFERENCE.finditer(text):
        if not OTHER_WORK.match(text, match.end()):
            for article, paragraph in PLACE.findall(match.group(1)):
                places[f"pasal-{article.lower()}" + (f".ayat-{paragraph}" if paragraph else "")] = None
    return list(places)


def explains_nothing(text: str) -> bool:
    """Say whether an elucidation has no words beyond its own number and "Cukup jelas".

    Example:
        >>> explains_nothing("Pasal 5 Ayat (1) Cukup jelas.")
        True
        >>> explains_nothing("Pasal 6 Yang dimaksud dengan iuran adalah uang.")
        False
    """
    return all(len(word) <= 2 or word in EMPTY_WORDS for word in re.findall(r"[a-z]+", text.lower()))


def trim(text: str, span: Span) -> Span:
    """Return the span without the blanks at its ends.

    Example:
        >>> trim("  ab ", Span(0, 5))
        Span(start=2, end=4)
    """
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))


def cut_out(text: str, span: Span, holes: Iterable[Span]) -> str:
    """Return the text of a span without the stretches that lie in ``holes`` (in order, disjoint)."""
    parts, cursor = [], span.start
    for hole in holes:
        if hole.end <= cursor:
            continue
        if hole.start >= span.end:
            break
        parts.append(text[cursor : max(cursor, hole.start)])
        cursor = min(hole.end, span.end)
    parts.append(text[cursor : span.end])
    return "\n".join(parts) if len(parts) > 1 else parts[0]


def split_at_sentences(text: str, span: Span, longest: int) -> list[Span]:
    """Split a stretch of text at its sentences into pieces of at most ``longest`` characters.

    Sentences are gathered greedily; one that is too long by itself is split at blanks, and a word that
    is too long stays whole.
    """
    if span.end - span.start <= longest:
        return [span]
    sentences = [
        Span(span.start + found.start, span.start + found.end) for found in find_sentences(text[span.start : span.end])
    ]
    atoms = [atom for sentence in sentences for atom in _split_at_blanks(text, sentence, longest)]
    return _gather(atoms, longest)


def _split_at_blanks(text: str, span: Span, longest: int) -> list[Span]:
    pieces = []
    start = span.start
    while span.end - start > longest:
        cut = _last_blank(text, start, start + longest)
        if cut is None:
            cut = _next_blank(text, start + longest, span.end)
        pieces.append(trim(text, Span(start, cut)))
        start = trim(text, Span(cut, span.end)).start
    pieces.append(Span(start, span.end))
    return [piece for piece in pieces if piece.end > piece.start]


def _last_blank(text: str, start: int, end: int) -> int | None:
    for position in range(end, start, -1):
        if text[position - 1].isspace():
            return position - 1 if position - 1 > start else None
    return None


def _next_blank(text: str, start: int, end: int) -> int:
    for position in range(start, end):
        if text[position].isspace():
            return position
    return end


def _gather(atoms: Sequence[Span], longest: int) -> list[Span]:
    gathered: list[Span] = []
    for atom in atoms:
        if gathered and atom.end - gathered[-1].start <= longest:
            gathered[-1] = Span(gathered[-1].start, atom.end)
        else:
            gathered.append(atom)
    return gathered
