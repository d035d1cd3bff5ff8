"""The two lists of the dense leg, and how much it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from kb.encoder import Embedding
from kb.index.contract import Scored
from kb.legs import CITED_SHARE, Asked, DenseLeg, is_citation, weigh_dense
from kb.model import Filters


class TwoLists:
    """An index that ranks by whole vectors and by parts differently, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[float], list[list[float]], int]] = []

    def search_dense(
        self, vector: list[float], filters: Filters, limit: int, *, payload: bool, parts: Sequence[Any] = ()
    ) -> list[Scored]:
        self.asked.append((vector, [list(part) for part in parts], limit))
        scores = {"both": 0.8, "stretch": 0.9} if parts else {"subject": 0.9, "both": 0.8, "far": 0.1}
        return [Scored(key, score, {}) for key, score in scores.items()][:limit]


def ask(depth: int) -> tuple[TwoLists, list[str]]:
    index = TwoLists()
    asked = Asked(Embedding([1.0, 0.0], np.array([[0.0, 1.0], [1.0, 0.0]], dtype=np.float16)), None)
    leg = DenseLeg(index).run(asked, Filters(), depth)["leg"]  # type: ignore[arg-type, attr-defined]
    return index, [key for key, _ in leg.scored]


def test_dense_leg_merges_what_is_near_as_a_whole_and_what_has_the_parts() -> None:
    index, keys = ask(10)
    assert index.asked == [([1.0, 0.0], [], 10), ([1.0, 0.0], [[0.0, 1.0], [1.0, 0.0]], 10)]
    assert set(keys) == {"subject", "both", "stretch", "far"}
    assert keys[-1] == "far"


def test_dense_leg_returns_no_more_than_its_depth() -> None:
    assert len(ask(2)[1]) == 2


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("Pasal 47 huruf l UU 2/2017", True),
        ("bunyi Pasal 15 ayat (1) UU 24/2011", True),
        ("apa sanksi bagi pemberi kerja yang tidak mendaftarkan pekerjanya?", False),
        (
            "Yang dimaksud dengan tenaga kerja asing ialah warga negara lain yang bekerja di wilayah Indonesia untuk "
            "mencari upah, sebagaimana diatur dalam UU 13/2003 dan peraturan pelaksananya tentang izin dan pengawasan.",
            False,
        ),
    ],
)
def test_question_leans_on_words_only_where_it_is_mostly_a_citation(question: str, cited: bool) -> None:
    assert is_citation(question) is cited
    assert weigh_dense(question, 0.55) == (CITED_SHARE if cited else 0.55)
    assert weigh_dense(question, 0.1) == 0.1
