"""Check what strangers claim, and count wrong confirmations.

    KB_HOME=HOME python -m benchmarks.asked_claims [--half dev|test] [--show]

``claims/asked.tsv`` holds 240 claims by two hands that knew neither the code nor its lists: sentences of articles and
of memos, true ones and ones with a denial, a duty, an office, a number, a time or a status changed. They are checked
against a home as it is. What counts most is a wrong ``cocok``: a claim that isn't right and is confirmed. ``--show``
lists the development claims that went wrong; the test half is only ever counted.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.asked import share
from benchmarks.evaluate import domain
from kb.knowledge_base import KnowledgeBase
from kb.model.settings import Settings

FILE = Path(__file__).parent / "claims" / "asked.tsv"

CONFIRMED = "cocok"

UNCHECKED = "belum diperiksa"
"""Right where the source doesn't settle what is said; ``tidak ditemukan`` is as honest an answer there."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim.

    Args:
        kind: its class.
        verdict: the answer of a careful reader.
        note: what is wrong with it.
    """

    id: str
    kind: str
    verdict: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A claim and the answer that it got."""

    claim: Claim
    verdict: str

    @property
    def is_wrongly_confirmed(self) -> bool:
        """Whether something that isn't right was called right."""
        return self.verdict == CONFIRMED and self.claim.verdict != CONFIRMED

    @property
    def is_right(self) -> bool:
        """Whether the answer is that of the careful reader."""
        if self.claim.verdict == UNCHECKED:
            return self.verdict in (UNCHECKED, "tidak ditemukan")
        return self.verdict == self.claim.verdict


def load_claims(half: str, path: Path = FILE) -> list[Claim]:
    """Read one half (``dev``, ``test``) of the claims, or ``all``.

    Raises:
        ValueError: a line hasn't seven columns.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    claims = [_read_line(line) for line in lines]
    return [claim for claim in claims if half in ("all", domain.find_half(claim.id))]


def _read_line(line: str) -> Claim:
    key, kind, verdict, text, _, _, note = line.split("\t")
    return Claim(key, kind, verdict, text, note)


def check(base: KnowledgeBase, claims: Iterable[Claim]) -> list[Outcome]:
    """Check claims one by one."""
    return [Outcome(claim, base.check_claims(claim.text).verdict) for claim in claims]


def format_table(outcomes: Sequence[Outcome]) -> str:
    """Write the table: a line for each class, one for all, and what was answered to what."""
    kinds = defaultdict(list)
    for one in outcomes:
        kinds[one.claim.kind].append(one)
    head = "| class | claims | right | wrong cocok | true ones confirmed |\n|---|--:|--:|--:|--:|"
    rows = [_format_row(kind, of) for kind, of in sorted(kinds.items())]
    return "\n".join([head, *rows, _format_row("all", outcomes), "", *_format_confusion(outcomes)])


def _format_row(name: str, outcomes: Sequence[Outcome]) -> str:
    wrong = [one for one in outcomes if one.claim.verdict != CONFIRMED]
    true = [one.verdict == CONFIRMED for one in outcomes if one.claim.verdict == CONFIRMED]
    confirmed = f"{share(true):.2f} of {len(true)}" if true else ""
    right = share(one.is_right for one in outcomes)
    misled = sum(one.is_wrongly_confirmed for one in wrong)
    return f"| {name} | {len(outcomes)} | {right:.2f} | {misled} of {len(wrong)} | {confirmed} |"


def _format_confusion(outcomes: Iterable[Outcome]) -> Iterator[str]:
    pairs = Counter((one.claim.verdict, one.verdict) for one in outcomes)
    yield from (f"{expected} → {given}: {count}" for (expected, given), count in sorted(pairs.items()))


def main() -> None:
    """Check, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("dev", "test"), default="dev")
    parser.add_argument("--show", action="store_true", help="list the development claims that went wrong")
    options = parser.parse_args()
    if options.show and options.half != "dev":
        parser.error("the test half is not looked into")
    with KnowledgeBase.open(Settings.from_env(os.environ)) as base:
        outcomes = check(base, load_claims(options.half))
    print(format_table(outcomes))
    if options.show:
        wrong = (one for one in outcomes if not one.is_right)
        print("\n".join(f"{one.claim.id} {one.claim.verdict} → {one.verdict}: {one.claim.text}" for one in wrong))


if __name__ == "__main__":
    main()
