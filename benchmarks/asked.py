"""Ask what strangers asked, and judge as a person would: is the right article first, and does its quote answer?

    python -m benchmarks.asked --corpus CORPUS --cache CACHE [--half dev|test] [--model FOLDER] [--show]

``domain/asked.tsv`` holds 350 questions by three hands that knew neither the code nor its word lists, only a role and
the texts. They are asked of the whole product, as its faces ask it; without ``--corpus``, of ``KB_HOME`` as it is.
``--show`` lists the development questions whose first hit isn't right; the test half is only ever counted.

A hit is right when it is of the right article and its chunk holds the words without which nobody would call it an
answer; a quote answers when it holds them itself.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.evaluate import Plan, domain
from benchmarks.evaluate.run import STARTER, open_base
from kb.knowledge_base import KnowledgeBase, SearchResult
from kb.model import Hit
from kb.model.settings import Settings

FILE = Path(__file__).parent / "domain" / "asked.tsv"

DEPTH = 50
"""Hits that are looked through."""

RANKS = (1, 3, 10, DEPTH)

NONE = "none"
"""Class of the questions that nothing held answers."""

_ARTICLE = re.compile(r"(?:.*\.)?pasal-[^.]*")
_LIST_LEVELS = 3
"""Of a locator without articles (a circular's, a form's) so many levels are the place that is looked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question.

    Args:
        kind: its class.
        gold: (document id, locator) of each provision that answers; none for the class ``none``.
        words: stretches that must all be there, each in one of its forms.
    """

    id: str
    kind: str
    text: str
    gold: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, ...], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went.

    Args:
        rank: of the first right hit, from 1; 0 where none is among those looked through.
        is_quoted: the first hit is right and its quote holds the words.
        is_refused: the product says that nothing here answers.
    """

    asked: Asked
    rank: int
    is_quoted: bool
    is_refused: bool
    first: str


