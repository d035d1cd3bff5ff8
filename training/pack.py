"""Pack everything that training reads into a folder of compact arrays: pieces, pairs, wrong answers, development sets.

``python -m training.pack --data FOLDER --work FOLDER`` writes ``WORK/packed``. Texts are cut into pieces once, so that
``training.train`` needs neither the texts nor this project's other packages, and a fast machine never waits for words.
Invariant: no pair of the packed sets holds a question, a gold passage or a sentence of a held-out set.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from training.data import (
    INTERFACE_SOURCES,
    PAIR_SETS,
    SEED,
    collect_heldout,
    format_title,
    normalise,
    read_pairs,
    read_rows,
)
from training.definitions import ask_definitions
from training.evaluate import LEGAL_DISTRACTORS, LEGAL_QUESTIONS, Task, load_questions, sample_task
from training.provisions import Passage
from training.questions import Answered, load_answered

LENGTH = 254
"""Pieces of a text that are kept; with both ends a model of 256 reads them."""

KINDS = {
    "questions": ("tydi", "squad", "idk_mrc"),
    "legal": ("penjelasan_pasal",),
    "asked": ("asked", "crops_plain"),
    "english": ("crops_english",),
    "crops": ("crops_news", "crops_legal", "judul_pasal", "summary_body"),
    "phrases": ("quora", "paws", "indonli", "informal"),
}
"""Kind → the prepared sets whose pairs are told from each other."""

MOST_PARALLEL = 90_000
INTERFACE_SHARE = 0.3
"""Of software's own sentences, a third of the translations and far from our field, so many are kept."""

SMALL_LETTERS = 0.15
"""Share of the questions of the asked and natural kinds that are written without capitals, as people type them."""

WRONG = 12
"""Wrong answers kept of each question that has its own."""

ALIKE = 3
"""Passages kept that answer a question beside the one it is paired with."""

JUDGES = frozenset(
    "PP 14/1993|PP 29/2000|PP 44/2015|PP 45/2015|PP 46/2015|PP 50/2012|PP 60/2015|PP 82/2019|PP 99/2013|UU 11/2020|"
    "UU 13/2003|UU 18/1999|UU 2/2017|UU 24/2011|UU 3/1992|UU 40/2004|PP 21/2020|PP 3/2024|PP 52/2000|PP 61/2010|"
    "PP 80/2019|PP 96/2012|UU 1/2024|UU 14/2008|UU 19/2016|UU 28/1999|UU 40/1999".split("|")
)
"""Statutes over which search is judged with people's questions: no question is made of their definitions."""

SMALL_WORDS = frozenset("dan atau di ke dari yang untuk pada dengan atas dalam oleh tentang bagi serta".split())


@dataclass
class Texts:
    """Texts by number, each once."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """Give a text its number."""
        return self.numbers.setdefault(text, len(self.numbers))


@dataclass
class Rows:
    """Pairs of one kind, as numbers of texts.

    Args:
        left, right: question and passage.
        key: pairs with the same key answer each other; -1 for none.
        wrong: of each pair, passages that don't answer, filled up with -1.
        alike: of each pair, further passages that do.
    """

    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    key: list[int] = field(default_factory=list)
    wrong: list[list[int]] = field(default_factory=list)
    alike: list[list[int]] = field(default_factory=list)

    def add(self, left: int, right: int, key: int = -1, wrong: Sequence[int] = (), alike: Sequence[int] = ()) -> None:
        """Add a pair."""
        self.left.append(left)
        self.right.append(right)
        self.key.append(key)
        self.wrong.append(_fill(wrong, WRONG))
        self.alike.append(_fill(alike, ALIKE))

    def arrays(self, kind: str) -> dict[str, np.ndarray]:
        """Give the pairs as arrays named after the kind."""
        named = {"left": self.left, "right": self.right, "key": self.key}
        made = {f"{kind}.{name}": np.array(values, dtype=np.int32) for name, values in named.items()}
        if any(row[0] >= 0 for row in self.wrong):
            made[f"{kind}.wrong"] = np.array(self.wrong, dtype=np.int32)
        if any(row[0] >= 0 for row in self.alike):
            made[f"{kind}.alike"] = np.array(self.alike, dtype=np.int32)
        return made


def _fill(numbers: Sequence[int], size: int) -> list[int]:
    kept = list(numbers[:size])
    return kept + [-1] * (size - len(kept))


def pack_pairs(work: Path, texts: Texts) -> Iterator[tuple[str, Rows]]:
    """Pack the prepared pairs, by kind."""
    chance = random.Random(SEED)
    for kind, names in KINDS.items():
        rows = Rows()
        for pair in (pair for name in names for pair in read_pairs(work / "pairs" / f"{name}.jsonl")):
            left = pair.left
            if kind in {"questions", "asked", "english"} and chance.random() < SMALL_LETTERS:
                left = left.casefold()
            rows.add(texts.number(left), texts.number(pair.right))
        yield kind, rows


def pack_translations(work: Path, texts: Texts) -> Rows:
    """Pack some of the translations, few of software's own."""
    chance = random.Random(SEED)
    pairs = [
        pair
        for pair in read_pairs(work / "pairs" / "parallel.jsonl")
        if len(pair.left) < 400 and (not pair.source.startswith(INTERFACE_SOURCES) or chance.random() < INTERFACE_SHARE)
    ]
    rows = Rows()
    for pair in chance.sample(pairs, min(MOST_PARALLEL, len(pairs))):
        rows.add(texts.number(pair.left), texts.number(pair.right))
    return rows


