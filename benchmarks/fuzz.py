"""Throw random and mutated texts at the code that reads citations, figures and quotes.

``python -m benchmarks.fuzz --count 100000 --corpus FOLDER`` exits with 1 when one of them raises, breaks a law, or
takes more than ``LIMIT`` for a text of ``LONG`` characters. Time is this thread's processor time, so that a busy
machine doesn't count; what is over the limit is run twice more and the best counts.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kb.checking.quotation import verify_quote
from kb.figures import find_contradictions, find_figures
from kb.ingest.manifest import find_starter_corpus
from kb.law.citation import Context, find_references, format_reference, parse_query
from kb.model.errors import KBError
from kb.reading.parse import parse_source

LONG = 10_000
"""Characters of a long text."""

LIMIT = 0.050
"""Seconds for a long text."""

LONG_SHARE = 0.02
"""How many of the texts are long."""

SHORT = 600

WORDS = (
    "Pasal ayat huruf angka butir Bab bagian paragraf Diktum KEDUA KESATU lampiran penjelasan (1) (2) (10) "
    "(1a) a. b. 1. 2. UU PP Perpres Inpres SE Permen Permenaker Undang-Undang Peraturan Pemerintah Surat "
    "Edaran Instruksi Presiden Menteri Ketenagakerjaan PUPR Wali Kota Bogor Gubernur Nomor No. Tahun tentang "
    "tanggal tertanggal 8 Juli 2025 24/2011 04/SE/M/2022 19349 2021 sampai dengan s.d. juncto jo. dan atau "
    "serta ini tersebut dimaksud sebagaimana pada dalam 154.008 29,86 55 persen % Rp Rp1,2 triliun juta ribu "
    "dua pertiga setengah seratus puluh belas koma pekerja orang dari baru lebih target total yaitu antara "
    "hingga … ... [...] [kata] “ ” ‘ ’ \" ' ( ) [ ] , . ; : - – — / ^ \n \n\n tidak wajib mendaftarkan jaminan "
    "sosial l O 0 1 I ½ ٣ \u200b \xa0 \u0130 \ufffd \x00 ß 🏗"
).split(" ")

PIECES = (
    *WORDS,
    "1",
    ",",
    "(",
    "1.",
    "Pasal 1 ",
    "ayat (1) dan ",
    "UU 1/2000, ",
    "“a” ",
    "a… ",
    "[x] ",
    "1 persen dari ",
)
"""Repeated thousands of times: what a pattern that goes back too far can't bear."""


class Finding(NamedTuple):
    """The slowest long text of one reader."""

    reader: str
    seconds: float
    text: str


def read_texts(folders: Sequence[Path]) -> list[str]:
    """Read the canonical texts of folders of documents; what can't be read is left out."""
    texts = []
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        try:
            texts.append(parse_source(path.read_bytes(), path.name).text)
        except KBError:
            continue
    return [text for text in texts if text.strip()]


