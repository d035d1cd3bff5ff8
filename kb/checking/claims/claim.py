"""Take a passage apart: its sentences, and in each the figures, dates, quotations, citations and who says it.

Every span counts in the passage that was given; nothing here asks what is held.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from kb.checking.claims.terms import Word, read_words
from kb.figures import Contradiction, Figure, find_contradictions, find_figures
from kb.figures.sums import find_sum_contradictions
from kb.figures.units import find_unit
from kb.language import find_dates, find_sentences
from kb.language.tables import join_longest
from kb.law.citation import Context, FoundReference, find_references
from kb.law.citation.kinds import KINDS, SHORT_NAMES, UNNUMBERED
from kb.model import Span

LEAST_QUOTED = 3
"""Words: one or two in quotation marks are a name or a distance kept, not a quotation."""

_QUOTE = re.compile(r"[“„«]([^“”„«»\n]{2,2000})[”»]|(?<![^\W_])\"([^\"\n]{2,2000})\"")
_SAID = (
    "mengatakan|menyatakan|menegaskan|menyebutkan|menyebut|menjelaskan|mengungkapkan|menuturkan|berujar|berkata|"
    "menambahkan|memaparkan|menilai|mengingatkan|meminta|menyampaikan|mengaku|berharap|mengklaim|membantah|"
    "menginginkan|menekankan|ingin|menyoroti|menganggap|berpendapat|mengimbau|menjanjikan|berjanji"
)
_SAID_AFTER = (
    "kata|ujar|tegas|jelas|ungkap|tutur|ucap|imbuh|tambah|lanjut|papar|terang|sebut|tutup|cetus|pungkas|menurut"
)
_NAME = r"[A-Z][\w’'.-]{0,40}(?:,?\s{1,3}(?:dan\s{1,3})?[A-Z(][\w’'.()-]{0,40}){0,11}"
_LEADS = re.compile(
    rf"\s{{0,3}}({_NAME}),?\s{{1,3}}(?:juga\s{{1,3}}|pun\s{{1,3}})?(?:{_SAID})\b(?:\s{{1,3}}bahwa\b)?,?"
)
_ACCORDING = re.compile(rf"\s{{0,3}}(?:Menurut|Kata|Bagi)\s{{1,3}}({_NAME})\s{{0,2}},")
_AFTER = re.compile(rf"[,”\"]\s{{0,3}}(?:{_SAID_AFTER})\s{{1,3}}({_NAME})")
_RULES = ("Pasal", *SHORT_NAMES.values(), *(name for kind in KINDS.values() for name in (kind.short, kind.long)))
_RULE = re.compile(rf"\b(?:{join_longest(set(_RULES) - set(UNNUMBERED))})\b")
"""A rule's name, where a sentence has its speaker: it speaks, and nobody said it."""
_ANY_YEAR = re.compile(r"(?<![\d.,/-])[1-9]\d{3}(?![\d/-]|[.,]\d)")
"""Also one that can't be: a slip of the hand must not widen what the claim says."""
_FROM = re.compile(r"(?<!terdiri )\bdari\b(?!\s{1,3}(?:Rp|\d|total|jumlah|sebanyak|sekitar))")
_MORE = re.compile(r"\s{1,3}lebih\b")
PAST = re.compile(r"\b(?:semula|dahulu|dulu(?:nya)?|sebelumnya|waktu\s+itu|kala\s+itu)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Quotation:
    """Words in quotation marks; ``span`` holds the words alone."""

    span: Span
    text: str


@dataclass(frozen=True)
class Attribution:
    """Who is said to say something.

    Args:
        speaker: name or office as printed; ``span`` is where.
        statement: what is said, in the claim's words; may be only the quotation.
    """

    speaker: str
    span: Span
    statement: Span


@dataclass(frozen=True)
class Sentence:
    """One sentence of a claim with everything in it that can be checked."""

    text: str
    span: Span
    figures: tuple[Figure, ...]
    dates: tuple[tuple[Span, date], ...]
    quotations: tuple[Quotation, ...]
    references: tuple[FoundReference, ...]
    attribution: Attribution | None

    @property
    def words(self) -> list[Word]:
        """List the words that say what it is about, without citations and the speaker."""
        return read_words(self.text, self.span, self.holes)

    @property
    def holes(self) -> list[Span]:
        """List what names a source rather than the matter: citations and who speaks."""
        speaker = [self.attribution.span] if self.attribution else []
        return [*(reference.span for reference in self.references), *speaker]

    @property
    def years(self) -> frozenset[int]:
        """List the years that it names, other than those of instruments."""
        holes = [*(one.span for one in self.references), *(one.span for one in self.figures)]
        masked = self.span.text_without(self.text, holes)
        return frozenset(int(year) for year in _ANY_YEAR.findall(masked))

    @property
    def is_past(self) -> bool:
        """Say whether it says itself that it tells of former times."""
        return PAST.search(self.span.text_of(self.text)) is not None


@dataclass(frozen=True)
class Claim:
    """A passage taken apart; its figures are compared across sentences."""

    text: str
    sentences: tuple[Sentence, ...]
    figures: tuple[Figure, ...]
    contradictions: tuple[Contradiction, ...]


def read_claim(text: str) -> Claim:
    """Take a passage apart.

    Example:
        >>> [len(one.figures) for one in read_claim("Ada 12 proyek. Kata Tri, 5 proyek selesai.").sentences]
        [1, 1]
    """
    references = _find_references(text)
    figures = [_name_unit(text, one) for one in find_figures(text)]
    figures = [one for one in figures if not any(one.span.overlaps(found.span) for found in references)]
    sentences = tuple(_read_sentence(text, span, figures, references) for span in _find_sentences(text))
    return Claim(text, sentences, tuple(figures), tuple(_find_contradictions(text, figures)))


def _name_unit(text: str, figure: Figure) -> Figure:
    """Read the unit that stands behind "lebih": "154 ribu lebih pekerja"."""
    more = _MORE.match(text, figure.span.end)
    unit = find_unit(text, more.end()) if more and not figure.unit else None
    return replace(figure, unit=unit.name) if unit else figure


def _find_contradictions(text: str, figures: Sequence[Figure]) -> list[Contradiction]:
    """Find figures that contradict each other, also parts that are told by where they come from, and percentages.

    "Terdiri atas 2 orang dari pemerintah dan 3 orang dari serikat" is an enumeration in a claim, however careful one
    must be with "dari" in a long text; so are the shares of a contribution.
    """
    found = find_contradictions(text, figures)
    plain = _FROM.sub("oleh", text)
    for _, group in groupby(figures, key=lambda one: one.sentence):
        members = [replace(one, unit="%") if one.unit == "persen" else one for one in group]
        sums = find_sum_contradictions(plain, members, ())
        found += [replace(one, explanation=one.explanation.replace(" %", " persen")) for one in sums]
    return list({one.spans: one for one in found}.values())


def _find_sentences(text: str) -> list[Span]:
    """Find sentences; a quotation that ends with a stop stays with the words that name its speaker."""
    joined: list[Span] = []
    for span in find_sentences(text):
        opens = re.match(rf"(?:{_SAID_AFTER})\b", span.text_of(text))
        if joined and opens and joined[-1].text_of(text).endswith(("”", '"')):
            span = Span(joined.pop().start, span.end)
        joined.append(span)
    return joined


def _find_references(text: str) -> list[FoundReference]:
    return [one for one in find_references(text, Context(), unresolved=True) if one.is_resolved]


def _read_sentence(text: str, span: Span, figures: Sequence[Figure], references: Sequence[FoundReference]) -> Sentence:
    own = [found for found in references if span.contains(found.span)]
    dates = [(Span(at.start + span.start, at.end + span.start), day) for at, day in find_dates(span.text_of(text))]
    quotations = _find_quotations(text, span)
    return Sentence(
        text,
        span,
        tuple(figure for figure in figures if span.contains(figure.span)),
        tuple((at, day) for at, day in dates if not any(at.overlaps(found.span) for found in own)),
        tuple(quotations),
        tuple(own),
        find_attribution(text, span, quotations),
    )


def _find_quotations(text: str, span: Span) -> list[Quotation]:
    found = []
    for match in _QUOTE.finditer(text, span.start, span.end):
        group = 1 if match[1] is not None else 2
        if len(match[group].split()) >= LEAST_QUOTED:
            found.append(Quotation(Span(*match.span(group)), match[group]))
    return found


def find_attribution(text: str, span: Span, quotations: Sequence[Quotation] = ()) -> Attribution | None:
    """Read who says what a sentence tells; None where nobody is named, or a rule speaks."""
    for pattern in (_ACCORDING, _LEADS):
        match = pattern.match(text, span.start, span.end)
        if match and not _RULE.search(match[1]):
            statement = quotations[0].span if quotations and pattern is _LEADS else Span(match.end(), span.end)
            return Attribution(match[1].rstrip(" ,."), Span(*match.span(1)), statement)
    match = _AFTER.search(text, span.start, span.end)
    if match and not _RULE.search(match[1]):
        statement = quotations[0].span if quotations else Span(span.start, match.start())
        return Attribution(match[1].rstrip(" ,."), Span(*match.span(1)), statement)
    return None