def pack_definitions(data: Path, texts: Texts, heldout: frozenset[str]) -> Rows:
    """Pack questions for defined terms; a term is one key, whichever statute defines it."""
    chance, rows, keys = random.Random(SEED), Rows(), Texts()
    for row in read_rows(data / "train" / "legal_pasal.jsonl.gz"):
        if str(row["pasal"]).strip() != "1" or "dimaksud dengan" not in str(row["text"])[:300]:
            continue
        if str(row["doc"]) in JUDGES or normalise(str(row["text"])) in heldout:
            continue
        name = name_work(str(row["doc"]), str(row["judul"]), chance)
        for asked in ask_definitions(row, chance):
            title = f"{name}\n" if chance.random() < 0.75 else ""
            wrong = [texts.number(title + passage) for passage in asked.wrong]
            right = texts.number(title + asked.passage)
            rows.add(texts.number(asked.question), right, keys.number(asked.term), wrong)
    return rows


def name_work(document: str, title: str, chance: random.Random) -> str:
    """Name a work as it stands above its passages: capitals as on the cover, in words, or of the first word only."""
    draw = chance.random()
    if draw < 0.6:
        words = title.casefold().split()
        title = " ".join(word if word in SMALL_WORDS else word.capitalize() for word in words)
    elif draw < 0.85:
        return format_title({"doc": document, "judul": title}).strip()
    return f"{document} {title}".strip()


def pack_written(answered: Iterable[Answered], texts: Texts) -> Rows:
    """Pack the questions written for training: the product's passage with and without its title, and the part alone."""
    chance, rows = random.Random(SEED), Rows()
    for one in answered:
        document = one.written.provision.partition("#")[0]
        title = name_work(document, one.title, chance) if one.title else ""
        left = texts.number(one.written.question)
        forms = [(one.right[0], title), (one.right[0], ""), (one.right[-1], title)]
        every = {texts.number(passage.format(given)) for passage in one.right for given in {title, ""}}
        for passage, given in dict.fromkeys(forms):
            right = texts.number(passage.format(given))
            wrong = _draw_wrong(one, given, texts, chance)
            rows.add(left, right, -1, wrong, sorted(every - {right}))
    return rows


def _draw_wrong(one: Answered, title: str, texts: Texts, chance: random.Random) -> list[int]:
    """Take the named wrong answer and a draw of the others."""
    named, others = list(one.wrong[:1]), list(one.wrong[1:])
    chance.shuffle(others)
    return [texts.number(passage.format(title)) for passage in [*named, *others[: WRONG - 1]]]


def pack_task(task: Task, texts: Texts, name: str) -> dict[str, np.ndarray]:
    """Pack a development set; a question's right answers are listed as question, answer."""
    gold = [(asked, answer) for asked, answers in enumerate(task.gold) for answer in sorted(answers)]
    return {
        f"dev.{name}.questions": np.array([texts.number(text) for text in task.questions], dtype=np.int32),
        f"dev.{name}.texts": np.array([texts.number(text) for text in task.texts], dtype=np.int32),
        f"dev.{name}.gold": np.array(gold, dtype=np.int32),
    }