def draw_text(chance: random.Random, texts: Sequence[str], length: int) -> str:
    """Draw one text: letters or words of the law at random, one piece again and again, or a mutated original."""
    kind = chance.random()
    if kind < 0.1:
        return "".join(
            chr(chance.choice((chance.randrange(1, 128), chance.randrange(160, 0xD800)))) for _ in range(length)
        )
    if kind < 0.4:
        joint = chance.choice((" ", "", " ", "\n"))
        return joint.join(chance.choice(WORDS) for _ in range(length // 4))[:length]
    if kind < 0.55:
        piece = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 4))) or " "
        return (piece * (length // len(piece) + 1))[:length]
    text = chance.choice(texts)
    start = chance.randrange(max(1, len(text) - length))
    return mutate(chance, text[start : start + length])


def mutate(chance: random.Random, text: str) -> str:
    """Delete, double, move or replace stretches of a text, some of them by words of the law."""
    for _ in range(chance.choice((0, 1, 3, 20))):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randrange(1, 60))
        middle = chance.choice(
            ("", text[start:end] * 2, chance.choice(PIECES), text[start:end].upper(), text[start:end][::-1])
        )
        text = text[:start] + middle + text[end:]
    return text


def read_citations(text: str, chance: random.Random) -> None:
    """Find citations; each stands where it says."""
    found = find_references(text, chance.choice((None, Context())), unresolved=True)
    end = 0
    for reference in found:
        assert reference.span.text_of(text) == reference.text
        assert reference.span.start >= end
        end = reference.span.start
        format_reference(reference)
    parse_query(text[:200])


def read_figures(text: str, chance: random.Random) -> None:
    """Find figures and contradictions; each stands where it says."""
    figures = find_figures(text)
    for figure in figures:
        assert 0 <= figure.span.start < figure.span.end <= len(text)
    find_contradictions(text, figures)


def read_quotes(text: str, chance: random.Random) -> None:
    """Look for a mutated stretch of the text in it; what is found verbatim stands there."""
    start = chance.randrange(len(text) + 1)
    quote = mutate(chance, text[start : start + chance.randrange(1, 400)])
    if not any(letter.isalnum() for letter in quote):
        return
    match = verify_quote(text, quote)
    for part in match.parts:
        assert part.span is None or part.span.text_of(text) == part.source


READERS: dict[str, Callable[[str, random.Random], None]] = {
    "citations": read_citations,
    "figures": read_figures,
    "quotes": read_quotes,
}


def draw_texts(count: int, texts: Sequence[str], seed: int = 0) -> Iterator[str]:
    """Draw texts, every fiftieth of them long."""
    chance = random.Random(seed)
    for _ in range(count):
        length = LONG if chance.random() < LONG_SHARE else chance.randrange(1, SHORT)
        yield draw_text(chance, texts, length)[:LONG]


def run(count: int, texts: Sequence[str], seed: int = 0) -> list[Finding]:
    """Read every text with every reader, each of them with its own luck.

    Returns:
        The slowest long text of each reader.

    Raises:
        AssertionError: a reader failed; the message has the text that made it fail.
    """
    slowest = {name: Finding(name, 0.0, "") for name in READERS}
    for number, text in enumerate(draw_texts(count, texts, seed)):
        for name, reader in READERS.items():
            seconds = _time(name, reader, text, number)
            if len(text) >= LONG * 0.9 and seconds > slowest[name].seconds:
                again = (_time(name, reader, text, number) for _ in range(2 if seconds > LIMIT else 0))
                slowest[name] = max(
                    slowest[name], Finding(name, min([seconds, *again]), text), key=lambda one: one.seconds
                )
        if number % 5_000 == 4_999:
            worst = ", ".join(f"{one.reader} {one.seconds * 1000:.1f} ms" for one in slowest.values())
            print(f"{number + 1:,} of {count:,}; slowest: {worst}", file=sys.stderr, flush=True)
    return list(slowest.values())


def _time(name: str, reader: Callable[[str, random.Random], None], text: str, number: int) -> float:
    chance = random.Random(number)
    started = time.thread_time()
    try:
        reader(text, chance)
    except Exception as exc:
        raise AssertionError(f"{name} failed on text {number}: {exc!r}\n{text!r}") from exc
    return time.thread_time() - started


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description="Fuzz the readers of citations, figures and quotes.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--corpus", type=Path, action="append", default=[], help="folder of documents to mutate as well"
    )
    given = parser.parse_args()
    texts = read_texts([find_starter_corpus(), *given.corpus])
    print(f"{given.count:,} texts, drawn from {len(texts)} originals and from words of the law, seed {given.seed}")
    findings = run(given.count, texts, given.seed)
    print("no reader raised or broke a law")
    for found in findings:
        print(f"{found.reader}: at most {found.seconds * 1000:.1f} ms for {LONG:,} characters ({found.text[:40]!r} …)")
    if any(found.seconds > LIMIT for found in findings):
        sys.exit(1)


if __name__ == "__main__":
    main()
