"""Bring together what was read of a document.

An instrument is read as one thing: number, year and issuer never come from another place than the kind that they belong
to, unless that place is silent about them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath

from kb.law.citation import KINDS, normalise_issuer, slug_instrument, slugify
from kb.law.citation.scan import InstrumentMention
from kb.model import LEGAL_VALUES, TEXT_STATUSES, Family, Instrument, ParsedText, Reading, Span, TextStatus
from kb.model.errors import DamagedSource
from kb.reading.metadata.dates import find_signing_date
from kb.reading.metadata.head_lines import find_head_lines
from kb.reading.metadata.header import (
    build_instrument,
    find_own_instrument,
    find_own_kind,
    is_annex,
    read_filename,
    read_own_words,
    read_title,
)
from kb.reading.metadata.news import find_headline, find_publication_date, find_publisher, is_news_name
from kb.reading.metadata.places import find_issuer_place, find_news_place
from kb.reading.metadata.values import read_name, read_stated

_INSTRUMENT_FIELDS = ("kind", "number", "year", "issuer")
_SLUG_WORDS = 6


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document, with where each value was read.

    Args:
        place, publisher, address, licence: empty where unknown.
        date: of signing, or of publication for news; None where unknown.
        readings: field name → value with its span and origin; a field without a reading is unknown
            or a default.
    """

    id: str
    title: str
    instrument: Instrument
    place: str = ""
    date: date | None = None
    publisher: str = ""
    address: str = ""
    text_status: TextStatus = "copy"
    licence: str = ""
    readings: dict[str, Reading] = field(default_factory=dict)


def read_metadata(parsed: ParsedText, family: Family, filename: str, given: Mapping[str, str]) -> Metadata:
    """Read a document's metadata.

    Args:
        family: how the text is laid out; ``"news"`` is read as a release, the others as legal texts.
        filename: last part of the path or address; believed last, and only where the text confirms its kind.
        given: the manifest's entry; empty values count as not given.

    Raises:
        DamagedSource: a stated date, year, kind or text_status can't be what it says.
    """
    stated = read_stated(parsed, given)
    stem = PurePath(filename).stem
    is_news = stated["kind"].value.lower() == "berita" if "kind" in stated else family == "news"
    found = _read_news(parsed, stem) if is_news else _read_legal(parsed, stem, stated)
    readings = _check({**found, **_believe(stated, found, is_news)})
    instrument = build_instrument(readings, "Berita" if is_news else "Dokumen")
    readings.setdefault("id", _make_id(instrument, readings, stem))
    return _build(instrument, readings)


def _believe(stated: dict[str, Reading], found: dict[str, Reading], is_news: bool) -> dict[str, Reading]:
    """Keep a legal text's printed title before one that only a file's properties tell ("Microsoft Word - …")."""
    if is_news or "title" not in found or "title" not in stated or stated["title"].origin != "markup":
        return stated
    return {name: reading for name, reading in stated.items() if name not in ("title", "date")}


def _read_news(parsed: ParsedText, stem: str) -> dict[str, Reading]:
    text = _body(parsed)
    values = {
        "title": find_headline(parsed),
        "publisher": find_publisher(text, stem),
        "date": find_publication_date(text, stem),
        "place": find_news_place(text),
    }
    return {name: reading for name, reading in values.items() if reading is not None}


def _body(parsed: ParsedText) -> str:
    """Blank out front matter, so that offsets stay those of the whole text."""
    if parsed.body is None:
        return parsed.text
    return " " * parsed.body.start + parsed.text[parsed.body.start : parsed.body.end]


def _read_legal(parsed: ParsedText, stem: str, stated: dict[str, Reading]) -> dict[str, Reading]:
    text = _body(parsed)
    found = _read_head(text, stem) or _read_headless(text, stem) or {}
    if "kind" in stated:
        found = {name: reading for name, reading in found.items() if reading.origin != "filename"}
    if _is_other(stated, found):
        found = {name: reading for name, reading in found.items() if name not in _INSTRUMENT_FIELDS}
    year = stated.get("year") or found.get("year")
    signed = find_signing_date(text, int(year.value) if year and year.value.isdecimal() else None)
    if signed and ("kind" in found or "kind" in stated):
        found["date"] = signed
    if "title" not in found:
        found |= _name_title(parsed, stem)
    issuer = normalise_issuer((stated.get("issuer") or found.get("issuer") or Reading("", None, "")).value)
    place = find_issuer_place(issuer)
    if place:
        origin = stated.get("issuer") or found["issuer"]
        found["place"] = replace(origin, value=place)
    return found


def _is_other(stated: dict[str, Reading], found: dict[str, Reading]) -> bool:
    """Say whether the file is stated to be another instrument than its text seems to be: then nothing is mixed."""
    pairs = [(stated[name].value, found[name].value) for name in ("kind", "number") if name in stated and name in found]
    return any(said.lower() != read.lower() for said, read in pairs)