def build_written_task(answered: Sequence[Answered]) -> Task:
    """Make a development set of the questions held back, over the passages of all questions and their neighbours."""
    passages: dict[str, int] = {}

    def number(one: Answered, passage: Passage) -> int:
        document = one.written.provision.partition("#")[0]
        title = name_work(document, one.title, random.Random(0)) if one.title else ""
        return passages.setdefault(passage.format(title), len(passages))

    asked = [one for one in answered if one.written.is_held_back]
    gold = [frozenset(number(one, passage) for passage in one.right) for one in asked]
    for one in answered:
        for passage in (*one.right[:1], *one.wrong[:4]):
            number(one, passage)
    return Task("written", [one.written.question for one in asked], list(passages), gold)


def pack_judged(data: Path, texts: Texts, heldout: frozenset[str]) -> dict[str, np.ndarray]:
    """Pack pairs with a verdict: inferences (e, n, c as 0, 1, 2), and whether a paragraph answers (1) or not (0)."""
    labels = {"e": 0, "n": 1, "c": 2}
    inferences = [
        (texts.number(str(row["premise"])), texts.number(str(row["hypothesis"])), labels[str(row["label"])])
        for row in read_rows(data / "train" / "indonli.jsonl.gz")
    ]
    answers = [
        (texts.number(str(row["q"])), texts.number(str(row["p"])), int(bool(row["answerable"])))
        for row in read_rows(data / "train" / "idk_mrc.jsonl.gz")
        if normalise(str(row["q"])) not in heldout and normalise(str(row["p"])) not in heldout
    ]
    return {"judged.nli": np.array(inferences, dtype=np.int32), "judged.answered": np.array(answers, dtype=np.int32)}


def pack(data: Path, work: Path, target: Path) -> Iterator[str]:
    """Write the packed folder; tell what lies in it."""
    texts, heldout = Texts(), collect_heldout(data)
    arrays: dict[str, np.ndarray] = {}
    answered = [one for one in load_answered(data) if normalise(one.written.question) not in heldout]
    kinds = dict(pack_pairs(work, texts))
    kinds["definitions"] = pack_definitions(data, texts, heldout)
    kinds["written"] = pack_written([one for one in answered if not one.written.is_held_back], texts)
    kinds["parallel"] = pack_translations(work, texts)
    for kind, rows in kinds.items():
        arrays |= rows.arrays(kind)
        yield f"{kind}: {len(rows.left):,} pairs"
    arrays |= pack_judged(data, texts, heldout)
    legal = sample_task(load_questions(data, "legal"), LEGAL_QUESTIONS, LEGAL_DISTRACTORS)
    tasks = {"tydi": load_questions(data, "tydiqa_id"), "legal": legal, "written": build_written_task(answered)}
    for name, task in tasks.items():
        arrays |= pack_task(task, texts, name)
        yield f"development set {name}: {len(task.questions):,} questions, {len(task.texts):,} texts"
    write_packed(target, texts, arrays, work / "start")
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    yield f"{len(texts.numbers):,} texts, {size / 2**20:.1f} MiB"


def write_packed(target: Path, texts: Texts, arrays: dict[str, np.ndarray], start: Path) -> None:
    """Write pieces and arrays, and the start beside them."""
    from tokenizers import Tokenizer

    target.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(start / "tokenizer.json"))
    tokenizer.enable_truncation(LENGTH)
    made: list[np.ndarray] = []
    every = list(texts.numbers)
    for begin in range(0, len(every), 2_000):
        part = tokenizer.encode_batch(every[begin : begin + 2_000], add_special_tokens=False)
        made += [np.array(one.ids, dtype=np.uint16) for one in part]
    arrays = {**arrays, "lengths": np.array([len(one) for one in made], dtype=np.uint16)}
    with lzma.open(target / "pieces.xz", "wb", preset=3) as file:
        file.write(np.concatenate(made).tobytes())
    np.savez_compressed(target / "arrays.npz", **arrays)  # type: ignore[arg-type]
    for name in ("start.npz", "start.json", "tokenizer.json"):
        shutil.copy(start / name, target / name)
    (target / "facts.json").write_text(json.dumps({"kinds": [*KINDS, "definitions", "written", "parallel"]}) + "\n")


def main() -> None:
    """Pack and tell."""
    parser = argparse.ArgumentParser(description="Pack what training reads.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    given = parser.parse_args()
    assert set(PAIR_SETS) | {"crops_english"} == {name for names in KINDS.values() for name in names}
    for line in pack(given.data, given.work, given.work / "packed"):
        print(line, flush=True)


if __name__ == "__main__":
    main()
