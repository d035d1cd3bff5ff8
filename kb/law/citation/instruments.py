"""Instruments: parse every spelling into one form, and write that form short, long and as a document id."""

from __future__ import annotations

import re

from kb.law.citation.kinds import KINDS, SHORT_NAMES, format_issuer
from kb.law.citation.scan import KIND_NAME, scan_mention
from kb.model import Instrument
from kb.model.errors import CitationError

_TITLE = re.compile(r"[\s,]{1,3}tentang\b", re.IGNORECASE)
_UNSCANNED = {"berita": "Berita", "dokumen": "Dokumen"}


def parse_instrument(text: str) -> Instrument:
    """Bring every spelling of an instrument's name to one form.

    - ``UU 24/2011`` → UU 24/2011
    - ``Undang-Undang Nomor 24 Tahun 2011 tentang …`` → UU 24/2011
    - ``UU No. 24 Thn. 2011`` → UU 24/2011
    - ``UNDANG-UNDANG REPUBLIK INDONESIA NOMOR 11 TAHUN 2O2O`` → UU 11/2020
    - ``PP No 44/2015`` → PP 44/2015
    - ``Inpres No. 2 Tahun 2021`` → Inpres 2/2021
    - ``Instruksi Presiden (Inpres) Nomor 2 Tahun 2021`` → Inpres 2/2021
    - ``Peraturan Menteri Ketenagakerjaan Nomor 44 Tahun 2015`` → Permenaker 44/2015
    - ``Permen PUPR No. 10 Tahun 2021`` → Permen PUPR 10/2021
    - ``SE Menteri PUPR Nomor 04/SE/M/2022`` → SE Menteri PUPR 04/SE/M/2022
    - ``Surat Edaran Walikota Nomor 19349 Tahun 2024`` → SE Wali Kota 19349/2024
    - ``Keputusan Menteri PUPR Nomor 713 /KPTS/M/2022`` → Kepmen PUPR 713/KPTS/M/2022
    - ``Surat Edaran Bupati Sijunjung Nomor 600/802/ADM.PEMB-2024`` → SE Bupati Sijunjung 600/802/ADM.PEMB-2024
    - ``surat edaran Wali Kota Bogor tertanggal 8 Juli 2025`` → SE Wali Kota Bogor Tahun 2025
    - ``Keppres 113/P Tahun 2019`` → Keppres 113/P Tahun 2019

    Raises:
        CitationError: the text is no instrument's name, or goes on after one with other than its title.

    Example:
        >>> parse_instrument("Undang-Undang Nomor 24 Tahun 2011 tentang Badan Penyelenggara Jaminan Sosial")
        Instrument(kind='UU', number='24', year=2011, issuer='')
    """
    bare = text.strip().strip(".,;")
    if bare.lower() in _UNSCANNED:
        return Instrument(_UNSCANNED[bare.lower()])
    match = KIND_NAME.match(bare)
    mention = scan_mention(bare, match, is_query=True) if match else None
    if mention is None or not _is_whole(bare, mention.end):
        raise CitationError(f"{text!r} is not the name of an instrument.", "One looks like 'UU 24/2011'.")
    return mention.instrument


def _is_whole(text: str, end: int) -> bool:
    return not text[end:].strip(" .,;") or _TITLE.match(text, end) is not None


def format_instrument(instrument: Instrument) -> str:
    """Write an instrument short, as lawyers do in running text.

    Example:
        >>> format_instrument(Instrument("Permen", "2", 2022, "Menteri Ketenagakerjaan"))
        'Permenaker 2/2022'
    """
    parts = [_format_name(instrument), _format_number(instrument)]
    return " ".join(part for part in parts if part)


def _format_name(instrument: Instrument) -> str:
    joined = SHORT_NAMES.get((instrument.kind, instrument.issuer))
    if joined:
        return joined
    office = KINDS[instrument.kind].office if instrument.kind in KINDS else ""
    issuer = instrument.issuer.removeprefix(office).strip() if office else instrument.issuer
    return f"{instrument.kind} {issuer}".strip()


def _format_number(instrument: Instrument) -> str:
    if not instrument.number:
        return _format_bare_year(instrument)
    if instrument.year is None or _holds_year(instrument):
        return instrument.number
    is_plain = "/" not in instrument.number and "-" not in instrument.number
    return f"{instrument.number}/{instrument.year}" if is_plain else f"{instrument.number} Tahun {instrument.year}"


def _format_bare_year(instrument: Instrument) -> str:
    if instrument.year is None:
        return ""
    return str(instrument.year) if instrument.kind == "UUD" else f"Tahun {instrument.year}"


def _holds_year(instrument: Instrument) -> bool:
    return re.search(rf"[/-]{instrument.year}$", instrument.number) is not None


def format_long_instrument(instrument: Instrument) -> str:
    """Write an instrument in full, as a citation does.

    Example:
        >>> format_long_instrument(Instrument("SE", "04/SE/M/2022", 2022, "Menteri PUPR"))
        'Surat Edaran Menteri Pekerjaan Umum dan Perumahan Rakyat Nomor 04/SE/M/2022'
    """
    if instrument.kind == "UUD":
        return f"Undang-Undang Dasar Negara Republik Indonesia Tahun {instrument.year}"
    kind = KINDS[instrument.kind]
    issuer = format_issuer(instrument.issuer)
    name = kind.long.removesuffix(kind.office).strip() if kind.office and issuer else kind.long
    parts = [name, issuer]
    if instrument.number:
        parts.append(f"Nomor {instrument.number}")
    if instrument.year is not None and not (instrument.number and _holds_year(instrument)):
        parts.append(f"Tahun {instrument.year}")
    return " ".join(part for part in parts if part)


def slug_instrument(instrument: Instrument) -> str:
    """Make the document id that reads like the instrument.

    Example:
        >>> slug_instrument(Instrument("SE", "19349", 2024, "Wali Kota Tangerang"))
        'se-wali-kota-tangerang-19349-2024'
    """
    short = format_instrument(instrument).replace(" Tahun ", " ")
    return slugify(short)


def slugify(text: str) -> str:
    """Write words as a path: lower-case ASCII letters and digits, joined by single hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))
