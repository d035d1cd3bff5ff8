"""Read the questions that were written for training, and find what answers each and what nearly does.

``questions.tsv.gz`` (how they were written: ``questions.md``) names the provision, the part of it that answers, the
register, the question, and a neighbour that doesn't answer. The texts lie in the data folder. One provision in ten is
held back, with all of its questions, to choose checkpoints by.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.data import read_rows
from training.provisions import Passage, Unit, build_passage, cut_article, find_units

FILE = Path(__file__).parent / "questions.tsv.gz"

HELD_BACK = 10
"""One provision in so many is kept for choosing."""

REACH = 2
"""Articles on either side whose passages are wrong answers."""

NEWS = "indosum#"


@dataclass(frozen=True)
class Written:
    """A question as it was written.

    Args:
        provision: "PP 8/1999#12", or the hash of a news text.
        part: numbers of the part that answers, outermost first; empty where the whole does.
        register: lay, spoken, formal, keywords, paraphrase, english, definition or figure.
        question: as it would be typed.
        wrong: a neighbour that doesn't answer: "ayat:2", "pasal:13" or empty.
    """

    provision: str
    part: tuple[str, ...]
    register: str
    question: str
    wrong: str

    @property
    def is_held_back(self) -> bool:
        """Say whether it is kept for choosing."""
        return int(hashlib.sha256(self.provision.encode()).hexdigest(), 16) % HELD_BACK == 0


@dataclass(frozen=True)
class Answered:
    """A question with its passages.

    Args:
        written: the question.
        title: of the work; empty for news and where it isn't known.
        right: passages that answer, the one to be found first: as the product cuts, then the part alone.
        wrong: passages near by that don't, the named one first.
    """

    written: Written
    title: str
    right: tuple[Passage, ...]
    wrong: tuple[Passage, ...]


def read_written(path: Path = FILE) -> list[Written]:
    """Read all questions."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Written(row[0], _split(row[1]), row[2], row[3], "" if row[4] == "-" else row[4]) for row in rows]


def _split(part: str) -> tuple[str, ...]:
    return () if part == "-" else tuple(part.split("."))


class Statutes:
    """The articles that questions were written for, and those around them.

    Args:
        rows: of ``train/legal_pasal``, in their order.
    """

    def __init__(self, rows: Sequence[Mapping[str, object]]) -> None:
        self.rows = rows
        self.places: dict[str, int] = {}
        for at, row in enumerate(rows):
            self.places.setdefault(f"{row['doc']}#{row['pasal']}", at)

    def answer(self, written: Written) -> Answered | None:
        """Find a question's passages; None where its article isn't there."""
        at = self.places.get(written.provision)
        if at is None:
            return None
        row = self.rows[at]
        article, number = str(row["text"]), str(row["pasal"]).strip()
        units = find_units(article)
        unit = find_part(units, written.part)
        own = list(cut_article(article, number))
        right = _choose_right(own, build_passage(article, number, unit) if unit else None)
        wrong = [*self._named(written, units, article, number), *_siblings(own, units, unit, article, number)]
        around = self._around(at)
        return Answered(written, str(row["judul"]).strip(), right, _drop((*wrong, *around), right))

    def _named(self, written: Written, units: Sequence[Unit], article: str, number: str) -> Iterator[Passage]:
        kind, _, named = written.wrong.partition(":")
        if kind == "ayat" and (unit := find_part(units, _split(named))):
            yield build_passage(article, number, unit)
        elif kind == "pasal":
            at = self.places.get(f"{written.provision.partition('#')[0]}#{named}")
            if at is not None:
                yield from self._cut(at)

    def _around(self, at: int) -> Iterator[Passage]:
        for step in range(1, REACH + 1):
            for near in (at - step, at + step):
                if 0 <= near < len(self.rows) and self.rows[near]["doc"] == self.rows[at]["doc"]:
                    yield from self._cut(near)

    def _cut(self, at: int) -> Iterator[Passage]:
        yield from cut_article(str(self.rows[at]["text"]), str(self.rows[at]["pasal"]).strip())


def find_part(units: Sequence[Unit], part: Sequence[str]) -> Unit | None:
    """Find a part by its numbers; the nearest part around it where it isn't there itself."""
    for length in range(len(part), 0, -1):
        for unit in units:
            if found := unit.find(list(part[:length])):
                return found
    return None


def _choose_right(own: Sequence[Passage], part: Passage | None) -> tuple[Passage, ...]:
    """Choose what answers: the product's passage that the part lies in, and the part alone."""
    if part is None:
        return tuple(own[:1]) if len(own) == 1 else tuple(own)
    around = [passage for passage in own if passage.start < part.end and part.start < passage.end]
    return tuple(dict.fromkeys([*around[:1], part]))


def _siblings(
    own: Sequence[Passage], units: Sequence[Unit], unit: Unit | None, article: str, number: str
) -> Iterator[Passage]:
    if unit is None:
        return
    yield from own
    yield from (build_passage(article, number, other) for other in units)


def _drop(passages: Sequence[Passage], right: Sequence[Passage]) -> tuple[Passage, ...]:
    """Drop what holds the part that answers, or lies inside of it; a neighbour within the article stays."""
    parts = right[-1:] if len(right) == 2 else right
    return tuple(
        passage
        for passage in dict.fromkeys(passages)
        if not any(one.text in passage.text or passage.text in one.text for one in parts)
    )


def load_answered(data: Path, path: Path = FILE) -> list[Answered]:
    """Load all questions with their passages.

    Args:
        data: the data folder.
    """
    statutes = Statutes(list(read_rows(data / "train" / "legal_pasal.jsonl.gz")))
    bodies = [str(row["body"]) for row in read_rows(data / "train" / "indosum_summary_body.jsonl.gz")]
    news = {_hash_news(body): body for body in bodies}
    found = []
    for written in read_written(path):
        if written.provision.startswith(NEWS):
            body = " ".join(news[written.provision].split())
            found.append(Answered(written, "", (Passage(0, len(body), (), body),), ()))
        elif answered := statutes.answer(written):
            found.append(answered)
    return found


def _hash_news(body: str) -> str:
    return NEWS + hashlib.sha1(body.encode()).hexdigest()[:10]
