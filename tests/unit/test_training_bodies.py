"""The encoder that is trained, its losses, what is saved of it, and a run of everything on made-up texts."""

import time
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertModel

from kb.embedding.encoder import OnnxEncoder, pool_parts
from tests.unit.packed_maker import LAYERS, PIECES, TEXTS, WIDE, make_packed, make_start
from training import objective
from training.body import Body, load_start, pick_layers, round_inputs, round_weights
from training.e5 import WHOLE
from training.export import Flat, quantise, write_onnx
from training.objective import PASSAGE_CUT, QUESTION_CUT, Made, contrast, find_false, make, score_parts
from training.packed import FIRST, LAST, PAD, Packed
from training.reader import Reader, draw_lists
from training.saved import FULL, SIX, load_change, save_change, split_full
from training.stage import Clock, scale_rate
from training.student import load_encoder, write_serving
from training.train import TINY, Trainer, run_all
from training.unpack import load_saved, write_model

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_packed(tmp_path_factory.mktemp("training") / "packed")


@pytest.fixture
def packed(folder: Path) -> Packed:
    return Packed(folder, CPU)


@pytest.fixture(scope="module")
def start(folder: Path) -> dict[str, torch.Tensor]:
    return load_start(folder)


def test_body_is_the_bert_model_of_its_folder(
    folder: Path, start: dict[str, torch.Tensor], packed: Packed, tmp_path: Path
) -> None:
    write_model(start, folder, tmp_path)
    model = BertModel.from_pretrained(tmp_path, add_pooling_layer=False).eval()  # type: ignore[no-untyped-call]
    ids, own = packed.fill(np.array([3, 20], dtype=np.int32), 32)
    with torch.no_grad():
        wanted = model(input_ids=ids, attention_mask=own.long()).last_hidden_state
        made = Body(start, torch.float32)(ids, own)
    assert torch.allclose(wanted[own], made[own], atol=1e-4)


def test_start_is_written_as_a_model_beside_itself(tmp_path: Path) -> None:
    made = make_start(tmp_path / "start")
    write_model(load_start(made), made, made)
    assert {path.name for path in made.iterdir()} >= {"start.npz", "tokenizer.json", "model.safetensors", "config.json"}


def test_export_without_bert_pieces_serves_what_the_model_says(
    folder: Path, start: dict[str, torch.Tensor], tmp_path: Path
) -> None:
    write_model(start, folder, tmp_path / "full")
    encoder = load_encoder(tmp_path / "full", CPU)
    write_serving(encoder, tmp_path / "served", 32)
    write_onnx(encoder, ["abc def", "upah kerja"], tmp_path / "plain.onnx")
    quantise(tmp_path / "plain.onnx", tmp_path / "served" / "model_int8.onnx")
    assert sorted(path.name for path in (tmp_path / "served").iterdir()) == [
        "config_sentence_transformers.json", "model_int8.onnx", "sentence_bert_config.json", "tokenizer.json",
    ]  # fmt: skip
    texts = ["iuran kecelakaan kerja", "upah"]
    own = encoder.embed(texts, "document", 32)
    for text, wanted in zip(texts, own, strict=True):
        (made,) = OnnxEncoder(tmp_path / "served").encode([text], "document")
        assert np.dot(made.whole, wanted.whole) > 0.97
        assert made.parts.shape == wanted.parts.shape
    assert Flat(encoder.model, [(torch.ones(WIDE), torch.ones(WIDE))] * LAYERS).layers[0].heads == 12


def test_rounding_moves_little_and_lets_gradients_pass(start: dict[str, torch.Tensor], packed: Packed) -> None:
    body = Body(start, torch.float32)
    ids, own = packed.fill(np.arange(8, 16, dtype=np.int32), 32)
    plain = body(ids, own)
    body.smooth = body.find_smooth(ids, own)
    rounded = body(ids, own)
    assert not torch.equal(plain, rounded)
    assert torch.nn.functional.cosine_similarity(plain[own], rounded[own], dim=-1).mean() > 0.97
    rounded.square().mean().backward()
    assert all(value.grad is not None for name, value in body.weights.items() if name != "emb__type")


def test_rounded_values_are_on_even_steps() -> None:
    torch.manual_seed(1)
    weight = torch.randn(4, 32)
    steps = round_weights(weight) / (weight.abs().amax(1, keepdim=True) / 64.0)
    assert torch.allclose(steps, steps.round(), atol=1e-3)
    values, own = torch.randn(2, 5, 8), torch.ones(2, 5, dtype=torch.bool)
    for text in round_inputs(values, own):
        assert len(text.unique()) <= 256
    assert (round_inputs(values, own) - values).abs().max() < 0.05


def test_filled_texts_have_both_ends_and_padding(packed: Packed) -> None:
    ids, own = packed.fill(np.array([0, 9, 23], dtype=np.int32), 16)
    assert ids.shape == (3, 16)
    assert ids[:, 0].tolist() == [FIRST] * 3
    assert ids[0].tolist()[1:4] == [packed.read(0)[0], LAST, PAD]
    assert ids[1].tolist()[1:11] == packed.read(9)
    assert ids[2].tolist()[1:] == [*packed.read(23)[:14], LAST]
    assert own.sum(1).tolist() == [3, 12, 16]


