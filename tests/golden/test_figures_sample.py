"""Figures of real texts against marks made by reading, and contradictions in real texts, clean and changed.

The sample holds spans, values and units, never the text; its guide is ``figures/MARKING.md``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from kb.figures import Contradiction, Figure, find_contradictions, find_figures
from kb.model import Span
from kb.reading.parse import parse_source
from tests.conftest import REPOSITORY

SAMPLE = json.loads((Path(__file__).parent / "figures" / "sample.json").read_text(encoding="utf-8"))["passages"]

PRECISION, RECALL = 0.95, 0.90


@lru_cache(maxsize=64)
def read_text(corpus: Path, name: str) -> str:
    path = REPOSITORY / name if name.startswith("corpus/") else corpus / name
    return parse_source(path.read_bytes(), path.name).text


@dataclass
class Score:
    right: int = 0
    wrong: int = 0
    missed: int = 0
    subjects: int = 0
    subjects_right: int = 0


def is_same(figure: Figure, value: str, unit: str) -> bool:
    low, _, high = value.partition("..")
    expected = (Decimal(low), Decimal(high) if high else None)
    return (figure.value, figure.high) == expected and figure.unit == unit


def judge(passage: dict[str, Any], figures: list[Figure], score: Score) -> None:
    inside = [one for one in figures if passage["start"] <= one.span.start < passage["end"]]
    used = set()
    for start, end, value, unit, head in passage["marks"]:
        hits = [one for one in inside if one.span.overlaps(Span(start, end)) and is_same(one, value, unit)]
        if not hits:
            score.missed += 1
            continue
        score.right += 1
        used.add(hits[0].span)
        if head != "-":
            score.subjects += 1
            score.subjects_right += hits[0].subject.split(" ")[0] == head
    score.wrong += sum(one.span not in used for one in inside)


@pytest.mark.parametrize("passage", SAMPLE, ids=[f"{one['file']}@{one['start']}" for one in SAMPLE])
def test_marked_text_is_still_the_text_that_was_read(real_corpus: Path, passage: dict[str, Any]) -> None:
    text = read_text(real_corpus, passage["file"])
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert digest == passage["sha256"], "the canonical text changed: move the marks of this file by reading"


def test_figures_of_marked_sample_reach_the_bars(real_corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    score = Score()
    found = {name: find_figures(read_text(real_corpus, name)) for name in {one["file"] for one in SAMPLE}}
    for passage in SAMPLE:
        judge(passage, found[passage["file"]], score)
    precision = score.right / (score.right + score.wrong)
    recall = score.right / (score.right + score.missed)
    with capsys.disabled():
        print(
            f"\nfigures: {score.right + score.missed} marked, precision {precision:.3f}, recall {recall:.3f}, "
            f"subject {score.subjects_right}/{score.subjects} = {score.subjects_right / score.subjects:.3f}"
        )
    assert precision >= PRECISION
    assert recall >= RECALL


def check(text: str) -> list[Contradiction]:
    return find_contradictions(text, find_figures(text))


KALBAR = "news/infopublik-2025-07-10-kalbar-jamsostek.txt"

CLEAN = [
    "news/bekasiguide-2025-11-05-bekasi-pekerja-rentan.txt",
    "news/bogorkita-2025-07-25-sosialisasi-konstruksi.txt",
    "news/mediaseputarindonesiaraya-2026-02-09-bekasi-rakor.txt",
    "news/tangerangkota-2025-07-30-sosialisasi-konstruksi.txt",
    "regulations/pp-14-1993.md",
    "regulations/pp-29-2000.md",
    "regulations/pp-44-2015.md",
    "regulations/pp-45-2015.md",
    "regulations/pp-46-2015.md",
    "regulations/pp-50-2012.md",
    "regulations/pp-60-2015.md",
    "regulations/pp-82-2019.md",
    "regulations/pp-99-2013.md",
    "regulations/uu-13-2003.md",
    "regulations/uu-18-1999.md",
    "regulations/uu-2-2017.md",
    "regulations/uu-24-2011.md",
    "regulations/uu-3-1992.md",
    "regulations/uu-40-2004.md",
    "pdf/se-dirjen-binakonstruksi-54-2024.pdf",
    "pdf/se-pupr-05-se-m-2022.pdf",
    "pdf/permenaker-2-2022.pdf",
    "corpus/inpres-2-2021.md",
    "corpus/pp-44-2015.md",
    "corpus/uu-24-2011.md",
    "corpus/se-bupati-minahasa-tenggara-2025-12-22.md",
]


@pytest.mark.parametrize("name", CLEAN)
def test_clean_text_has_no_contradiction(real_corpus: Path, name: str) -> None:
    assert check(read_text(real_corpus, name)) == []


def test_release_whose_percentage_is_off_is_found(real_corpus: Path) -> None:
    text = read_text(real_corpus, KALBAR)
    found = check(text)
    assert [(one.kind, one.stated) for one in found] == [("percentage", Decimal(55))]
    assert [span.text_of(text) for span in found[0].spans] == ["42.591", "154.008", "55 persen"]
    assert found[0].computed == Decimal("27.6551")
    assert found[0].arithmetic == "42.591 ÷ 154.008 × 100 = 27,66"
    assert "27,66 persen" in found[0].explanation


REPORTED = [
    ("corpus/berita-infopublik-2025-07-10-kalbar-jamsostek.md", "42.591 ÷ 154.008 × 100 = 27,66"),
    ("corpus/se-bupati-jayapura-560-224-se-set-2025.md", "16 ÷ 222 × 100 = 7,21"),
    ("corpus/surat-dirjen-bina-keuangan-daerah-400-5-7-765-keuda-2025.md", "15.493 ÷ 91.620 × 100 = 16,91"),
]


@pytest.mark.parametrize(("name", "arithmetic"), REPORTED)
def test_digest_that_repeats_a_wrong_percentage_is_found(real_corpus: Path, name: str, arithmetic: str) -> None:
    assert [one.arithmetic for one in check(read_text(real_corpus, name))] == [arithmetic]


def change(text: str, printed: str, nth: int, other: str) -> str:
    """Put another number in the place of the nth figure that is printed so."""
    spans = [one.span for one in find_figures(text) if one.span.text_of(text).startswith(printed)]
    span = spans[nth]
    return text[: span.start] + text[span.start : span.end].replace(printed, other, 1) + text[span.end :]


PLANTED = [
    # The whole becomes smaller than its part.
    (KALBAR, "154.008", 0, "34.008", "part-over-whole", "42.591 > 34.008"),
    # The headline says another number than the body.
    (CLEAN[0], "11.666", 0, "11.966", "two-values", "11.966 ≠ 11.666"),
    # The board has seven members, and the next paragraph says who they are.
    ("regulations/uu-24-2011.md", "7 (tujuh)", 0, "9 (sembilan)", "sum", "2 + 2 + 2 + 1 = 7"),
    # 49 of 92 million can't be 64 percent.
    ("corpus/inpres-2-2021.md", "54,09", 0, "64,09", "percentage", "49.000.000 ÷ 92.000.000 × 100 = 53,26"),
    # 7,455 of 60,656 is 12.29 percent; the other contradiction of this text stays.
    (REPORTED[2][0], "12,29", 0, "21,29", "percentage", "7.455 ÷ 60.656 × 100 = 12,29"),
]


@pytest.mark.parametrize(("name", "printed", "nth", "other", "kind", "arithmetic"), PLANTED)
def test_contradiction_planted_in_a_copy_is_found(
    real_corpus: Path, name: str, printed: str, nth: int, other: str, kind: str, arithmetic: str
) -> None:
    found = check(change(read_text(real_corpus, name), printed, nth, other))
    assert (kind, arithmetic) in [(one.kind, one.arithmetic) for one in found]


MENDED = [
    (KALBAR, "55", "28"),
    (KALBAR, "55", "27,66"),
    (REPORTED[1][0], "6", "7"),
    (REPORTED[2][0], "16,875", "16,91"),
]


@pytest.mark.parametrize(("name", "printed", "other"), MENDED)
def test_text_with_its_percentage_put_right_is_clean(real_corpus: Path, name: str, printed: str, other: str) -> None:
    assert check(change(read_text(real_corpus, name), printed, 0, other)) == []
