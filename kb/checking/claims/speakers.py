"""Judge who is said to have said something.

A speaker is ``cocok`` only when the source's own words name that speaker for what has most of the claim's words.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.checking.claims.claim import Sentence, find_attribution
from kb.checking.claims.model import Finding
from kb.checking.claims.passages import SourcePassage
from kb.checking.claims.sources import Sources
from kb.checking.claims.terms import read_terms, read_words
from kb.checking.verify_quote import Speaker, find_speaker
from kb.model import Span
from kb.search.named_things import OFFICES

LEAST = 0.55
"""Share of a statement's words that a source's sentence must have."""

MARGIN = 0.15
"""By how much another speaker's words must be nearer to the claim's than those of the one it names."""

LEAST_NAMED = 0.6
"""Share of the words of a speaker's name and office that the source must give."""


def judge_speaker(sources: Sources, sentence: Sentence, passages: Sequence[SourcePassage]) -> Finding:
    """Say who says, in the held sources, what a claim has somebody say without quoting."""
    said = sentence.attribution
    assert said is not None
    words = read_words(sentence.text, said.statement, [one.span for one in sentence.references])
    ours: list[tuple[float, SourcePassage]] = []
    others: list[tuple[float, SourcePassage, Speaker]] = []
    for passage in passages:
        speaker = name_speaker(passage)
        score = sum(
            (1.0 if word.is_in(passage.terms) else 0.5) for word in words if word.is_in(passage.terms | passage.around)
        )
        score = score / len(words) if words else 0.0
        if _is_publisher(said.speaker, passage) or (speaker is not None and is_speaker(said.speaker, speaker)):
            ours.append((score, passage))
        elif speaker is not None:
            others.append((score, passage, speaker))
    mine = max(ours, key=lambda one: one[0], default=None)
    theirs = max(others, key=lambda one: one[0], default=None)
    if mine and mine[0] >= LEAST and (theirs is None or theirs[0] < mine[0] + MARGIN):
        return Finding("cocok", f"Sumber menyebut {said.speaker} mengatakan hal ini.", (sources.cite(mine[1]),))
    if theirs and theirs[0] >= LEAST:
        reason = f"Menurut sumber, yang mengatakannya {format_speaker(theirs[2])}, bukan {said.speaker}."
        return Finding("berbeda", reason, (sources.cite(theirs[1]),))
    return Finding("tidak ditemukan", f"Tidak ada sumber yang dipegang memuat ucapan {said.speaker} ini.")


def name_speaker(passage: SourcePassage) -> Speaker | None:
    """Name who says a sentence of a source: whose quoted speech it is, or whom it names itself."""
    quoted = find_speaker(passage.places, passage.span)
    if quoted is not None:
        return quoted
    found = find_attribution(passage.places.text, passage.span)
    return Speaker(found.speaker) if found is not None else None


def _is_publisher(name: str, passage: SourcePassage) -> bool:
    """Say whether a claim names the publisher of a release for what the release tells in its own words."""
    publisher = passage.places.document.source.publisher
    return bool(publisher) and all(word.is_in(read_terms(publisher)) for word in read_words(name))


def is_speaker(name: str, speaker: Speaker) -> bool:
    """Say whether a name or office in a claim means a source's speaker.

    Example:
        >>> is_speaker("Sekda Kalbar Harisson", Speaker("Harisson", "Sekretaris Daerah Provinsi Kalbar"))
        True
        >>> is_speaker("Lia Kania Dewi", Speaker("H. Hanafi", "Asisten Perekonomian dan Pembangunan"))
        False
    """
    words = read_words(name)
    terms = read_terms(f"{speaker.name}\n{speaker.role}")
    if not words or sum(word.is_in(terms) for word in words) < LEAST_NAMED * len(words):
        return False
    person = [part for part in speaker.name.split() if len(part) > 2 and part.lower() not in OFFICES]
    personal = [word for word in words if word.text.lower() not in OFFICES]
    named = read_terms(speaker.name)
    return not person or not personal or any(word.is_in(named) for word in personal) or _is_office(name, speaker)


def _is_office(name: str, speaker: Speaker) -> bool:
    """Say whether a claim names a speaker by nothing but the whole office that the source gives."""
    return all(word.is_in(read_terms(speaker.role)) for word in read_words(name))


def format_speaker(speaker: Speaker) -> str:
    """Write a speaker with the office that the source gives."""
    return f"{speaker.name} ({speaker.role})" if speaker.role and speaker.role != speaker.name else speaker.name


def find_statement(sentence: Sentence) -> Span:
    """Return what a sentence has somebody say; the whole of one that names nobody."""
    return sentence.attribution.statement if sentence.attribution else sentence.span
