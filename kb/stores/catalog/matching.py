"""Say which held document a mention means: pure, so that whoever asks gets the same answer.

A mention names an instrument by kind, number and year, or by kind, issuer and day. Exactly one candidate is an answer,
several are none; nothing is meant that was published after the citing text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, Protocol

from kb.stores.catalog.convert import Record, read_iso_date


class Held(NamedTuple):
    """What a held document is matched by; as in the columns of its version."""

    document_id: str
    kind_fold: str
    number_key: str
    year: int | None
    issuer_fold: str
    date: date | None


class Mention(Protocol):
    """What a mention is matched by; as in the columns of a reference."""

    @property
    def kind_fold(self) -> str: ...
    @property
    def number_key(self) -> str: ...
    @property
    def year(self) -> int | None: ...
    @property
    def issuer_fold(self) -> str: ...
    @property
    def day(self) -> str: ...


class Citing(NamedTuple):
    """The document that mentions something: its date, and the year of its instrument where the date is unknown."""

    document_id: str
    date: date | None
    year: int | None


def to_held(row: Record) -> Held:
    """Return what a version row is matched by."""
    day = read_iso_date(row.date)
    return Held(row.document_id, row.kind_fold, row.number_key, row.year, row.issuer_fold, day)


def find_meant(mention: Mention, held: Iterable[Held], citing: Citing | None = None) -> tuple[str, ...]:
    """List the ids of the documents that a mention may mean; exactly one is an answer.

    Args:
        citing: None when it doesn't matter when a document was published, as when asking what is held at all.
    """
    if not names_one(mention):
        return ()
    fitting = (item for item in held if _fits(mention, item) and (citing is None or not _is_later(item, citing)))
    return tuple(sorted({item.document_id for item in fitting}))


def names_one(mention: Mention) -> bool:
    """Say whether a mention names one instrument: a number alone, without year, office or slashes, is many."""
    if not mention.kind_fold:
        return False
    if not mention.number_key:
        return bool(mention.issuer_fold and mention.day) or (mention.kind_fold == "uud" and mention.year is not None)
    return mention.year is not None or bool(mention.issuer_fold) or "/" in mention.number_key


def _fits(mention: Mention, item: Held) -> bool:
    if item.kind_fold != mention.kind_fold or not _is_issuer(mention.issuer_fold, item.issuer_fold):
        return False
    if not mention.number_key and mention.day:
        return item.date is not None and item.date.isoformat() == mention.day
    return item.number_key == mention.number_key and mention.year in (None, item.year)


def _is_issuer(said: str, known: str) -> bool:
    """Say whether an issuer is the one that is named, perhaps short: ``wali kota`` for ``wali kota tangerang``."""
    return not said or known == said or known.startswith(f"{said} ")


def _is_later(item: Held, citing: Citing) -> bool:
    if item.date is not None and citing.date is not None:
        return item.date > citing.date
    known = (item.date.year if item.date else item.year, citing.date.year if citing.date else citing.year)
    return known[0] is not None and known[1] is not None and known[0] > known[1]
