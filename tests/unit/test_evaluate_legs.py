"""Ranking a small collection through the real index and pipeline, and the cache of vectors."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.evaluate.legs import NAIVE, NoModel, find_legs, fuse_naively, rank_collection
from benchmarks.evaluate.sets import Collection, Passage, Question
from benchmarks.evaluate.vectors import CachedModel
from kb.embedding.dense import DenseModel
from kb.embedding.encoder import Embedding
from kb.model.settings import Settings

PASSAGES = (
    Passage("a", "Pemberi kerja wajib mendaftarkan pekerja"),
    Passage("b", "Gubernur melapor kepada menteri"),
    Passage("c", "Iuran dibayar setiap bulan"),
)
QUESTIONS = (
    Question("words", "siapa wajib mendaftarkan pekerja?", {"a": 1}),
    Question("meaning", "governor", {"b": 1}),
    Question("nothing", "zzz", {"c": 1}),
)
VECTORS = {"governor": [0.0, 1.0], PASSAGES[1].text: [0.0, 1.0]}


def embedding(whole: list[float]) -> Embedding:
    """One part: the whole."""
    return Embedding(whole, np.array([whole], dtype=np.float16))


def wholes(made: Sequence[Embedding]) -> list[list[float]]:
    return [one.whole for one in made]


class FakeModel(DenseModel):
    """Two numbers: the governor, and everything else."""

    @property
    def dimension(self) -> int:
        return 2

    def embed_query(self, text: str) -> Embedding:
        return embedding(VECTORS.get(text, [1.0, 0.0]))

    def embed_documents(self, texts: Sequence[str], on_progress: Any = None) -> list[Embedding]:
        return [embedding(VECTORS.get(text, [1.0, 0.1])) for text in texts]


def test_rank_collection_gives_each_leg_its_own_list() -> None:
    legs = ["bm25", "sparse", "dense", "fused"]
    runs = rank_collection(Collection("x", QUESTIONS, PASSAGES), FakeModel(), Settings(), legs)
    assert set(runs) == {*legs, NAIVE}
    assert runs["sparse"]["words"] == ["a"]
    assert runs["sparse"]["meaning"] == []
    assert runs["dense"]["meaning"][0] == "b"
    assert runs["fused"]["meaning"][0] == "b"
    assert runs["fused"]["words"][0] == "a"
    assert all(set(run) == {"words", "meaning", "nothing"} for run in runs.values())


def test_rank_collection_of_the_sparse_leg_needs_no_model() -> None:
    runs = rank_collection(Collection("x", QUESTIONS, PASSAGES), NoModel(), Settings(), ["sparse"])
    assert runs == {"sparse": {"words": ["a"], "meaning": [], "nothing": []}}


@pytest.mark.parametrize(
    ("wanted", "found"), [([], ["bm25", "sparse", "dense", "fused"]), (["dense"], ["dense"]), (["reranked"], [])]
)
def test_find_legs_leaves_out_what_the_product_has_not(wanted: list[str], found: list[str]) -> None:
    assert find_legs(wanted) == found


def test_fuse_naively_weighs_both_legs_alike() -> None:
    runs = {"dense": {"q": ["a", "b"]}, "bm25": {"q": ["b", "c"]}}
    assert fuse_naively(runs) == {NAIVE: {"q": ["b", "a", "c"]}}


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that the model itself is asked for."""
    asked: list[str] = []

    def embed_documents(self: DenseModel, texts: Sequence[str], on_progress: Any = None) -> list[Embedding]:
        asked.extend(texts)
        return [embedding([float(len(text)), 0.5]) for text in texts]

    def embed_query(self: DenseModel, text: str) -> Embedding:
        asked.append(text)
        return Embedding([0.25, float(len(text))], np.array([[0.5, 0.25], [1.0, 0.0]], dtype=np.float16))

    monkeypatch.setattr(DenseModel, "embed_documents", embed_documents)
    monkeypatch.setattr(DenseModel, "embed_query", embed_query)
    return asked


def test_cached_model_embeds_each_text_once_and_remembers(tmp_path: Path, embedded: list[str]) -> None:
    model = CachedModel("some-model", tmp_path)
    assert wholes(model.embed_documents(["bb", "a", "bb"])) == [[2.0, 0.5], [1.0, 0.5], [2.0, 0.5]]
    assert model.embed_query("a").whole == [0.25, 1.0]
    assert sorted(embedded) == ["a", "a", "bb"]
    again = CachedModel("some-model", tmp_path)
    assert wholes(again.embed_documents(["a", "bb"])) == [[1.0, 0.5], [2.0, 0.5]]
    assert again.embed_query("a").whole == [0.25, 1.0]
    assert again.embed_query("a").parts.tolist() == [[0.5, 0.25], [1.0, 0.0]]
    assert again.dimension == 2
    assert len(embedded) == 3


def test_cached_model_of_another_name_shares_nothing(tmp_path: Path, embedded: list[str]) -> None:
    CachedModel("some-model", tmp_path).embed_documents(["a"])
    CachedModel("other-model", tmp_path).embed_documents(["a"])
    assert embedded == ["a", "a"]


def test_cached_model_after_a_killed_run_keeps_whole_records_only(tmp_path: Path, embedded: list[str]) -> None:
    CachedModel("some-model", tmp_path).embed_documents(["a", "bb"])
    records = next(tmp_path.rglob("*.records"))
    records.write_bytes(records.read_bytes()[:-3])
    model = CachedModel("some-model", tmp_path)
    assert wholes(model.embed_documents(["a", "bb"])) == [[1.0, 0.5], [2.0, 0.5]]
    assert embedded == ["a", "bb", "bb"]
    assert wholes(CachedModel("some-model", tmp_path).embed_documents(["bb"])) == [[2.0, 0.5]]
