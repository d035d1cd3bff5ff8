"""Recognise a question that *is* a citation or a number.

A question that has any word beside a citation and the words of asking is none: it goes to the search legs, where
nothing of it is lost.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kb.language.dates import parse_date
from kb.language.numbers import format_ordinal
from kb.law.citation.aliases import find_aliases
from kb.law.citation.cite import Target
from kb.law.citation.everyday import write_out
from kb.law.citation.found import expand_range
from kb.law.citation.kinds import OFFICES
from kb.law.citation.pinpoint import parse_pinpoint
from kb.law.citation.pinpoint_lists import FoundPinpoint, find_pinpoints, join_units
from kb.law.citation.scan import KIND_NAME, InstrumentMention, read_code, scan_mention
from kb.model import Instrument, Span
from kb.model.errors import CitationError

# Words that ask for a text without saying anything about it.
_ASKING = frozenset(
    "apa apakah apa-apa isi isinya bunyi bunyinya berbunyi bagaimana sebutkan tolong mohon tampilkan tunjukkan lihat "
    "buka bukakan cari carikan kutip kutipkan baca teks teksnya naskah ketentuan dari dalam pada di tentang atas "
    "itu yang saja adalah lengkap dan dong ya sih kak min pak bu plis please dua-duanya keduanya semuanya minta "
    "kasih tau soal menurut".split()
)
_BARE_NUMBER = re.compile(r"(?:(?:nomor|no)\b\.?\s{0,2})?(\S{3,60})(?:\s{1,3}(?:tahun|thn)\.?\s{1,3}([0-9]{4}))?", re.I)
_DIGIT_DICTUM = re.compile(r"diktum-([1-9][0-9]?)(?![0-9a-z])")
_INSTRUMENT_YEAR = re.compile(r"19[4-9][0-9]|20[0-4][0-9]")
# "SE Gubernur 2025" names no governor.
_OFFICES = frozenset(office.casefold() for office in OFFICES)
_LONGEST = 300
_MOST_TARGETS = 20
"""Places of a query that are looked up, of lists and ranges as well: each costs statements."""

_LEFT = re.compile(r"[^\s,?!:;\"“”]+")


def parse_query(query: str) -> Target | None:
    """Read a query as a citation, when the whole of it is one.

    - ``Inpres 2/2021 diktum kedua``, ``pasal 15 ayat (1) UU 24/2011``, ``permenaker 2 tahun 2022 pasal 5``
    - ``SE 19349 tahun 2024``: an instrument without its issuer, issuer empty
    - ``SE Wali Kota Bogor 2025``: an issuer and a year, which may be several
    - ``uu bpjs pasal 15``: a name in common use
    - ``19349/2024``, ``04/SE/M/2022``: a number alone; the kind is empty, for any
    - ``apa isi pasal 15 UU 24/2011?``: only words of asking are left over

    Returns:
        None when other words stand in the query, when it names no number, or when it names two instruments.

    Example:
        >>> parse_query("uu bpjs pasal 15")
        Target(instrument=Instrument(kind='UU', number='24', year=2011, issuer=''), locator='pasal-15')
        >>> parse_query("siapa yang wajib melapor menurut Inpres 2/2021") is None
        True
    """
    bare = _write_bare(query)
    if not bare or len(bare) > _LONGEST:
        return None
    mentions = _find_instruments(bare)
    if not mentions:
        return _parse_number(bare)
    if len(mentions) > 1:
        return None
    rest = _cut(bare, [Span(mentions[0].start, mentions[0].end)])
    locator = _read_rest(rest)
    return None if locator is None else Target(mentions[0].instrument, locator)


def parse_citations(query: str) -> tuple[Target, ...]:
    """Read a query as citations, when the whole of it is one or several; a range is all that it goes through.

    Returns:
        As :func:`parse_query` reads them, in their order; none when other words stand in the query.

    Example:
        >>> [target.locator for target in parse_citations("pasal 53-55 PP 44/2015")]
        ['pasal-53', 'pasal-54', 'pasal-55']
        >>> [target.instrument.number for target in parse_citations("uu 2/2017 ps 65 (2) sama uu 18/99 ps 25 (2)")]
        ['2', '18']
    """
    found = _read_cited(query)
    if len(found.targets) > 1 and found.has_only_asking:
        return found.targets
    single = parse_query(query)
    return () if single is None else (single,)


def find_cited(query: str) -> tuple[Target, ...]:
    """List the provisions that a question names with their instrument, whatever else it says.

    Example:
        >>> find_cited("perpres 12/2021 psl 78 ayat 5 hrf a sanksinya brp thn")[0].locator
        'pasal-78.ayat-5.huruf-a'
        >>> find_cited("sanksi menurut PP 44/2015")
        ()
    """
    return tuple(target for target in _read_cited(query).targets if target.locator)


def find_instruments(query: str) -> tuple[Instrument, ...]:
    """List the instruments that a question names by number or by a name in common use, each once.

    Example:
        >>> [instrument.number for instrument in find_instruments("rumus kompensasi PKWT di PP 35/2021")]
        ['35']
    """
    return tuple(dict.fromkeys(target.instrument for target in _read_cited(query).targets))


class _Cited(NamedTuple):
    """What a query names.

    Args:
        targets: each provision, or the instrument alone where none of its provisions is named.
        has_only_asking: whether nothing but words of asking stands around them.
    """

    targets: tuple[Target, ...] = ()
    has_only_asking: bool = False


@lru_cache(maxsize=64)
def _read_cited(query: str) -> _Cited:
    """Read what a query names: once, however many ask."""
    bare = _write_bare(query)
    mentions = _find_instruments(bare) if len(bare) <= _LONGEST else []
    if not mentions:
        return _Cited()
    rest = _mask(bare, [Span(mention.start, mention.end) for mention in mentions])
    places = list(find_pinpoints(rest))
    words = _LEFT.findall(_mask(rest, [place.span for place in places]).lower())
    targets = [target for mention in mentions for target in _build_targets(mention, mentions, places)]
    return _Cited(tuple(targets[:_MOST_TARGETS]), all(word in _ASKING for word in words))


def _build_targets(
    mention: InstrumentMention, mentions: list[InstrumentMention], places: list[FoundPinpoint]
) -> list[Target]:
    own = [place for place in places if _choose_mention(place, mentions, places) is mention]
    locators = [locator for place in own for locator in _list_locators(place)]
    return [Target(mention.instrument, _spell_dicta(locator)) for locator in locators] or [Target(mention.instrument)]


def _choose_mention(
    place: FoundPinpoint, mentions: list[InstrumentMention], places: list[FoundPinpoint]
) -> InstrumentMention:
    """Find whose place it is: the instrument before it, or after it where the query begins with a place."""
    if places[0].span.start < mentions[0].start:
        return next((mention for mention in mentions if mention.start >= place.span.end), mentions[-1])
    return next(mention for mention in reversed(mentions) if mention.end <= place.span.start)


def _list_locators(place: FoundPinpoint) -> list[str]:
    """List a place, or all that a range goes through, up to a bound."""
    if not place.through:
        return [place.locator]
    return list(expand_range(place.locator, join_units(place.through)))[:_MOST_TARGETS] or [place.locator]


def _write_bare(query: str) -> str:
    return write_out(" ".join(query.split())).strip(" ?!.;")


def _mask(text: str, spans: list[Span]) -> str:
    """Blank stretches out; the places of everything else stay."""
    for span in spans:
        text = f"{text[: span.start]}{';' * (span.end - span.start)}{text[span.end :]}"
    return text


def _find_instruments(query: str) -> list[InstrumentMention]:
    aliases = list(find_aliases(query, is_query=True))
    if aliases:
        return aliases
    found: list[InstrumentMention] = []
    at = 0
    while match := KIND_NAME.search(query, at):
        mention = scan_mention(query, match, is_query=True)
        mention = _read_lone_year(mention) if mention is not None else None
        if mention is not None and _names_one(mention.instrument):
            found.append(mention)
        at = max(match.end(), mention.end if mention else 0)
    return found


def _read_lone_year(mention: InstrumentMention) -> InstrumentMention:
    """Take ``2025`` for a year where nothing calls it a number: ``SE Bupati Minahasa Tenggara 2025``."""
    said = mention.instrument
    if mention.has_number_word or said.year is not None or not _INSTRUMENT_YEAR.fullmatch(said.number):
        return mention
    return mention._replace(instrument=Instrument(said.kind, "", int(said.number), said.issuer))


def _names_one(instrument: Instrument) -> bool:
    """Say whether it is named well enough to look it up: by number, or by issuer and year."""
    is_somebody = instrument.issuer.casefold() not in _OFFICES
    return bool(instrument.number or (instrument.issuer and instrument.year and is_somebody)) or (
        instrument.kind == "UUD"
    )


def _cut(text: str, spans: list[Span]) -> str:
    for span in sorted(spans, reverse=True):
        text = f"{text[: span.start]} \n {text[span.end :]}"
    return text


def _read_rest(rest: str) -> str | None:
    """Read what stands around the instrument: one place at most, and words of asking; None for anything else."""
    places = list(find_pinpoints(rest))
    if len(places) > 1:
        return None
    left = _LEFT.findall(_cut(rest, [place.span for place in places]).lower())
    if places and all(word in _ASKING for word in left):
        return _spell_dicta(places[0].locator)
    if all(word in _ASKING for word in left):
        return ""
    return None if places else _parse_loose_place(rest)


def _parse_loose_place(rest: str) -> str | None:
    """Read places that only a circular has, ``huruf e angka 2``, which find_pinpoints leaves alone."""
    words = [word for word in rest.replace("\n", " ").split() if word.lower() not in _ASKING]
    try:
        return _spell_dicta(parse_pinpoint(" ".join(words)))
    except CitationError:
        return None


def _spell_dicta(locator: str) -> str:
    # People type "diktum 2"; texts print the word.
    return _DIGIT_DICTUM.sub(lambda match: "diktum-" + format_ordinal(int(match[1])).replace(" ", "-"), locator)


def _parse_number(query: str) -> Target | None:
    match = _BARE_NUMBER.fullmatch(query)
    if match is None or parse_date(match[1]):
        return None
    number, year = read_code(match[1]) or ("", None)
    year = int(match[2]) if match[2] else year
    if not number or not _is_telling(number, year, has_year_word=match[2] is not None):
        return None
    return Target(Instrument("", number, year))


def _is_telling(number: str, year: int | None, has_year_word: bool) -> bool:
    """Keep ``24/7``, ``3/4`` and ``2 tahun 2021`` out: too short to be told from an amount."""
    if "/" in number:
        digits = max(len(part) for part in re.findall("[0-9]+", number))
        return any(c.isalpha() for c in number) or digits >= 3
    return year is not None and (not has_year_word or len(number) >= 3)