def _read_head(text: str, stem: str) -> dict[str, Reading] | None:
    mention, lines = find_own_instrument(text), find_head_lines(text)
    if lines and (mention is None or mention.start >= lines.span.end):
        mention = InstrumentMention(lines.instrument, *lines.span, has_number_word=True)
    if mention is None:
        return None
    span = Span(mention.start, mention.end)
    instrument = mention.instrument
    values = {"kind": instrument.kind, "number": instrument.number, "issuer": instrument.issuer}
    values["year"] = str(instrument.year) if instrument.year else ""
    found = {name: Reading(value, span, "text") for name, value in values.items() if value}
    if is_annex(text, mention):
        found["id"] = read_name(slugify(stem))
    title = read_title(text, mention.end)
    return {**found, "title": title} if title else found


def _read_headless(text: str, stem: str) -> dict[str, Reading] | None:
    """Read a text whose first page is missing: what it calls itself, and then what the file's name adds."""
    kind = find_own_kind(text)
    if kind is None:
        return None
    named = read_filename(stem)
    found = {"kind": kind}
    if named and named["kind"].value == kind.value:
        found = {**named, "kind": kind}
    own = read_own_words(text)
    if own:
        issuer, title = own
        found["title"] = title
        if KINDS[kind.value].has_issuer:
            found["issuer"] = replace(issuer, value=normalise_issuer(issuer.value, kind.value))
    return found if {"number", "year"} & set(found) else None


def _name_title(parsed: ParsedText, stem: str) -> dict[str, Reading]:
    headline = find_headline(parsed)
    is_heading = headline is not None and not headline.value.endswith("…") and not headline.value[0].isdigit()
    return {"title": headline if headline and is_heading else read_name(stem.replace("-", " ").replace("_", " "))}


def _check(readings: dict[str, Reading]) -> dict[str, Reading]:
    """Bring stated values to their canonical form, and refuse what can't be one."""
    readings = dict(readings)
    if "kind" in readings:
        kinds = {short.lower(): short for short in KINDS}
        readings["kind"] = _canonical(readings["kind"], "kind", kinds.get(readings["kind"].value.lower(), ""))
    if "year" in readings:
        value = readings["year"].value
        readings["year"] = _canonical(readings["year"], "year", value if value.isdecimal() and len(value) == 4 else "")
    if "date" in readings:
        readings["date"] = _canonical(readings["date"], "date", _iso(readings["date"].value))
    if "text_status" in readings:
        value = readings["text_status"].value
        readings["text_status"] = _canonical(readings["text_status"], "text_status", _read_text_status(value))
    if "legal_status" in readings:
        value = readings["legal_status"].value.lower()
        readings["legal_status"] = _canonical(readings["legal_status"], "legal_status", _value(value))
    if "status_checked_on" in readings:
        value = readings["status_checked_on"].value
        readings["status_checked_on"] = _canonical(readings["status_checked_on"], "status_checked_on", _iso(value))
    if "issuer" in readings:
        kind = readings["kind"].value if "kind" in readings else ""
        readings["issuer"] = replace(readings["issuer"], value=normalise_issuer(readings["issuer"].value, kind))
    return readings


def _canonical(reading: Reading, name: str, value: str) -> Reading:
    if not value:
        hint = (
            "Dates are ISO, years have four digits, kinds, text_status and legal_status are those of the documentation."
        )
        raise DamagedSource(f"The {reading.origin} says {name} is {reading.value!r}.", hint)
    return replace(reading, value=value)


def _iso(value: str) -> str:
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return ""


def _read_text_status(value: str) -> str:
    return next((status for status in TEXT_STATUSES if status == value.lower()), "")


def _value(value: str) -> str:
    return value if value in LEGAL_VALUES else ""


def _make_id(instrument: Instrument, readings: dict[str, Reading], stem: str) -> Reading:
    """Name a document after its instrument; after its file where the instrument has no number of its own."""
    if instrument.kind == "Berita":
        return _make_news_id(readings, stem)
    if instrument.kind != "Dokumen" and (instrument.number or instrument.kind == "UUD"):
        return _derive(readings["kind"], slug_instrument(instrument))
    return read_name(slugify(stem))


def _make_news_id(readings: dict[str, Reading], stem: str) -> Reading:
    bare = stem.removeprefix("berita-")
    if is_news_name(bare):
        return read_name("berita-" + slugify(bare))
    known = [readings[name].value for name in ("publisher", "date") if name in readings]
    title = readings["title"].value.split()[:_SLUG_WORDS] if "title" in readings else [stem]
    return _derive(readings.get("title", read_name(stem)), slugify(" ".join(["berita", *known, *title])))


def _derive(source: Reading, value: str) -> Reading:
    return Reading(value, None, source.origin)


def _build(instrument: Instrument, readings: dict[str, Reading]) -> Metadata:
    values = {name: reading.value for name, reading in readings.items()}
    day = values.get("date")
    status: TextStatus = next((s for s in TEXT_STATUSES if s == values.get("text_status")), "copy")
    return Metadata(
        id=values["id"],
        title=values.get("title", ""),
        instrument=instrument,
        place=values.get("place", ""),
        date=date.fromisoformat(day) if day else None,
        publisher=values.get("publisher", ""),
        address=values.get("address", ""),
        text_status=status,
        licence=values.get("licence", ""),
        readings=readings,
    )
