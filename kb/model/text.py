"""A text and what is read of it: sources, documents, provisions, chunks, mentions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

TextStatus = Literal["official", "copy", "digest"]
"""``official``: fetched from the issuer's or publisher's own address. ``copy``: the full text as
somebody else gave it, not compared with the official one. ``digest``: our own summary, never the text."""

TEXT_STATUSES: tuple[TextStatus, ...] = ("official", "copy", "digest")

Family = Literal["statute", "instruction", "decree", "circular", "news", "plain"]
"""How a text is laid out: articles; addressees under dicta; decisions under dicta; lettered and
numbered sections; news paragraphs; none of them."""

FAMILIES: tuple[Family, ...] = ("statute", "instruction", "decree", "circular", "news", "plain")

BOILERPLATE = "boilerplate"
"""Provision kind of text that is not the document: page furniture, adverts, share lines."""


class Span(NamedTuple):
    """A half-open stretch ``[start, end)`` of a canonical text, in code points."""

    start: int
    end: int

    def text_of(self, text: str) -> str:
        """Return the stretch of ``text`` that this span covers."""
        return text[self.start : self.end]

    def text_without(self, text: str, holes: Iterable[Span]) -> str:
        """Return the stretch of ``text`` with holes blanked out; nothing moves."""
        for hole in holes:
            text = text[: hole.start] + " " * (hole.end - hole.start) + text[hole.end :]
        return self.text_of(text)

    def contains(self, other: Span) -> bool:
        """Say whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Say whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> CoreSchema:
        """Be ``{"start", "end"}`` in JSON, where pydantic would write a list."""
        from pydantic_core import core_schema

        number = core_schema.typed_dict_field(core_schema.int_schema(ge=0))
        fields = core_schema.typed_dict_schema({"start": number, "end": number}, extra_behavior="forbid")
        read = core_schema.no_info_after_validator_function(lambda values: cls(**values), fields)
        return core_schema.json_or_python_schema(
            json_schema=read,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), read]),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda span: {"start": span.start, "end": span.end}, return_schema=fields
            ),
        )