def test_filled_pairs_tell_which_side_a_piece_is_of(packed: Packed) -> None:
    numbers = np.array([2], dtype=np.int32), np.array([4], dtype=np.int32)
    ids, own, types = packed.fill_pairs(*numbers, 8, 32)
    wanted = [FIRST, *packed.read(2), LAST, *packed.read(4), LAST]
    assert ids[0, : len(wanted)].tolist() == wanted
    assert int(own.sum()) == len(wanted)
    assert types[0, : len(wanted)].tolist() == [0] * 5 + [1] * 6


def test_buckets_hold_every_text_once(packed: Packed) -> None:
    rows = np.concatenate(list(packed.buckets(packed.lengths, 100)))
    assert sorted(rows.tolist()) == list(range(TEXTS))


def test_drawn_batch_is_full_and_has_neighbours(packed: Packed) -> None:
    kind = packed.kinds["legal"]
    kind.neighbours = (np.arange(len(kind))[:, None] ^ 1).astype(np.int32)
    rows = set(kind.draw(6, np.random.default_rng(1)).tolist())
    assert len(rows) == 6
    assert sum(row ^ 1 in rows for row in rows) >= 4


def test_parts_are_the_products(start: dict[str, torch.Tensor], packed: Packed) -> None:
    ids, own = packed.fill(np.arange(TEXTS, dtype=np.int32), 32)
    hidden = Body(start, torch.float32)(ids, own).detach()
    assert len(hidden) == TEXTS > 0
    for side, cut in (("document", PASSAGE_CUT), ("query", QUESTION_CUT)):
        made, counts = objective.pool_parts(hidden, own, cut)
        for text in range(TEXTS):
            wanted = pool_parts(hidden[text][own[text]].numpy(), side)  # type: ignore[arg-type]
            assert int(counts[text]) == len(wanted)
            assert np.allclose(made[text, : len(wanted)].numpy(), wanted.astype(np.float32), atol=2e-3)


def test_texts_are_made_in_their_order_whatever_their_bucket(start: dict[str, torch.Tensor], packed: Packed) -> None:
    body = Body(start, torch.float32)
    numbers = np.array([20, 1, 13], dtype=np.int32)
    together = make(body, packed, numbers, 32, PASSAGE_CUT)
    assert len(together.whole) == 3
    for place, number in enumerate(numbers):
        alone = make(body, packed, np.array([number], dtype=np.int32), 32, PASSAGE_CUT)
        assert torch.allclose(together.whole[place], alone.whole[0], atol=1e-5)
        assert int(together.counts[place]) == int(alone.counts[0])


def test_score_by_parts_is_the_mean_of_the_best_counterparts() -> None:
    axes = torch.eye(3)
    left = Made(axes[:2], torch.stack([axes[:2], axes[[1, 1]]]), torch.tensor([2, 1]))
    right = Made(axes[:2], torch.stack([axes[:2], axes[[2, 0]]]), torch.tensor([2, 2]))
    for compared in (1, 2):
        assert score_parts(left, right, compared).tolist() == [[1.0, 0.5], [1.0, 0.0]]


def test_contrast_asks_for_the_own_passage_and_not_for_others_that_answer() -> None:
    scores = torch.tensor([[0.9, 0.9, 0.1], [0.1, 0.9, 0.9]])
    none = torch.zeros(2, 3, dtype=torch.bool)
    false = none.clone()
    false[0, 1] = false[1, 2] = True
    assert contrast(scores, false) < 1e-3 < contrast(scores, none)


def test_false_wrong_answers_share_a_side_a_key_or_are_listed() -> None:
    left, right = np.array([1, 1, 2, 3], dtype=np.int32), np.array([7, 8, 9, 7], dtype=np.int32)
    key, alike = np.array([-1, 5, 5, -1], dtype=np.int32), np.array([[-1], [-1], [-1], [6]], dtype=np.int32)
    false = find_false(left, right, key, alike, np.array([6, 9], dtype=np.int32), CPU)
    assert false.int().tolist() == [
        [0, 1, 0, 1, 0, 0],  # The same question, and the same passage.
        [1, 0, 1, 0, 0, 0],  # The same key.
        [0, 1, 0, 0, 0, 1],
        [1, 0, 0, 0, 1, 0],  # Listed.
    ]


def test_saved_change_comes_back_within_a_254th_of_a_rows_largest(tmp_path: Path) -> None:
    torch.manual_seed(2)
    base = {"table": torch.randn(5, 9), "bias": torch.randn(4), "kept": torch.randn(2, 2)}
    tensors = {"table": base["table"] + 0.1 * torch.randn(5, 9), "bias": torch.randn(4), "head": torch.randn(3, 3)}
    save_change(tensors, base, tmp_path / "one.npz")
    found = load_change(base, [tmp_path / "one.npz"])
    most = (tensors["table"] - base["table"]).abs().amax(1, keepdim=True) / 254.0
    assert ((found["table"] - tensors["table"]).abs() <= most + 1e-6).all()
    assert torch.equal(found["bias"], tensors["bias"])
    assert torch.equal(found["head"], tensors["head"])
    assert torch.equal(found["kept"], base["kept"])


