"""Laws of figures on any text at all, and texts made to be slow."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.figures import Observation, build_timeline, find_contradictions, find_figures

PIECES = (
    "154.008 29,86 55 2025 12 1.2.3 0812-8175 04/SE/M/2022 Rp Rp1,2 % persen perseratus ‰ juta ribu triliun ( ) "
    "(dua) (empat belas) dua puluh belas pertiga koma seratus satu setengah ½ - – sampai dengan hingga antara dan atau "
    "yaitu dari Dari lebih baru target total terdiri atas , . ; : \n \n\n x = pekerja orang proyek hari kerja tahun di "
    "Kalbar Pasal ayat Nomor tanggal Juli 5 10 O0 l2 ^ “ ” --- angka huruf a. 1. (1) tetapi oleh jumlah Angka itu"
).split(" ")
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.text(max_size=300),
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_figures_of_any_text_keep_their_laws(text: str) -> None:
    figures = find_figures(text)
    end = 0
    for figure in figures:
        assert end <= figure.span.start < figure.span.end <= len(text)
        assert figure.sentence.contains(figure.span)
        assert isinstance(figure.value, Decimal | Fraction)
        assert figure.value >= 0
        assert (figure.low is None) == (figure.high is None)
        assert figure.high is None or (figure.value == figure.low and figure.value < figure.high)
        assert figure.step >= 0
        end = figure.span.end
    for found in find_contradictions(text, figures):
        assert tuple(one.span for one in found.figures) == found.spans
        assert set(found.figures) <= set(figures)
        assert found.arithmetic
        assert found.explanation.endswith(".")
    lines = build_timeline([Observation("d", "kalbar", None, figure) for figure in figures])
    assert sum(len(line.points) for line in lines) <= len(figures)


SLOW = (
    "½|"
    "1|1 |1,|1.|1-|1/|(1|1%|1.000 |5\n|½ |x 2 |Rp|Rp1 |(dua|5 (dua |satu |dua puluh |1 ribu |5 orang dan |"
    "dari 5 orang |5 persen atau 5 orang |terdiri atas 5 orang, |antara 5 dan |1 sampai dengan |5 Juli 2025 |"
    'pasal 5 |a.|a@|co.id|,|"|\n|---\n|^|di di |paling |٣ '
).split("|")


@pytest.mark.parametrize("piece", SLOW)
def test_figures_of_a_long_repetition_come_to_an_end_without_contradictions(piece: str) -> None:
    """A step that looks at all that is before it would take minutes here."""
    text = (piece * (20_000 // len(piece) + 1))[:20_000]
    assert find_contradictions(text, find_figures(text)) == []
