"""Citations: an instrument with a place in it, in Indonesian citation style, both ways.

``parse_citation`` reads what ``format_citation`` prints, whatever title, page, publisher and date are printed with it.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from kb.law.citation.instruments import format_long_instrument, parse_instrument
from kb.law.citation.kinds import UNNUMBERED
from kb.law.citation.pinpoint import format_pinpoint, parse_pinpoint
from kb.law.citation.scan import KIND_NAME
from kb.model import Instrument
from kb.model.errors import CitationError

DIGEST_MARK = "(ringkasan Rujukan, bukan teks resmi)"
"""Stands at the end of every citation of a digest, so that nobody takes it for the official text."""

_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
_PAGE = re.compile(r", hlm\. [0-9]{1,5}$")
_TITLE = re.compile(r" tentang ", re.IGNORECASE)


class Target(NamedTuple):
    """What a citation points at: an instrument, and a locator in it (empty: the whole)."""

    instrument: Instrument
    locator: str = ""


def format_citation(
    instrument: Instrument,
    locator: str,
    title: str = "",
    page: int | None = None,
    *,
    publisher: str = "",
    date: datetime.date | None = None,
    text_status: str = "copy",
) -> str:
    """Write a citation in Indonesian style.

    Args:
        locator: the place; empty cites the whole.
        title: what the instrument is about, or the headline.
        page: page of the source that the place begins on; None where the source has no pages.
        publisher: for news: who published it.
        date: for news: the day of publication.
        text_status: ``"digest"`` adds the mark that this is a summary of ours.

    Example:
        >>> format_citation(Instrument("UU", "24", 2011), "pasal-15.ayat-1", "Badan Penyelenggara Jaminan Sosial", 7)
        'Pasal 15 ayat (1) Undang-Undang Nomor 24 Tahun 2011 tentang Badan Penyelenggara Jaminan Sosial, hlm. 7'
        >>> format_citation(Instrument("Berita"), "paragraf-5", "Judul", publisher="InfoPublik",
        ...     date=datetime.date(2025, 7, 10))
        '"Judul", InfoPublik, 10 Juli 2025, paragraf 5'
    """
    title = " ".join(title.split())
    if instrument.kind in UNNUMBERED:
        body = _format_unnumbered(instrument.kind, locator, title, publisher, date)
    else:
        name = format_long_instrument(instrument) + (f" tentang {title}" if title else "")
        body = f"{format_pinpoint(locator)} {name}".strip()
    body += f", hlm. {page}" if page is not None else ""
    return f"{body} {DIGEST_MARK}" if text_status == "digest" else body


def _format_unnumbered(kind: str, locator: str, title: str, publisher: str, date: datetime.date | None) -> str:
    quoted = f'"{title}"' if title else ""
    parts = [quoted or kind if kind == "Berita" else f"{kind} {quoted}".strip(), publisher]
    parts.append(format_date(date) if date else "")
    label = format_pinpoint(locator)
    parts.append(label[:1].lower() + label[1:])
    return ", ".join(part for part in parts if part)


def format_date(day: datetime.date) -> str:
    """Write a day as Indonesians do.

    Example:
        >>> format_date(datetime.date(2025, 7, 10))
        '10 Juli 2025'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def parse_citation(text: str) -> Target:
    """Read a citation back: what ``format_citation`` wrote, or the like typed by hand.

    Raises:
        CitationError: the text names no single instrument, or has words that are neither name, place nor title.

    Example:
        >>> parse_citation("Diktum KEDUA angka 13 Inpres 2/2021")
        Target(instrument=Instrument(kind='Inpres', number='2', year=2021, issuer=''), locator='diktum-kedua.angka-13')
    """
    bare = _PAGE.sub("", " ".join(text.split()).removesuffix(DIGEST_MARK).strip())
    kind = _unnumbered_kind(bare)
    if kind:
        return Target(Instrument(kind), _last_place(bare))
    match = KIND_NAME.search(bare)
    if match is None:
        raise CitationError(f"{text!r} names no instrument.", "One looks like 'Pasal 15 UU 24/2011'.")
    before, name = bare[: match.start()].strip(" ,"), bare[match.start() :]
    if before:
        return Target(parse_instrument(name), parse_pinpoint(before))
    return _parse_place_last(name)


def _unnumbered_kind(text: str) -> str:
    if text.startswith(('"', "Berita,")) or text == "Berita":
        return "Berita"
    return "Dokumen" if text.startswith(('Dokumen "', "Dokumen,")) or text == "Dokumen" else ""


def _last_place(text: str) -> str:
    """Read the part after the last comma as a place; a headline's own commas stand before its closing quote."""
    outside = text[text.rfind('"') + 1 :]
    last = outside.rpartition(", ")[2] if ", " in outside else ""
    try:
        return parse_pinpoint(last)
    except CitationError:
        return ""


def _parse_place_last(name: str) -> Target:
    """Read ``UU 24/2011 Pasal 15``: the shortest head that is an instrument and leaves a place."""
    head = _TITLE.split(name, maxsplit=1)[0]
    for space in re.finditer(r",? ", head):
        try:
            return Target(parse_instrument(head[: space.start()]), parse_pinpoint(head[space.end() :]))
        except CitationError:
            continue
    return Target(parse_instrument(name), "")
