"""Statutes to measure at size: 4,103 of them, put together from their articles, and questions drawn from these.

The data has an article a line (``legal_pasal.jsonl.gz`` under ``KB_PUBLIC_DATA``: document, title, number of the
article, its text on one line). Each document is written as its ministry would print it, so that the outline finds the
articles and their items.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SEED = 2021
FEWEST_WORDS, MOST_WORDS = 6, 12

_KINDS = {
    "UU": "UNDANG-UNDANG REPUBLIK INDONESIA",
    "PP": "PERATURAN PEMERINTAH REPUBLIK INDONESIA",
    "PERMENKEU": "PERATURAN MENTERI KEUANGAN REPUBLIK INDONESIA",
}
_ITEM = re.compile(r"(?<=[.;:]) (?=\(\d{1,2}\) |\d{1,2}\. [A-Z])|(?<=[;:]) (?=[a-z]\. )|(?<=; dan|/atau) (?=[a-z]\. )")
_HEADING = re.compile(r" (?=(?:BAB [IVXLC]+ |Bagian (?:Ke[a-z]+|Pertama) |Paragraf \d+ )[A-Z])")
_CLAIMED = re.compile(
    r"\b\d[\d.,]* ?(?:\([a-z ]+\) )?(?:tahun|hari|bulan|orang|persen|%|rupiah)|Rp ?\d"
    r"|\b\d{1,2} [A-Z][a-z]+ (?:19|20)\d\d\b"
)
_SENTENCE = re.compile(r"(?<=[.;:]) ")


@dataclass(frozen=True, slots=True)
class Statute:
    """One document of the data.

    Args:
        name: kind, number and year as the data has them: ``UU 30/2009``.
        articles: number and text of each, in the order of the data.
    """

    name: str
    title: str
    articles: tuple[tuple[str, str], ...]

    @property
    def filename(self) -> str:
        """The name that it gets as a file."""
        return re.sub(r"\W+", "-", self.name.lower()) + ".txt"

    def format(self) -> str:
        """Write it out as it would be printed."""
        kind, _, rest = self.name.partition(" ")
        number, _, year = rest.partition("/")
        titled = ["TENTANG", self.title, ""] if self.title else [""]
        head = [_KINDS[kind], f"NOMOR {number} TAHUN {year}", *titled]
        decided = ["DENGAN RAHMAT TUHAN YANG MAHA ESA", "", "MEMUTUSKAN:", ""]
        return "\n".join([*head, *decided, *(format_article(*article) for article in self.articles)])


def format_article(number: str, text: str) -> str:
    """Write an article with its heading and its items on lines of their own.

    Example:
        >>> print(format_article("2", "Pasal 2 (1) Upah dibayar: a. tunai; b. tepat waktu. (2) Denda dihapus."))
        Pasal 2
        (1) Upah dibayar:
        a. tunai;
        b. tepat waktu.
        (2) Denda dihapus.
        <BLANKLINE>
    """
    body = re.sub(rf"^Pasal {re.escape(number)}\W? ?", "", text.strip())
    return f"Pasal {number}\n{_HEADING.sub(chr(10), _ITEM.sub(chr(10), body))}\n"


def find_data() -> Path:
    """Return the file of articles; without it nothing is measured."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    path = Path(os.environ.get("KB_PUBLIC_DATA", default)) / "train" / "legal_pasal.jsonl.gz"
    if not path.is_file():
        raise SystemExit(f"The articles are not at {path}; set KB_PUBLIC_DATA.")
    return path


def load_statutes() -> list[Statute]:
    """Read every statute of the data, in the order of their first articles."""
    rows: dict[str, list[tuple[str, str]]] = {}
    titles: dict[str, str] = {}
    with gzip.open(find_data(), "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            titles.setdefault(row["doc"], row["judul"])
            rows.setdefault(row["doc"], []).append((row["pasal"], row["text"]))
    return [Statute(name, titles[name].strip(), tuple(articles)) for name, articles in rows.items()]


def choose_statutes(statutes: Sequence[Statute], count: int) -> list[Statute]:
    """Choose evenly from the whole, so that a small collection is like the large one, only smaller."""
    count = min(count, len(statutes))
    return [statutes[n * len(statutes) // count] for n in range(count)]


def write_statutes(statutes: Iterable[Statute], folder: Path) -> None:
    """Write a file for each that isn't there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for statute in statutes:
        path = folder / statute.filename
        if not path.exists():
            path.write_text(statute.format(), encoding="utf-8")


def draw_words(statutes: Sequence[Statute], count: int) -> list[str]:
    """Draw stretches of 6 to 12 words, each of another article where there are enough."""
    return list(_draw(statutes, count, FEWEST_WORDS, MOST_WORDS, SEED))


def draw_phrases(statutes: Sequence[Statute], count: int) -> list[str]:
    """Draw stretches of 3 to 5 words, which a question may quote."""
    return list(_draw(statutes, count, 3, 5, SEED + 1))


def draw_quotes(statutes: Sequence[Statute], count: int) -> list[str]:
    """Draw stretches of 12 to 30 words, as somebody would quote a rule."""
    return list(_draw(statutes, count, 12, 30, SEED + 2))


def _draw(statutes: Sequence[Statute], count: int, fewest: int, most: int, seed: int) -> Iterator[str]:
    chooser = random.Random(seed)
    texts = [text for statute in statutes for _, text in statute.articles]
    drawn: set[str] = set()
    while len(drawn) < count:
        text = chooser.choice(texts)
        words = [word for word in text.split()[2:] if '"' not in word]
        length = chooser.randint(fewest, most)
        start = chooser.randrange(max(1, len(words) - length))
        stretch = " ".join(words[start : start + length])
        if len(words) > most and stretch not in drawn:
            drawn.add(stretch)
            yield stretch


def draw_claims(statutes: Sequence[Statute], count: int) -> list[str]:
    """Draw sentences that say a figure or a date, which is what a claim is checked for."""
    chooser = random.Random(SEED + 3)
    found = {
        sentence: None
        for statute in statutes
        for _, text in statute.articles
        for sentence in _SENTENCE.split(text)
        if 60 <= len(sentence) <= 300 and _CLAIMED.search(sentence)
    }
    return chooser.sample(list(found), min(count, len(found)))
