"""Prepare the training pairs: load, clean, and take out whatever a development or test set asks.

The first step. ``python -m training.data --data FOLDER --work FOLDER`` reads the sets that README.md names and
writes one file of pairs for each. Invariant: no pair holds a question, a gold passage or a sentence of a held-out
set, by exact normalised match. Held-out sets are read for that and for nothing else.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from training.ask import ask_rule
from training.crops import cut_passages, make_crops, make_translated_crops
from training.lay import count_formal, find_formal_stretch, say_plainly

SEED = 2021

LENGTH_RATIO = 2.2
"""How many times longer one side of a translation may be. Indonesian runs about 1.1 times as long as English; among the
sets, pairs beyond this are mostly two sentences against one."""

LENGTH_SLACK = 12
"""Characters added to both sides first: "OK" for "Baiklah" is no misalignment."""

UNTRANSLATED_OVERLAP = 0.7
"""Share of words that both sides have, from which a pair counts as not translated."""

MOST_WORDS = 120
"""Longer "sentences" are paragraphs that were never aligned."""

INTERFACE_SOURCES = (
    "odoo18_15",
    "django_docs",
    "gnome_user_docs",
    "tldr",
    "mozilla_lang",
    "mozilla_ftl",
    "python_docs",
)
"""Software's own words: a third of the pairs, far from our field."""

FEWEST_INTERFACE_WORDS = 3
"""Menu entries shorter than this teach nothing that a sentence doesn't."""

NO_LICENCE = ("desmond", "sts_mt", "gunnxx")
"""Sources, by their first letters, whose public home names no licence; ``--licensed-only`` leaves them out."""

RUNNING_SOURCES = ("desmond_SMERU", "desmond_ausaid", "desmond_odb", "bppt", "gunnxx_news")
"""Sources whose sentences follow each other as in the text that they are from."""

FEWEST_QUESTION_WORDS = 6
"""An elucidation shorter than this is "Cukup jelas" in one spelling or another: it fits every article."""

TITLE_ARTICLES = 3
"""Articles taken for each statute's title: more of them would teach that all articles of a statute are alike."""

CROPPED_ARTICLE = 6
"""One in so many articles of the statutes is asked by its own words."""

PLAIN_ARTICLE = 2
"""One in so many articles of the statutes is asked in plain words, where it has enough that people say otherwise."""

PLAIN_WORDS = (6, 12)
FORMAL_WORDS = 3
"""Words of a question that people say otherwise, from which it is worth saying it so."""

WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that belong together: question and passage, or Indonesian and English.

    Args:
        left: the question, or the Indonesian side.
        right: the passage, or the English side.
        source: which set, or which source inside the parallel set, it came from.
    """

    left: str
    right: str
    source: str


def normalise(text: str) -> str:
    """Bring a text to the form in which two copies of it are the same.

    Example:
        >>> normalise("  Apa  kepanjangan dari “GPS”? ")
        'apa kepanjangan dari gps'
    """
    return " ".join(WORD.findall(text.casefold()))


def read_rows(path: Path) -> Iterator[dict[str, object]]:
    """Read gzipped JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def read_pairs(path: Path) -> list[Pair]:
    """Read pairs as ``write_pairs`` wrote them."""
    with path.open(encoding="utf-8") as file:
        return [Pair(**json.loads(line)) for line in file]


def write_pairs(path: Path, pairs: Iterable[Pair]) -> int:
    """Write pairs as JSON lines; return how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for pair in pairs:
            file.write(json.dumps(asdict(pair), ensure_ascii=False) + "\n")
            count += 1
    return count


def collect_heldout(folder: Path) -> frozenset[str]:
    """Collect what no training pair may hold: questions, gold passages, both sides of translation tests.

    A collection's other passages are distractors. Those of TyDi's development set are the training set's passages
    themselves, so they can't be taken out, and a model that has seen them is more likely to prefer them wrongly.

    Args:
        folder: the data folder, with ``dev`` and ``test`` in it.
    """
    found: set[str] = set()
    for part in ("dev", "test"):
        for path in sorted((folder / part).glob("*.jsonl.gz")):
            found.update(_heldout_texts(path))
    return frozenset(normalise(text) for text in found) - {""}


def _heldout_texts(path: Path) -> Iterator[str]:
    if path.name.startswith("bitext_"):
        for row in read_rows(path):
            yield from (str(row["id"]), str(row["en"]))
    elif path.name.endswith("_queries.jsonl.gz"):
        texts = {row["id"]: str(row["text"]) for row in read_rows(_corpus_of(path))}
        for row in read_rows(path):
            yield str(row["question"])
            yield from (texts[gold] for gold in row["gold"])  # type: ignore[attr-defined]


def _corpus_of(path: Path) -> Path:
    return path.with_name(path.name.replace("_queries", "_corpus"))


def drop_heldout(pairs: Iterable[Pair], heldout: Container[str]) -> Iterator[Pair]:
    """Drop each pair of which either side is held out."""
    for pair in pairs:
        if normalise(pair.left) not in heldout and normalise(pair.right) not in heldout:
            yield pair


def drop_repeated(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Drop each pair that was there before, by normalised sides."""
    seen: set[tuple[str, str]] = set()
    for pair in pairs:
        key = normalise(pair.left), normalise(pair.right)
        if all(key) and key not in seen:
            seen.add(key)
            yield pair