def load_asked(half: str, path: Path = FILE) -> list[Asked]:
    """Read one half (``dev``, ``test``) of the questions, or ``all``.

    Raises:
        ValueError: a line hasn't seven columns, or not as many locators as documents.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    read = [_read_line(line) for line in lines]
    return [one for one in read if half in ("all", domain.find_half(one.id))]


def _read_line(line: str) -> Asked:
    key, kind, text, documents, locators, words, note = line.split("\t")
    gold = tuple(zip(_split(documents, ";"), _split(locators, ";"), strict=True))
    return Asked(key, kind, text, gold, tuple(_split(one, "|") for one in _split(words, " & ")), note)


def _split(cell: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(mark) if part.strip())


def find_article(locator: str) -> str:
    """Return the article of a locator; where there are no articles, its first three levels.

    Example:
        >>> find_article("pasal-i.angka-3.pasal-34.ayat-1"), find_article("bab-iii.huruf-g.angka-12.angka-7")
        ('pasal-i.angka-3.pasal-34', 'bab-iii.huruf-g.angka-12')
    """
    found = _ARTICLE.match(locator)
    return found[0] if found else ".".join(locator.split(".")[:_LIST_LEVELS])


def has_words(text: str, words: Sequence[Sequence[str]]) -> bool:
    """Say whether a text has all words, each in one of its forms, however it is broken into lines."""
    flat = _flatten(text)
    return all(any(_flatten(form) in flat for form in forms) for forms in words)


def _flatten(text: str) -> str:
    return " ".join(text.split()).casefold()


def is_right(hit: Hit, asked: Asked) -> bool:
    """Say whether a hit is of the right article and has the words."""
    articles = {(document, find_article(locator)) for document, locator in asked.gold}
    places = {hit.chunk.locator, hit.citation.pinpoint.locator}
    is_there = any((hit.chunk.document_id, find_article(place)) in articles for place in places)
    return is_there and has_words(f"{hit.chunk.text}\n{hit.citation.quote.exact}", asked.words)


def judge(asked: Asked, found: SearchResult) -> Outcome:
    """Judge what came for a question."""
    ranks = (hit.rank for hit in found.hits if asked.gold and is_right(hit, asked))
    rank = next(ranks, 0)
    quoted = rank == 1 and has_words(found.hits[0].citation.quote.exact, asked.words)
    refused = not found.hits or found.diagnostics.get("answerable") is False
    return Outcome(asked, rank, quoted, refused, _describe(found.hits))


def _describe(hits: Sequence[Hit]) -> str:
    if not hits:
        return "nothing"
    citation = hits[0].citation
    quote = " ".join(citation.quote.exact.split())
    return f"{citation.document_id}#{citation.pinpoint.locator}: {quote[:110]}"


def format_table(outcomes: Sequence[Outcome]) -> str:
    """Write the table: a line for each class, one for all, one for the refusals."""
    answered = [one for one in outcomes if one.asked.gold]
    kinds = defaultdict(list)
    for one in answered:
        kinds[one.asked.kind].append(one)
    head = "| class | questions | " + " | ".join(f"R@{rank}" for rank in RANKS) + " | quote at 1 |"
    rows = [_format_row(kind, of) for kind, of in sorted(kinds.items())]
    return "\n".join([head, "|---|" + "--:|" * (len(RANKS) + 2), *rows, _format_row("all", answered), _tell(outcomes)])


def _format_row(name: str, outcomes: Sequence[Outcome]) -> str:
    shares = [share(0 < one.rank <= rank for one in outcomes) for rank in RANKS]
    cells = [*shares, share(one.is_quoted for one in outcomes)]
    return f"| {name} | {len(outcomes)} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |"


def _tell(outcomes: Sequence[Outcome]) -> str:
    unanswerable = [one.is_refused for one in outcomes if not one.asked.gold]
    false = [one.is_refused for one in outcomes if one.asked.gold]
    return (
        f"\nNot held, and said so: {share(unanswerable):.0%} of {len(unanswerable)}; "
        f"held, and refused: {share(false):.1%} of {len(false)}."
    )


def share(values: Iterable[bool]) -> float:
    """Return the share of those that are true."""
    kept = list(values)
    return sum(kept) / len(kept) if kept else 0.0


def format_missed(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """List the questions whose first hit isn't right, or that were refused, with what came instead."""
    for one in outcomes:
        gold = ", ".join(f"{document}#{locator}" for document, locator in one.asked.gold)
        is_missed = one.rank != 1 or not one.is_quoted or one.is_refused if one.asked.gold else not one.is_refused
        if is_missed:
            marks = (" quoted" if one.is_quoted else "") + (" refused" if one.is_refused else "")
            told = f"rank {one.rank}{marks}"
            asked = f"{one.asked.id} {one.asked.kind} [{told}] {one.asked.text}"
            yield f"{asked}\n    right: {gold}\n    first: {one.first}"


@contextmanager
def _open(options: argparse.Namespace) -> Iterator[KnowledgeBase]:
    settings = Settings.from_env(os.environ)
    if not options.corpus:
        with KnowledgeBase.open(settings) as base:
            yield base
        return
    plan = Plan(cache=options.cache, corpora=(STARTER, *options.corpus))
    with open_base(options.model, plan, settings, lambda text: print(text, file=sys.stderr)) as base:
        yield base


def main() -> None:
    """Ask, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", action="append", default=[])
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--model", default="", help="an embedding model's folder in place of the shipped one")
    parser.add_argument("--half", choices=("dev", "test"), default="dev")
    parser.add_argument("--show", action="store_true", help="list the development questions that went wrong")
    options = parser.parse_args()
    if options.show and options.half != "dev":
        parser.error("the test half is not looked into")
    if options.corpus and options.cache is None:
        parser.error("--corpus needs --cache, where what was embedded is kept")
    with _open(options) as base:
        outcomes = [judge(one, base.search(one.text, limit=DEPTH)) for one in load_asked(options.half)]
    print(format_table(outcomes))
    if options.show:
        print("\n".join(format_missed(outcomes)))


if __name__ == "__main__":
    main()