def test_full_is_split_over_three_files_and_six_keep_their_layers(start: dict[str, torch.Tensor]) -> None:
    files = split_full(start)
    assert tuple(files) == FULL
    assert sorted(name for tensors in files.values() for name in tensors) == sorted(start)
    six = pick_layers(start, SIX)
    assert torch.equal(six["l5.q.w"], start["l11.q.w"])
    assert "l6.q.w" not in six
    assert torch.equal(six[WHOLE], start[WHOLE])


def test_list_of_a_question_has_the_right_passage_first_and_nowhere_else(packed: Packed) -> None:
    kind = packed.kinds["written"]
    kind.neighbours = np.tile(np.arange(4, dtype=np.int32), (len(kind), 1))
    questions, passages = draw_lists(kind, 6, 4, np.random.default_rng(1))
    right = dict(zip(kind.left.tolist(), kind.right.tolist(), strict=True))
    assert passages.shape == (6, 4)
    for question, row in zip(questions.tolist(), passages.tolist(), strict=True):
        assert row[0] == right[question]
        assert row[0] not in row[1:]


def test_reader_reads_pairs_in_their_order(start: dict[str, torch.Tensor], packed: Packed) -> None:
    reader = Reader(Body(pick_layers(start, SIX), torch.float32)).eval()
    lefts, rights = np.array([0, 5, 2], dtype=np.int32), np.array([20, 7, 13], dtype=np.int32)
    with torch.no_grad():
        together = reader.read(packed, lefts, rights, room=60)
        alone = torch.cat([reader.read(packed, lefts[[row]], rights[[row]]) for row in range(3)])
    assert torch.allclose(together, alone, atol=1e-4)


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0.0), (0.02, 0.5), (0.04, 1.0), (1.0, 0.03), (2.0, 0.03)])
def test_rate_of_a_stage(share: float, expected: float) -> None:
    assert scale_rate(share) == pytest.approx(expected)


def test_clock_takes_what_was_lost_from_all_that_follow() -> None:
    clock = Clock((0.5, 0.25, 0.25), time.monotonic() + 100.0)
    assert clock.give(0) == pytest.approx(50.0, abs=1.0)
    assert clock.give(2) == pytest.approx(100.0, abs=1.0)
    assert Clock((1.0,), time.monotonic() - 5.0).give(0) > 0.0


def build_trainer(folder: Path) -> Trainer:
    """Build what the stages share, its kinds with neighbours as mining leaves them."""
    trainer = Trainer(Packed(folder, CPU), load_start(folder), TINY)
    for kind in trainer.packed.kinds.values():
        kind.neighbours = (np.arange(len(kind))[:, None] ^ 1).astype(np.int32)
    return trainer


def test_run_saves_all_stages_and_unpacks_to_models(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "saved"
    out.mkdir()
    run_all(build_trainer(folder), Clock((1.0, 1.0, 1.0), time.monotonic()), out, tells=False)
    assert {path.stem for path in out.iterdir()} == {*FULL, "six", "reader"}
    found = load_saved(folder, out)
    assert {name: sum(one.endswith(".q.w") for one in tensors) for name, tensors in found.items()} == {
        "start": 12, "full": 12, "six": 6, "reader": 6,
    }  # fmt: skip
    assert not torch.equal(found["full"]["l3.fi.w"], found["start"]["l3.fi.w"])
    write_model(found["reader"], folder, tmp_path / "reader")
    assert (tmp_path / "reader" / "head.safetensors").is_file()
    # An earlier run's bodies are taken as they are.
    again = tmp_path / "again"
    again.mkdir()
    run_all(build_trainer(folder), Clock((1.0, 1.0, 1.0), time.monotonic()), again, tells=False, trained=out)
    assert [path.name for path in again.iterdir()] == ["reader.npz"]


def test_run_that_is_cut_off_while_it_tells_has_saved(folder: Path, tmp_path: Path) -> None:
    trainer = build_trainer(folder)
    trainer.packed.trials = None  # type: ignore[assignment]
    with pytest.raises(TypeError):
        run_all(trainer, Clock((1.0, 1.0, 1.0), time.monotonic()), tmp_path, tells=True)
    assert {path.stem for path in tmp_path.iterdir()} == set(FULL)
    assert set(load_saved(folder, tmp_path)) == {"start", "full"}


def test_start_without_four_bits_is_read_in_its_shapes(tmp_path: Path) -> None:
    found = load_start(make_start(tmp_path))
    assert found[WHOLE].shape == (len(PIECES), WIDE)
    assert found["l0.fo.w"].shape == (WIDE, 4 * WIDE)
    assert found["l0.aln.w"].shape == (WIDE,)