@dataclass(frozen=True, slots=True)
class Instrument:
    """The legal kind and number of a work, as lawyers name it.

    Args:
        kind: canonical short form, one of ``kb.law.citation.KINDS`` (``"UU"``, ``"PP"``, ``"Inpres"``, ``"SE"`` …).
        number: as printed, without spaces (``"2"``, ``"04/SE/M/2022"``); empty where none is known.
        year: four digits; None where the text gives none.
        issuer: canonical name for kinds that many offices issue (``"Wali Kota Tangerang"``,
            ``"Menteri PUPR"``); empty where the kind has one issuer only (UU, PP, Perpres …).
    """

    kind: str
    number: str = ""
    year: int | None = None
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paginated source: its number (from 1) and the text that stands on it."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Noise:
    """Text that a parser or outline knows not to be the document, with the reason in one word.

    Reasons: ``running-head``, ``page-number``, ``catchword``, ``stamp``, ``navigation``, ``advert``,
    ``share``, ``teaser``, ``reply``, ``credit``, ``markup``.
    """

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedText:
    """What a parser makes of bytes.

    Args:
        text: the canonical text: NFC, ``\\n`` line ends, nothing left out.
        pages: in order, empty where the source has no pages. Page spans don't overlap.
        noise: in order, not overlapping.
        hints: what the format itself says: keys ``title``, ``date`` (ISO), ``publisher``, ``address``,
            ``author``, ``language``, and for front matter every key as it stands. Strings only.
        body: the part of ``text`` that is the document proper (after front matter); None means all of it.
        media_type: the type that the bytes turned out to be.
        mended: what had to be changed for the text to be text, for example ``"bom"``, ``"control-characters"``.
    """

    text: str
    pages: tuple[Page, ...] = ()
    noise: tuple[Noise, ...] = ()
    hints: dict[str, str] = field(default_factory=dict)
    body: Span | None = None
    media_type: str = "text/plain"
    mended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provision:
    """A numbered unit of a document, or boilerplate.

    Provisions are listed in document order, a parent before its children.

    Args:
        locator: machine path, unique in the document (``"pasal-5.ayat-2"``).
        kind: ``bab``, ``bagian``, ``paragraf``, ``pasal``, ``ayat``, ``huruf``, ``angka``, ``diktum``, ``butir``,
            ``pembukaan``, ``menimbang``, ``mengingat``, ``penutup``, ``penjelasan``, ``lampiran``, ``judul``,
            ``dateline``, ``subjudul``, ``kutipan``, ``bagian-teks`` or ``boilerplate``.
        label: Indonesian pinpoint as people write it (``"Pasal 5 ayat (2)"``).
        number: the number as the source prints it, without brackets (``"5"``, ``"KEDUA"``, ``"a"``); may be empty.
        heading: its title or addressee, verbatim; empty where it has none.
        span: from its number to the end of its last child or text.
        parent: locator of the unit that holds it; None at the top.
        depth: 0 at the top.
        speaker: for quoted speech in news: who said it, as the text names them; else empty.
        role: the speaker's office, as the text names it; else empty.
    """

    locator: str
    kind: str
    label: str
    number: str
    heading: str
    span: Span
    parent: str | None
    depth: int
    speaker: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the reader of an outline must know: numbering that is damaged, missing or doubled.

    Codes: ``number-missing``, ``number-repeated``, ``number-out-of-order``, ``number-unreadable``,
    ``unit-detached``, ``page-without-text``, ``text-mended``.
    """

    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """A text's tree of provisions, flat and in document order, with what is wrong with its numbering."""

    family: Family
    provisions: tuple[Provision, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One metadata value with where it was read.

    Args:
        value: the value as text; dates are ISO.
        span: where in the canonical text; None where it was read elsewhere.
        origin: ``"text"``, ``"manifest"``, ``"front-matter"``, ``"markup"``, ``"filename"`` or ``"address"``.
    """

    value: str
    span: Span | None
    origin: str


@dataclass(frozen=True, slots=True)
class Source:
    """One original, as it was when we took it in.

    Args:
        sha256: of the original bytes; the archive holds them under this name.
        media_type: what the bytes are.
        size: bytes.
        location: the path or address that it was read from.
        filename: last part of the location.
        retrieved: when, in UTC.
        publisher: who publishes it; empty where unknown.
        address: official address, with scheme; empty where unknown.
        published: date of publication; None where unknown.
        licence: a note on what may be done with it.
    """

    sha256: str
    media_type: str
    size: int
    location: str
    filename: str
    retrieved: datetime
    publisher: str = ""
    address: str = ""
    published: date | None = None
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """What names and dates one work in one version.

    Args:
        id: reads like the thing: ``"inpres-2-2021"``, ``"se-wali-kota-tangerang-19349-2024"``.
        version: sha256 of the canonical text, hexadecimal.
        title: what it is about, as the text or its manifest says.
        instrument: legal kind and number; kind ``"Berita"`` for news, ``"Dokumen"`` where none is known.
        family: how it is laid out.
        place: canonical place name (``"Kota Tangerang"``, ``"Kalimantan Barat"``); empty where national or unknown.
        date: of signing or publication; None where unknown.
        text_status: how far the text may be trusted to be the official one.
    """

    id: str
    version: str
    title: str
    instrument: Instrument
    family: Family
    place: str
    date: date | None
    text_status: TextStatus


@dataclass(frozen=True, slots=True)
class Document(Described):
    """One work in one version: its canonical text, its outline and what we know of it.

    Args:
        text: canonical text.
        readings: metadata field name → value with its span.
    """

    text: str
    source: Source
    provisions: tuple[Provision, ...]
    pages: tuple[Page, ...] = ()
    notices: tuple[Notice, ...] = ()
    readings: dict[str, Reading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A retrievable verbatim piece of a document.

    Args:
        id: ``{document}@{version[:12]}#{locator}``, with ``~n`` (from 1) when a provision had to be split.
        locator: the provision that it belongs to.
        part: 0 when the provision is one chunk, else n.
        span: where it stands in the canonical text.
        text: ``document.text[span]``, verbatim.
        headings: labels and headings from the top of the outline down; embedded with the text, never shown as it.
        search_text: what is embedded: the headings, then the text without boilerplate.
    """

    id: str
    document_id: str
    version: str
    locator: str
    part: int
    span: Span
    text: str
    headings: tuple[str, ...]
    search_text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of another instrument, or of a place in one, inside a text."""

    span: Span
    text: str
    instrument: Instrument
    locator: str = ""
