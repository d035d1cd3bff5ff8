"""The shipped model's serving path, and what is said when a model can't be had."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.embedding.dense import DenseModel
from kb.embedding.encoder import (
    MODELS,
    ONNX_NAME,
    SHIPPED_DIMENSION,
    SHIPPED_MODEL,
    Embedding,
    Encoder,
    OnnxEncoder,
    Tensor,
    open_encoder,
)
from kb.embedding.windows import CUTS, find_starts
from kb.model.errors import ModelUnavailable

QUESTION = "Apa kewajiban pemberi kerja kepada BPJS Ketenagakerjaan?"
ANSWER = "Pemberi kerja wajib mendaftarkan dirinya dan pekerjanya sebagai peserta kepada BPJS."
ENGLISH = "Employers must register themselves and their workers with the social security agency."
OTHER = "Kereta api berangkat dari Bandung pukul tujuh pagi."
MOST_BYTES = 64_000_000


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return open_encoder(SHIPPED_MODEL)


def cosine(left: Embedding, right: Embedding) -> float:
    return float(np.dot(left.whole, right.whole) / np.linalg.norm(left.whole) / np.linalg.norm(right.whole))


def same(left: Embedding, right: Embedding) -> bool:
    return left.whole == right.whole and np.array_equal(left.parts, right.parts)


def score(question: Embedding, text: Embedding) -> float:
    """Mean of what each of a question's parts has in its best counterpart."""
    return float((question.parts.astype(float) @ text.parts.astype(float).T).max(axis=1).mean())


def test_shipped_model_is_small_enough_for_the_package() -> None:
    files = [path for path in (MODELS / SHIPPED_MODEL).rglob("*") if path.is_file()]
    assert {"model.safetensors", ONNX_NAME, "tokenizer.json", "modules.json", "README.md"} <= {p.name for p in files}
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES


def test_shipped_model_has_the_dimension_that_is_told_without_opening_it(shipped: Encoder) -> None:
    assert shipped.dimension == SHIPPED_DIMENSION == len(shipped.encode([QUESTION], "query")[0].whole)


def test_vectors_have_length_one_and_the_order_of_the_texts(shipped: Encoder) -> None:
    texts = [QUESTION, ANSWER * 3, OTHER, "JKK"] * 10
    together = shipped.encode(texts, "document")
    assert np.allclose(np.linalg.norm([one.whole for one in together], axis=1), 1.0, atol=1e-5)
    for text, made in zip(texts, together, strict=True):
        assert np.allclose(np.linalg.norm(made.parts.astype(float), axis=1), 1.0, atol=1e-3)
        assert same(made, shipped.encode([text], "document")[0])


def test_text_has_as_many_parts_as_its_side_cuts(shipped: Encoder) -> None:
    pieces = len(OnnxEncoder(MODELS / SHIPPED_MODEL)._tokenizer.encode(ANSWER).ids)
    assert pieces > CUTS["document"].size
    for side in ("query", "document"):
        (made,) = shipped.encode([ANSWER], side)
        assert made.parts.shape == (len(find_starts(pieces, CUTS[side])), SHIPPED_DIMENSION)


def test_whole_vector_is_the_mean_that_parts_are_stretches_of(shipped: Encoder) -> None:
    (made,) = shipped.encode(["JKK"], "document")  # one part: shorter than a part is
    assert made.parts.shape == (1, SHIPPED_DIMENSION)
    assert np.allclose(made.parts[0].astype(float), made.whole, atol=1e-3)


def test_sentence_in_a_long_passage_is_found_by_its_part(shipped: Encoder) -> None:
    long = " ".join([OTHER] * 4 + [ANSWER] + [OTHER] * 4)
    (question,) = shipped.encode([QUESTION], "query")
    hidden, without = shipped.encode([long, " ".join([OTHER] * 9)], "document")
    gain = score(question, hidden) - score(question, without)
    assert gain > cosine(question, hidden) - cosine(question, without) > 0


def test_answer_is_nearer_than_another_text_in_both_languages(shipped: Encoder) -> None:
    question, answer, english, other = shipped.encode([QUESTION, ANSWER, ENGLISH, OTHER], "document")
    assert cosine(question, answer) > cosine(question, other) + 0.2
    assert cosine(english, answer) > cosine(english, other) + 0.2


