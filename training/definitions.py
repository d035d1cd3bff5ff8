"""Ask for the terms that statutes define: "apa itu Masa Iddah?" → the point of article 1 that says it.

Used by ``training.pack``. The general provisions of a statute define a dozen terms each, under one lead and in one
form, so that the neighbouring point is the hardest wrong answer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from training.provisions import Unit, build_passage, find_units

PER_STATUTE = 6
"""Terms asked of each statute: more would teach its subject rather than the form."""

NAMED_SHARE = 0.2
"""Share of the questions that name the statute's subject."""

MOST_WRONG = 6
"""Neighbouring points kept as wrong answers."""

_DEFINED = re.compile(
    r"^\d+\.\s*(?P<term>[^.;:]{2,80}?)(?:\s*,?\s+(?:yang\s+)?selanjutnya\s+(?:disebut|disingkat)(?:\s+dengan)?\s+"
    r"(?P<short>[^,.;]{2,50}?))?\s*,?\s+(?:adalah|ialah)\s+(?P<meaning>.{20,})",
    re.S,
)

_INDONESIAN = (
    "apa itu {t}|apa yang dimaksud dengan {t}|apa yang dimaksud {t}|pengertian {t}|definisi {t}|arti {t}|{t} adalah|"
    "{t} itu apa|apa arti {t}|maksud {t}|maksudnya {t} apa|yang disebut {t} itu yang bagaimana|jelaskan pengertian {t}|"
    "{t} artinya apa ya|bagaimana undang-undang mendefinisikan {t}|apa definisi {t}|apa sih {t} itu|istilah {t}"
).split("|")
_ENGLISH = (
    "what is {t}|what is meant by {t}|definition of {t}|what does {t} mean|how is {t} defined|meaning of {t} in the law"
).split("|")
_NAMED = "menurut aturan tentang {s}|dalam peraturan {s}|di bidang {s}|menurut UU {s}|soal {s}".split("|")

_ENGLISH_SHARE = 0.12


@dataclass(frozen=True)
class Asked:
    """A question for a term.

    Args:
        question, term: as asked; the term in small letters.
        passage: what defines it, without the statute's name.
        wrong: neighbouring points, in the same form.
    """

    question: str
    term: str
    passage: str
    wrong: tuple[str, ...]


def ask_definitions(row: Mapping[str, object], chance: random.Random) -> Iterator[Asked]:
    """Ask for some terms of a statute's article of definitions.

    Args:
        row: with ``pasal``, ``judul`` and ``text``.
    """
    article, number = str(row["text"]), str(row["pasal"]).strip()
    units = [unit for unit in find_units(article) if unit.kind == "angka"]
    defined = [(unit, found) for unit in units if (found := _DEFINED.match(article[unit.start : unit.end]))]
    for unit, found in chance.sample(defined, min(PER_STATUTE, len(defined))):
        term = " ".join((found["short"] if found["short"] and chance.random() < 0.5 else found["term"]).split())
        question = _ask(term.strip("\"'“”_ "), str(row["judul"]), chance)
        wrong = tuple(_format(article, number, other) for other in _near(units, unit))
        yield Asked(question, term.casefold(), _format(article, number, unit), wrong)


def _near(units: list[Unit], unit: Unit) -> list[Unit]:
    others = [other for other in units if other is not unit]
    return sorted(others, key=lambda other: abs(other.start - unit.start))[:MOST_WRONG]


def _format(article: str, number: str, unit: Unit) -> str:
    return build_passage(article, number, unit).format()


def _ask(term: str, subject: str, chance: random.Random) -> str:
    form = chance.choice(_ENGLISH if chance.random() < _ENGLISH_SHARE else _INDONESIAN)
    question = form.format(t=term)
    if subject and len(subject.split()) <= 8 and form in _INDONESIAN and chance.random() < NAMED_SHARE:
        question += " " + chance.choice(_NAMED).format(s=subject.casefold())
    question = question.casefold() if chance.random() < 0.5 else question
    return question + "?" * (chance.random() < 0.4)
