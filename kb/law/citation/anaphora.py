"""Find mentions that point instead of naming: ``Undang-Undang ini``, ``Surat Edaran tersebut``, ``Pasal ini``.

A kind alone (``diatur dengan Peraturan Pemerintah``) points at nothing and is no mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kb.law.citation.kinds import KINDS
from kb.law.citation.scan import KIND_NAME, InstrumentMention, is_name, read_kind, scan_issuer
from kb.model import Instrument, Span

_POINTER = re.compile(r"[\s^]{1,4}(ini|tersebut|itu)(?!\w)", re.IGNORECASE)
_UNIT_POINTER = re.compile(
    r"(?<![\w-])(pasal|ayat|huruf|angka|diktum|bab|lampiran)[\s^]{1,4}(ini|tersebut|itu)(?!\w)", re.IGNORECASE
)
# Words for any regulation or letter: a name only with a capital.
_GENERIC = frozenset({"Surat", "Peraturan", "Keputusan", "SE", "Perda"})
_GOES_ON = re.compile(r"[\s^]{1,4}(?:tentang|nomor|no\b|tahun)", re.IGNORECASE)
_DECREES = frozenset({"Keppres", "Kepmen", "Kepgub", "Kepwali", "Kepbup", "Keputusan"})


class UnitPointer(NamedTuple):
    """``Pasal ini`` and the like; ``is_this`` tells "ini" from "tersebut"."""

    kind: str
    span: Span
    is_this: bool


def find_pointers(text: str) -> Iterator[InstrumentMention]:
    """Find pointers to an instrument, with the kind and the issuer that they say; ``basis`` is "this" or "that".

    ``Surat edaran Wali Kota`` without a pointing word points back too: a circular is never spoken of in general with
    its issuer's name.
    """
    for match in KIND_NAME.finditer(text):
        written = match.group()
        kind = read_kind(written)
        if not is_name(written) or (kind in _GENERIC - {"SE"} and not written[0].isupper()):
            continue
        issuer, end = ("", match.end())
        if KINDS[kind].has_issuer:
            issuer, end = scan_issuer(text, match.end(), kind)
        pointer = _POINTER.match(text, end)
        if pointer:
            basis = "this" if pointer[1].lower() == "ini" else "that"
            yield InstrumentMention(
                Instrument(kind, "", None, issuer), match.start(), pointer.end(), False, basis=basis
            )
        elif kind == "SE" and issuer and not _GOES_ON.match(text, end):
            yield InstrumentMention(Instrument(kind, "", None, issuer), match.start(), end, False, basis="description")


def find_unit_pointers(text: str) -> Iterator[UnitPointer]:
    """Find ``Pasal ini``, ``ayat tersebut`` and the like."""
    for match in _UNIT_POINTER.finditer(text):
        yield UnitPointer(match[1].lower(), Span(*match.span()), match[2].lower() == "ini")


def may_mean(said: Instrument, instrument: Instrument) -> bool:
    """Say whether a pointer with this kind and issuer may point at an instrument.

    Example:
        >>> may_mean(Instrument("Permen", issuer="Menteri"), Instrument("Permen", "2", 2022, "Menteri Ketenagakerjaan"))
        True
    """
    if not instrument.issuer.lower().startswith(said.issuer.lower()) and instrument.issuer:
        return False
    if said.kind == "Peraturan":
        return instrument.kind.startswith("Per") or instrument.kind == "PP"
    if said.kind == "Keputusan":
        return instrument.kind in _DECREES
    return said.kind == instrument.kind