def is_translation(pair: Pair) -> bool:
    """Say whether two sides may be translations of each other, by their lengths and words alone."""
    left, right = WORD.findall(pair.left.casefold()), WORD.findall(pair.right.casefold())
    if not left or not right or max(len(left), len(right)) > MOST_WORDS:
        return False
    if pair.source.startswith(INTERFACE_SOURCES) and min(len(left), len(right)) < FEWEST_INTERFACE_WORDS:
        return False
    return has_like_lengths(pair) and not is_untranslated(left, right)


def has_like_lengths(pair: Pair) -> bool:
    """Say whether neither side is suspiciously longer."""
    lengths = sorted((len(pair.left) + LENGTH_SLACK, len(pair.right) + LENGTH_SLACK))
    return lengths[1] <= LENGTH_RATIO * lengths[0]


def is_untranslated(left: list[str], right: list[str]) -> bool:
    """Say whether two sides are the same text, or nearly: names and numbers alone don't make them so."""
    if left == right:
        return True
    shared = len(set(left) & set(right))
    return shared / min(len(set(left)), len(set(right))) > UNTRANSLATED_OVERLAP and len(left) > 3


def load_parallel(folder: Path, licensed_only: bool) -> Iterator[Pair]:
    """Load the translations that pass ``is_translation``."""
    for row in read_rows(folder / "train" / "parallel.jsonl.gz"):
        pair = Pair(str(row["id"]), str(row["en"]), str(row["source"]))
        if not (licensed_only and pair.source.startswith(NO_LICENCE)) and is_translation(pair):
            yield pair


def load_fields(name: str, left: str, right: str) -> Callable[[Path], Iterator[Pair]]:
    """Make a loader for a set whose rows hold question and passage as two fields.

    Rows that say that they don't belong together (unanswerable, no paraphrase, no entailment) are left out.
    """

    def load(folder: Path) -> Iterator[Pair]:
        for row in read_rows(folder / "train" / f"{name}.jsonl.gz"):
            belongs = row.get("answerable", True) and row.get("paraphrase", True) and row.get("label", "e") == "e"
            if belongs:
                yield Pair(str(row[left]), str(row[right]), name)

    return load


def load_elucidations(folder: Path) -> Iterator[Pair]:
    """Load elucidation → article, the article sometimes under its statute's title, as it is searched."""
    titles = load_titles(folder)
    for number, row in enumerate(read_rows(folder / "train" / "legal_pasal_penjelasan.jsonl.gz")):
        question, article = str(row["penjelasan"]), str(row["pasal"])
        if len(WORD.findall(question)) < FEWEST_QUESTION_WORDS:
            continue
        title = titles.get(str(row["doc"]), "")
        yield Pair(question, f"{title}\n{article}" if title and number % 2 else article, "penjelasan_pasal")


def load_titles(folder: Path) -> dict[str, str]:
    """Load the title of each statute: "PP 61/1954 Penetapan peraturan …"."""
    return {str(row["doc"]): format_title(row) for row in read_rows(folder / "train" / "legal_pasal.jsonl.gz")}


def format_title(row: Mapping[str, object]) -> str:
    """Write the number and title of a row's statute: "PP 61/1954 Penetapan peraturan …"."""
    return f"{row['doc']} {str(row['judul']).capitalize()}"


def load_title_articles(folder: Path) -> Iterator[Pair]:
    """Load title → article for the first few long articles of each statute, its definitions and scope."""
    taken: dict[str, int] = {}
    for row in read_rows(folder / "train" / "legal_pasal.jsonl.gz"):
        document, text = str(row["doc"]), str(row["text"])
        if taken.get(document, 0) < TITLE_ARTICLES and len(WORD.findall(text)) > 25:
            taken[document] = taken.get(document, 0) + 1
            yield Pair(str(row["judul"]).capitalize(), text, "judul_pasal")


def load_news_crops(folder: Path) -> Iterator[Pair]:
    """Load some words of a sentence → the news passage around it."""
    for number, row in enumerate(read_rows(folder / "train" / "indosum_summary_body.jsonl.gz")):
        for question, passage in make_crops(str(row["body"]), random.Random(SEED + number)):
            yield Pair(question, passage, "crops_news")


