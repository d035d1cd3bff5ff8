"""Figures read part by part are those of the whole text, and none that is asked for by its value is missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.figures import find_figures
from kb.figures.parts import FigureParts
from kb.model import Span

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
TEXTS = sorted(CORPUS.glob("*.md"))

WRITTEN = [
    "Pasal 1\n\nDenda 2 persen.\n\nPasal 2\n\nIuran lima belas ribu rupiah, 2 x 24 jam, atau 1,5 juta rupiah.",
    "Terdiri atas:\n(1) 3 (tiga) orang;\n(2) 5, 6, dan 7 proyek;\n(3) l0 hari kerja.\n\nSetengah bulan upah.",
    "Dari 154.008 pekerja, 42.591 di antaranya terdaftar, tetapi 220 belum.\n\nNilainya US$ 3 juta.",
]


def test_texts_have_many_figures() -> None:
    assert sum(len(find_figures(text)) for text in list_texts()) > 100


def list_texts() -> list[str]:
    return [*WRITTEN, *(path.read_text(encoding="utf-8") for path in TEXTS)]


@pytest.mark.parametrize("text", list_texts(), ids=[*"abc", *(path.stem for path in TEXTS)])
def test_parts_have_the_figures_of_the_whole(text: str) -> None:
    whole = tuple(find_figures(text))
    assert FigureParts(text).find_all() == whole
    for figure in whole:
        span = Span(figure.span.start, figure.span.start + 1)
        assert FigureParts(text).find_in(span) == (figure,)


@pytest.mark.parametrize("text", list_texts(), ids=[*"abc", *(path.stem for path in TEXTS)])
def test_every_figure_is_found_by_its_value_and_unit(text: str) -> None:
    whole = find_figures(text)
    pairs = {(one.value, one.unit) for one in whole}
    found = {pair: FigureParts(text).find_with(*pair) for pair in pairs}
    assert found == {pair: [one for one in whole if (one.value, one.unit) == pair] for pair in pairs}
    assert all(FigureParts(text).may_have(one.unit, one.span) for one in whole)


def test_skipped_stretches_have_no_figures() -> None:
    text = "Iklan 5 persen.\n\nDenda 2 persen."
    assert [one.value for one in FigureParts(text, [Span(0, 15)]).find_all()] == [2]
