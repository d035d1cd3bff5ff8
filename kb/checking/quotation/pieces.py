"""Part a quote at its ellipses and at what its author put into square brackets; no letter of it is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.checking.quotation.model import Joint
from kb.language.typography import QUOTATION_MARKS

MAX_PIECES = 64
"""More ellipses than this make no quote."""

_JOINT = re.compile(
    r"[\[(]\s{0,3}(?:…|\.\s?\.\s?\.)[.…]*+\s{0,3}[\])]|…[.…]*+|\.{3,}+|\. \. \.(?: \.)*+|\[(?P<added>[^\[\]]{1,200})\]"
)
_EDGE = QUOTATION_MARKS + " \t\r\n\u00a0"


@dataclass(frozen=True, slots=True)
class Piece:
    """An unbroken part of a quote, what stands before it, and the inserted words there."""

    text: str
    joint: Joint = "start"
    added: tuple[str, ...] = ()


def strip_marks(quote: str) -> str:
    """Take off the quotation marks and blanks around a quote.

    Example:
        >>> strip_marks(" “Kita perlu gerak cepat,” ")
        'Kita perlu gerak cepat,'
    """
    return quote.strip(_EDGE)


def part_quote(quote: str) -> tuple[list[Piece], tuple[str, ...]]:
    """Part a quote; pieces without a letter or figure are left out.

    Returns:
        The pieces, and what is inserted behind the last one.

    Example:
        >>> pieces, behind = part_quote("[Pemberi kerja] wajib … mendaftarkan [pekerja] itu")
        >>> [(piece.joint, piece.added, piece.text) for piece in pieces]
        [('start', ('Pemberi kerja',), 'wajib'), ('ellipsis', (), 'mendaftarkan'), ('insertion', ('pekerja',), 'itu')]
    """
    pieces: list[Piece] = []
    added: list[str] = []
    at, is_gap = 0, False
    for match in [*_JOINT.finditer(quote), None]:
        text = quote[at : match.start() if match else len(quote)].strip()
        if any(letter.isalnum() for letter in text):
            pieces.append(Piece(text, _joint(bool(pieces), is_gap, bool(added)), tuple(added)))
            is_gap, added = False, []
        if match and match["added"] is not None:
            added.append(match["added"].strip())
        elif match:
            is_gap = True
        at = match.end() if match else at
    return pieces, tuple(added)


def _joint(has_before: bool, is_gap: bool, is_added: bool) -> Joint:
    if not has_before:
        return "start"
    return "ellipsis" if is_gap or not is_added else "insertion"
