"""Small whole documents for catalog tests; equal arguments give equal documents."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from kb.law.relations import RelatedReference
from kb.model import (
    BOILERPLATE,
    Chunk,
    Document,
    Instrument,
    Notice,
    Page,
    Provision,
    Reading,
    Source,
    Span,
    TextStatus,
)
from kb.model.vocabulary import Relation

NEW_YEAR = datetime(2025, 1, 1, 12, 30, 0, 123456, tzinfo=UTC)
LINE = "Pasal {}\nPemberi kerja wajib mendaftarkan pekerjanya.\n"


def make_document(
    number: str = "1",
    *,
    text: str = "",
    articles: int = 3,
    title: str = "Jaminan sosial",
    instrument: Instrument | None = None,
    status: TextStatus = "official",
    retrieved: datetime = NEW_YEAR,
    location: str = "",
    place: str = "",
    day: date | None = date(2024, 5, 6),
    document_id: str = "",
) -> Document:
    """Make a statute of ``articles`` lines, one provision and half a page each, and some boilerplate."""
    lines = [LINE.format(article) for article in range(1, articles + 1)]
    whole = "".join(lines) + (text or number)
    return Document(
        id=document_id or f"pp-{number}-2020",
        version=hashlib.sha256(whole.encode()).hexdigest(),
        title=title,
        instrument=instrument or Instrument("PP", number, 2020),
        family="statute",
        place=place,
        date=day,
        text_status=status,
        text=whole,
        source=make_source(whole, location or f"/corpus/{number}.txt", retrieved),
        provisions=make_provisions(lines, len(whole)),
        pages=tuple(Page(n + 1, Span(n * 60, min(len(whole), n * 60 + 60))) for n in range(-(-len(whole) // 60))),
        notices=(Notice("number-missing", "Pasal 4 is missing.", Span(0, 5)), Notice("text-mended", "Mended.")),
        readings={"number": Reading(number, Span(6, 7), "text"), "place": Reading(place, None, "manifest")},
    )


def make_source(text: str, location: str, retrieved: datetime) -> Source:
    """Make the source whose bytes are the text's, with something that makes them another hash."""
    return Source(
        sha256=hashlib.sha256(b"original " + text.encode()).hexdigest(),
        media_type="text/plain",
        size=len(text) + 9,
        location=location,
        filename=location.rsplit("/", 1)[-1],
        retrieved=retrieved,
        publisher="JDIH",
        address="https://jdih.example.id/1",
        published=date(2024, 5, 7),
        licence="public",
    )


def make_provisions(lines: list[str], end: int) -> tuple[Provision, ...]:
    """Make a pasal with one ayat per line, and boilerplate to the end."""
    provisions: list[Provision] = []
    start = 0
    for article, line in enumerate(lines, 1):
        span = Span(start, start + len(line))
        name = f"pasal-{article}"
        provisions.append(Provision(name, "pasal", f"Pasal {article}", str(article), "Wajib", span, None, 0))
        inner = Span(span.start + 8, span.end)
        provisions.append(
            Provision(
                f"{name}.ayat-1", "ayat", f"Pasal {article} ayat (1)", "1", "", inner, name, 1, "Budi", "Direktur"
            )
        )
        start = span.end
    rest = Provision("boilerplate-1", BOILERPLATE, "Bukan isi 1", "", "", Span(start, end), None, 0)
    return (*provisions, rest)


def make_chunks(document: Document, headings: tuple[str, ...] = ("PP 1/2020", "Wajib")) -> list[Chunk]:
    """Make one chunk per pasal."""
    return [
        Chunk(
            id=f"{document.id}@{document.version[:12]}#{item.locator}",
            document_id=document.id,
            version=document.version,
            locator=item.locator,
            part=0,
            span=item.span,
            text=item.span.text_of(document.text),
            headings=headings,
            search_text="not stored",
        )
        for item in document.provisions
        if item.kind == "pasal"
    ]


def make_reference(
    instrument: Instrument,
    start: int = 0,
    locator: str = "",
    *,
    through: str = "",
    day: date | None = None,
    relation: Relation = "merujuk",
) -> RelatedReference:
    """Make a mention of an instrument; the words that say what is done to it follow it."""
    evidence = None if relation == "merujuk" else Span(start + 10, start + 17)
    values: dict[str, Any] = {"through": through, "day": day, "relation": relation, "evidence": evidence}
    return RelatedReference(Span(start, start + 10), "sebagaimana", instrument, locator, **values)


def put(
    catalog: Any, document: Document, *references: RelatedReference, fingerprint: str = "code-1", given: str = ""
) -> Any:
    """Put a document with its chunks as ingest does."""
    return catalog.put_document(document, fingerprint, given, references, make_chunks(document))