def test_text_beyond_the_longest_is_cut_not_refused(shipped: Encoder) -> None:
    long, longer = (ANSWER + " ") * 100, (ANSWER + " ") * 200
    assert cosine(*shipped.encode([long, longer], "document")) > 0.9999


def test_no_text_gives_no_vector(shipped: Encoder) -> None:
    assert shipped.encode([], "document") == []


def test_model_without_hidden_states_has_one_part_a_text() -> None:
    class WholeOnly:
        def get_outputs(self) -> list[Tensor]:
            return []

        def run(self, names: None, feeds: Mapping[str, NDArray[np.int64]], /) -> list[NDArray[np.float32]]:
            return [np.array([[0.6, 0.8]], dtype=np.float32)]

    encoder = OnnxEncoder(MODELS / SHIPPED_MODEL)
    encoder._session = WholeOnly()
    (made,) = encoder.encode([ANSWER], "query")
    assert made.whole == pytest.approx([0.6, 0.8])
    assert np.array_equal(made.parts, np.array([[0.6, 0.8]], dtype=np.float16))


def test_question_is_embedded_without_torch() -> None:
    code = (
        "import sys; from kb.embedding.dense import DenseModel\n"
        "assert len(DenseModel().embed_query('Siapa wajib mendaftar?').whole) == 384\n"
        "print([name for name in ('torch', 'sentence_transformers', 'transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_prompts_of_a_folder_come_before_its_texts(tmp_path: Path, shipped: Encoder) -> None:
    source = MODELS / SHIPPED_MODEL
    for name in (ONNX_NAME, "tokenizer.json"):
        (tmp_path / name).symlink_to(source / name)
    prompts = {"query": "tanya: ", "document": ""}
    (tmp_path / "config_sentence_transformers.json").write_text(json.dumps({"prompts": prompts}))
    (tmp_path / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 8}))
    prompted = OnnxEncoder(tmp_path)
    short = "upah minimum"
    assert same(*prompted.encode([short], "query"), *shipped.encode([f"tanya: {short}"], "query"))
    assert same(*prompted.encode([short], "document"), *shipped.encode([short], "document"))
    assert not same(*prompted.encode([ANSWER], "document"), *shipped.encode([ANSWER], "document"))


@pytest.mark.parametrize("damage", [ONNX_NAME, "tokenizer.json"])
def test_damaged_folder_is_named_with_a_hint(tmp_path: Path, damage: str) -> None:
    source = MODELS / SHIPPED_MODEL
    for name in (ONNX_NAME, "tokenizer.json"):
        (tmp_path / name).write_bytes((source / name).read_bytes()[:1000] if name == damage else b"")
    with pytest.raises(ModelUnavailable) as caught:
        DenseModel(str(tmp_path)).warm_up()
    assert str(tmp_path) in str(caught.value)
    assert "KB_DENSE_MODEL" in caught.value.hint


def test_shipped_model_that_is_gone_asks_to_install_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("kb.embedding.encoder.MODELS", tmp_path)
    with pytest.raises(ModelUnavailable, match="shipped model") as caught:
        DenseModel().warm_up()
    assert "nstall" in caught.value.hint


def test_model_of_ones_own_without_the_extra_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelUnavailable, match="intfloat/multilingual-e5-small") as caught:
        DenseModel("intfloat/multilingual-e5-small").warm_up()
    assert "pip install 'rujukan[models]'" in caught.value.hint


def test_fingerprint_follows_the_folder_not_its_place(tmp_path: Path) -> None:
    for name in ("one", "two", "changed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "modules.json").write_text("[]" if name != "changed" else "[ ]")
    (tmp_path / "two" / "README.md").write_text("A model card says nothing that moves a vector.")
    one, two, changed = (DenseModel(str(tmp_path / name)).fingerprint() for name in ("one", "two", "changed"))
    assert one == two != changed
    assert DenseModel().fingerprint().startswith("folder:")
    assert DenseModel("intfloat/multilingual-e5-small").fingerprint() == "intfloat/multilingual-e5-small"
