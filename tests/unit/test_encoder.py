"""The shipped model's serving path, and what is said when a model can't be had."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kb.embed import DenseModel
from kb.encoder import MODELS, ONNX_NAME, SHIPPED_DIMENSION, SHIPPED_MODEL, Encoder, OnnxEncoder, open_encoder
from kb.errors import ModelUnavailable

QUESTION = "Apa kewajiban pemberi kerja kepada BPJS Ketenagakerjaan?"
ANSWER = "Pemberi kerja wajib mendaftarkan dirinya dan pekerjanya sebagai peserta kepada BPJS."
ENGLISH = "Employers must register themselves and their workers with the social security agency."
OTHER = "Kereta api berangkat dari Bandung pukul tujuh pagi."
MOST_BYTES = 64_000_000


@pytest.fixture(scope="module")
def shipped() -> Encoder:
    return open_encoder(SHIPPED_MODEL)


def cosine(left: list[float], right: list[float]) -> float:
    return float(np.dot(left, right) / np.linalg.norm(left) / np.linalg.norm(right))


def test_shipped_model_is_small_enough_for_the_package() -> None:
    files = [path for path in (MODELS / SHIPPED_MODEL).rglob("*") if path.is_file()]
    assert {"model.safetensors", ONNX_NAME, "tokenizer.json", "modules.json", "README.md"} <= {p.name for p in files}
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES


def test_shipped_model_has_the_dimension_that_is_told_without_opening_it(shipped: Encoder) -> None:
    assert shipped.dimension == SHIPPED_DIMENSION == len(shipped.encode([QUESTION], "query")[0])


def test_vectors_have_length_one_and_the_order_of_the_texts(shipped: Encoder) -> None:
    texts = [QUESTION, ANSWER * 3, OTHER, "JKK"] * 10
    together = shipped.encode(texts, "document")
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        assert vector == shipped.encode([text], "document")[0]


def test_answer_is_nearer_than_another_text_in_both_languages(shipped: Encoder) -> None:
    question, answer, english, other = shipped.encode([QUESTION, ANSWER, ENGLISH, OTHER], "document")
    assert cosine(question, answer) > cosine(question, other) + 0.2
    assert cosine(english, answer) > cosine(english, other) + 0.2


def test_text_beyond_the_longest_is_cut_not_refused(shipped: Encoder) -> None:
    long, longer = (ANSWER + " ") * 100, (ANSWER + " ") * 200
    assert cosine(*shipped.encode([long, longer], "document")) > 0.9999


def test_no_text_gives_no_vector(shipped: Encoder) -> None:
    assert shipped.encode([], "document") == []


def test_question_is_embedded_without_torch() -> None:
    code = (
        "import sys; from kb.embed import DenseModel\n"
        "assert len(DenseModel().embed_query('Siapa wajib mendaftar?')) == 384\n"
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
    assert prompted.encode([short], "query") == shipped.encode([f"tanya: {short}"], "query")
    assert prompted.encode([short], "document") == shipped.encode([short], "document")
    assert prompted.encode([ANSWER], "document") != shipped.encode([ANSWER], "document")


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
    monkeypatch.setattr("kb.encoder.MODELS", tmp_path)
    with pytest.raises(ModelUnavailable, match="shipped model") as caught:
        DenseModel().warm_up()
    assert "nstall" in caught.value.hint


def test_fingerprint_follows_the_folder_not_its_place(tmp_path: Path) -> None:
    for name in ("one", "two", "changed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "modules.json").write_text("[]" if name != "changed" else "[ ]")
    (tmp_path / "two" / "README.md").write_text("A model card says nothing that moves a vector.")
    one, two, changed = (DenseModel(str(tmp_path / name)).fingerprint() for name in ("one", "two", "changed"))
    assert one == two != changed
    assert DenseModel().fingerprint().startswith("folder:")
    assert DenseModel("intfloat/multilingual-e5-small").fingerprint() == "intfloat/multilingual-e5-small"