def load_article_crops(folder: Path) -> Iterator[Pair]:
    """Load some words of a sentence → the article around it, half of the time under its statute's title."""
    for number, row in enumerate(read_rows(folder / "train" / "legal_pasal.jsonl.gz")):
        if number % CROPPED_ARTICLE:
            continue
        for question, passage in make_crops(str(row["text"]), random.Random(SEED + number)):
            title = f"{format_title(row)}\n" if number % (2 * CROPPED_ARTICLE) else ""
            yield Pair(question, f"{title}{passage}", "crops_legal")
            break


def load_plain_crops(folder: Path) -> Iterator[Pair]:
    """Load a stretch of an article as people would say it → the article's passage."""
    for number, row in enumerate(read_rows(folder / "train" / "legal_pasal.jsonl.gz")):
        if number % PLAIN_ARTICLE:
            continue
        chance = random.Random(SEED - number)
        for sentences in cut_passages(str(row["text"])):
            stretch = max(
                (find_formal_stretch(each, chance.randint(*PLAIN_WORDS)) for each in sentences), key=count_formal
            )
            if count_formal(stretch) >= FORMAL_WORDS:
                yield Pair(say_plainly(stretch, chance), " ".join(sentences), "crops_plain")
                break


def load_asked(folder: Path) -> Iterator[Pair]:
    """Load a question that a sentence of an article answers → the article's passage, half under its statute's title."""
    for number, row in enumerate(read_rows(folder / "train" / "legal_pasal.jsonl.gz")):
        chance = random.Random(SEED + number)
        passages = list(cut_passages(str(row["text"])))
        asked = [(question, part) for part in passages for one in part if (question := ask_rule(one, chance))]
        if asked:
            question, part = chance.choice(asked)
            title = f"{format_title(row)}\n" if chance.random() < 0.5 else ""
            yield Pair(question, title + " ".join(part), "asked")


def crop_translations(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Give a stretch of an English sentence → the Indonesian passage that says it, from texts that run on."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for pair in pairs:
        if pair.source.startswith(RUNNING_SOURCES):
            rows.setdefault(pair.source, []).append((pair.left, pair.right))
    for number, (source, sentences) in enumerate(rows.items()):
        for question, passage in make_translated_crops(sentences, random.Random(SEED + number)):
            yield Pair(question, passage, source)


ENGLISH = "crops_english"
"""Name of the set that is cut out of the translations."""

PAIR_SETS: dict[str, Callable[[Path], Iterator[Pair]]] = {
    "tydi": load_fields("tydiqa_id_qp", "q", "p"),
    "squad": load_fields("squad_id_mt_qp", "q", "p"),
    "idk_mrc": load_fields("idk_mrc", "q", "p"),
    "penjelasan_pasal": load_elucidations,
    "judul_pasal": load_title_articles,
    "crops_legal": load_article_crops,
    "crops_news": load_news_crops,
    "crops_plain": load_plain_crops,
    "asked": load_asked,
    "summary_body": load_fields("indosum_summary_body", "summary", "body"),
    "quora": load_fields("quora_id_paraphrase", "a", "b"),
    "paws": load_fields("paws_id", "a", "b"),
    "indonli": load_fields("indonli", "hypothesis", "premise"),
    "informal": load_fields("informal_formal", "informal", "formal"),
}
"""Set → loader, for the contrastive stage."""


def prepare(folder: Path, work: Path, licensed_only: bool) -> dict[str, int]:
    """Write every set's clean pairs under ``work``; return how many each has."""
    heldout = collect_heldout(folder)
    counts = {"heldout": len(heldout)}
    translations = list(drop_repeated(drop_heldout(load_parallel(folder, licensed_only), heldout)))
    counts["parallel"] = write_pairs(work / "pairs" / "parallel.jsonl", translations)
    sets = {ENGLISH: crop_translations(translations)} | {name: load(folder) for name, load in PAIR_SETS.items()}
    for name, pairs in sets.items():
        kept = drop_repeated(drop_heldout(pairs, heldout))
        counts[name] = write_pairs(work / "pairs" / f"{name}.jsonl", kept)
    return counts


def read_texts(work: Path) -> tuple[list[str], list[str]]:
    """Read the prepared texts that a vocabulary is made of: Indonesian, English; each text once."""
    parallel = read_pairs(work / "pairs" / "parallel.jsonl")
    indonesian = dict.fromkeys(pair.left for pair in parallel)
    for name in PAIR_SETS:  # Crops of translations say nothing new.
        for pair in read_pairs(work / "pairs" / f"{name}.jsonl"):
            indonesian |= {pair.left: None, pair.right: None}
    return list(indonesian), list(dict.fromkeys(pair.right for pair in parallel))


def main() -> None:
    """Prepare the pairs, and print how many each set has."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/, dev/ and test/")
    parser.add_argument("--work", type=Path, required=True, help="folder for everything that training makes")
    parser.add_argument("--licensed-only", action="store_true", help="leave out sources without a licence")
    given = parser.parse_args()
    for name, count in prepare(given.data, given.work, given.licensed_only).items():
        print(f"{name:20} {count:8,}")


if __name__ == "__main__":
    main()
