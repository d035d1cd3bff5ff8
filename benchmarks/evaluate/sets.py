"""Public collections: questions, passages and which passage answers which question.

Read in place from a data folder, never copied. The same files give the same collection, and the same sample of it, on
every machine; a split that is kept for the final table isn't opened unless asked for.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kb.model.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answers.

    Args:
        kind: its class in the table; empty where the set has none.
        gold: what answers it → grade, 1 or more. Empty where nothing in the collection does.
    """

    id: str
    text: str
    gold: Mapping[str, int]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One text that can be found."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Questions over passages."""

    name: str
    questions: tuple[Question, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """Where a public set lies and how it is read.

    Args:
        stem: its file name in the folder of its split.
        reads: for sentence pairs the language of the question and that of the passages; empty for passages.
    """

    name: str
    split: str
    stem: str
    reads: tuple[str, str] | tuple[()] = ()


def _pairs(split: str, stem: str) -> tuple[Spec, Spec]:
    return Spec(f"{stem}_id_en", split, stem, ("id", "en")), Spec(f"{stem}_en_id", split, stem, ("en", "id"))


PUBLIC: Mapping[str, Spec] = {
    spec.name: spec
    for spec in (
        Spec("tydiqa_id", "dev", "tydiqa_id"),
        Spec("legal", "dev", "legal"),
        *_pairs("dev", "bitext_pud"),
        *_pairs("dev", "bitext_nusax_test"),
        Spec("facqa", "test", "facqa"),
        Spec("legal_labour", "test", "legal_labour"),
        *_pairs("test", "bitext_sib200_flores"),
        *_pairs("test", "bitext_tico19"),
    )
}
"""Public sets by name. ``dev`` is for choosing, ``test`` only for the final table."""


def find_names(wanted: Sequence[str], final: bool) -> list[str]:
    """List the sets to be measured: those that are wanted, else all of the split.

    Raises:
        ConfigError: a name is unknown, or belongs to the final split and ``final`` is false.
    """
    split = "test" if final else "dev"
    for name in wanted:
        if name not in PUBLIC:
            raise ConfigError(f"There is no set {name!r}.", f"Sets: {', '.join(PUBLIC)}.")
        if PUBLIC[name].split == "test" and not final:
            raise ConfigError(f"{name} is kept for the final table.", "Say --final when that is what is being made.")
    return list(wanted) or [name for name, spec in PUBLIC.items() if spec.split == split]


def load_public(folder: Path, name: str) -> Collection:
    """Read a public set.

    Args:
        folder: holds ``dev`` and ``test``.
        name: one of :data:`PUBLIC`.

    Raises:
        ConfigError: its files aren't there.
    """
    spec = PUBLIC[name]
    base = folder / spec.split
    if spec.reads:
        return build_bitext(name, _load_rows(base / f"{spec.stem}.jsonl.gz"), *spec.reads)
    questions = _load_rows(base / f"{spec.stem}_queries.jsonl.gz")
    return build_collection(name, questions, _load_rows(base / f"{spec.stem}_corpus.jsonl.gz"))


def _load_rows(path: Path) -> list[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]
    except (OSError, ValueError) as exc:
        raise ConfigError(f"{path} can't be read: {exc}", "--data names the folder that holds dev/ and test/.") from exc


def build_collection(name: str, questions: Iterable[dict[str, Any]], corpus: Iterable[dict[str, Any]]) -> Collection:
    """Make a collection of rows ``id, question, gold`` and ``id, [title,] text``."""
    asked = tuple(Question(row["id"], row["question"], dict.fromkeys(_gold_of(row), 1)) for row in questions)
    return Collection(name, asked, tuple(Passage(row["id"], _text_of(row)) for row in corpus))


def _gold_of(row: Mapping[str, Any]) -> list[str]:
    return list(row["gold"]) if isinstance(row["gold"], list) else [row["gold"]]


def _text_of(row: Mapping[str, Any]) -> str:
    """Put the title where a chunk has its headings."""
    return f"{row.get('title', '')}\n{row['text']}".strip()


def build_bitext(name: str, rows: Sequence[Mapping[str, str]], asks: str, answers: str) -> Collection:
    """Make "find the translation" of sentence pairs; a sentence that occurs twice is one passage."""
    first: dict[str, str] = {}
    for number, row in enumerate(rows):
        first.setdefault(row[answers].strip(), f"{answers}-{number}")
    questions = (
        Question(f"{asks}-{number}", row[asks].strip(), {first[row[answers].strip()]: 1})
        for number, row in enumerate(rows)
    )
    return Collection(name, tuple(questions), tuple(Passage(key, text) for text, key in first.items()))


def take_sample(collection: Collection, questions: int, passages: int) -> Collection:
    """Take a smaller collection that is the same everywhere, for a gate that must be quick.

    Questions and distractors are those whose ids have the smallest hashes; every gold passage of a kept question stays.

    Args:
        questions, passages: at most that many; 0 takes all. Gold passages stay even beyond ``passages``.
    """
    asked = _take(collection.questions, questions)
    gold = {key for question in asked for key in question.gold}
    kept = [passage for passage in collection.passages if passage.id in gold]
    others = [passage for passage in collection.passages if passage.id not in gold]
    room = max(0, passages - len(kept)) if passages else len(others)
    filled = _take(others, room) if room else []
    return replace(collection, questions=tuple(asked), passages=(*kept, *filled))


def _take(items: Sequence[Any], count: int) -> list[Any]:
    if not count:
        return list(items)
    return sorted(items, key=lambda item: hashlib.sha256(item.id.encode()).hexdigest())[:count]


def hash_lines(lines: Iterable[str]) -> str:
    """Hash lines whatever their order: 16 hexadecimal digits, enough to see that something changed."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]


def hash_questions(questions: Iterable[Question]) -> str:
    """Hash what is asked."""
    return hash_lines(json.dumps([question.id, question.kind, question.text]) for question in questions)


def hash_qrels(questions: Iterable[Question]) -> str:
    """Hash what answers what."""
    return hash_lines(json.dumps([question.id, sorted(question.gold.items())]) for question in questions)


def hash_passages(passages: Iterable[Passage]) -> str:
    """Hash what can be found."""
    return hash_lines(json.dumps([passage.id, passage.text]) for passage in passages)
