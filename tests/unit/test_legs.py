"""The two lists of the dense leg, and how much it counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kb.embedding.dense import DenseModel
from kb.embedding.encoder import Embedding
from kb.embedding.sparse import term_id
from kb.model import Filters
from kb.model.vectors import SparseVector
from kb.search.legs import LONG, PLAIN_BM25, Asked, DenseLeg, QueryEmbedder, is_citation, weigh_dense
from kb.stores.index.contract import NearBy, Scored


class TwoLists:
    """An index that ranks by whole vectors and by parts differently, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[float], list[list[float]], int]] = []

    def search_near(
        self, vector: list[float], parts: Sequence[Sequence[float]], filters: Filters, limit: int
    ) -> NearBy:
        self.asked.append((vector, [list(part) for part in parts], limit))
        lists = {"subject": 0.9, "both": 0.8, "far": 0.1}, {"both": 0.8, "stretch": 0.9}
        return NearBy(*([Scored(key, score, {}) for key, score in scores.items()][:limit] for scores in lists))


class NoModel(DenseModel):
    """A model that must not be asked."""

    def embed_query(self, text: str) -> Embedding:
        raise AssertionError(text)


def ask(depth: int, mode: str = "hybrid") -> tuple[TwoLists, list[str]]:
    index = TwoLists()
    asked = Asked(Embedding([1.0, 0.0], np.array([[0.0, 1.0], [1.0, 0.0]], dtype=np.float16)), None)
    leg = DenseLeg(index).run(asked, Filters(), depth, mode)  # type: ignore[arg-type]
    return index, [key for key, _ in leg.scored]


def test_dense_leg_merges_what_is_near_as_a_whole_and_what_has_the_parts() -> None:
    index, keys = ask(10)
    assert index.asked == [([1.0, 0.0], [[0.0, 1.0], [1.0, 0.0]], 10)]
    assert set(keys) == {"subject", "both", "stretch", "far"}
    assert keys[-1] == "far"


def test_dense_leg_alone_leans_on_the_parts_and_beside_bm25_on_the_whole() -> None:
    assert ask(10, "hybrid")[1].index("subject") < ask(10, "hybrid")[1].index("stretch")
    assert ask(10, "dense")[1].index("stretch") < ask(10, "dense")[1].index("subject")


@pytest.mark.parametrize("mode", ["sparse", PLAIN_BM25])
def test_question_asked_by_words_is_not_embedded(mode: str) -> None:
    asked = QueryEmbedder(NoModel()).run("siapa dapat JKM?", mode)
    assert asked.dense is None


def test_yardstick_asks_for_the_words_of_the_question_alone() -> None:
    sparse, plain = (
        QueryEmbedder(NoModel()).run("siapa dapat JKM, JKM?", mode).sparse for mode in ("sparse", PLAIN_BM25)
    )
    assert plain == SparseVector((term_id("jkm"),), (2.0,))
    assert sparse is not None
    assert term_id("mati") in sparse.indices


def test_dense_leg_returns_no_more_than_its_depth() -> None:
    assert len(ask(2)[1]) == 2


@pytest.mark.parametrize(
    ("question", "cited", "share"),
    [
        ("Pasal 47 huruf l UU 2/2017", True, 0.0),
        ("bunyi Pasal 15 ayat (1) UU 24/2011", True, 0.0),
        ("apa sanksi bagi pemberi kerja yang tidak mendaftarkan pekerjanya?", False, 0.4),
        (
            "Yang dimaksud dengan tenaga kerja asing ialah warga negara lain yang bekerja di wilayah Indonesia untuk "
            "mencari upah, sebagaimana diatur dalam UU 13/2003 dan peraturan pelaksananya tentang izin dan pengawasan.",
            False,
            0.5,
        ),
    ],
)
def test_question_leans_on_words_only_where_it_is_mostly_a_citation(question: str, cited: bool, share: float) -> None:
    assert is_citation(question) is cited
    assert weigh_dense(question, 0.4) == share


@pytest.mark.parametrize(("share", "long"), [(0.0, 0.0), (0.4, 0.5), (0.9, 1.0), (1.0, 1.0)])
def test_question_as_long_as_a_paragraph_leans_on_the_meaning(share: float, long: float) -> None:
    assert weigh_dense("pekerja " * LONG, share) == share
    assert weigh_dense("pekerja " * (LONG + 1), share) == long
