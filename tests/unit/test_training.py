"""The recipe on made-up data: what is filtered and taken out, what a piece is made of, what a batch holds."""

import gzip
import json
import os
import random
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel, BertTokenizerFast  # type: ignore[attr-defined]

from kb.embedding.encoder import Embedding
from training.align import embed_rows, keep_aligned
from training.ask import ask_rule
from training.average import average
from training.crops import (
    FEWEST_PASSAGE_WORDS,
    QUESTION_WORDS,
    ask_sentence,
    cut_passages,
    make_translated_crops,
)
from training.data import (
    Pair,
    collect_heldout,
    drop_heldout,
    drop_repeated,
    has_like_lengths,
    is_translation,
    load_parallel,
    normalise,
    prepare,
)
from training.distil import Plan
from training.evaluate import measure, score_parts, score_whole
from training.export import Flat, round_rows
from training.initialise import count_pieces, count_together, find_translations, keeps_own, mix_embeddings
from training.lay import count_formal, find_formal_stretch, say_plainly
from training.mine import draw_batch, mine_neighbours
from training.smooth import choose_scales
from training.student import (
    Encoder,
    Memory,
    Stage,
    batches_by_length,
    contrast_loss,
    find_same,
    load_encoder,
    pool,
    scale_rate,
)


def write_rows(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


TRANSLATIONS = [
    ("Pekerja wajib didaftarkan.", "Workers must be registered.", "talpco", True),
    # Left as it was by the translator.
    ("Open the file settings dialog", "Open the file settings dialog", "django_docs", False),
    ("Open file settings dialog now", "Open the file settings dialog", "tatoeba_anki", False),
    # Names alone are shared.
    ("Budi Santoso tinggal di Jakarta", "Budi Santoso lives in Jakarta", "tatoeba_anki", True),
    # One sentence against three.
    ("Dia datang.", "He came. Then he left again, and nobody ever heard of him in the village.", "bppt_INT", False),
    # Menu entries count only outside software.
    ("Penjualan", "Sales", "odoo18_15", False),
    ("Penjualan", "Sales", "tatoeba_anki", True),
    ("—", "…", "tatoeba_anki", False),
    ("kata " * 130, "word " * 130, "desmond_SMERU-26870", False),
]


@pytest.mark.parametrize(("left", "right", "source", "expected"), TRANSLATIONS)
def test_translation_is_kept_when_lengths_and_words_allow(left: str, right: str, source: str, expected: bool) -> None:
    assert is_translation(Pair(left, right, source)) is expected


def test_like_lengths_is_the_same_whichever_side_is_longer() -> None:
    short, long = "a" * 10, "a" * 60
    assert not has_like_lengths(Pair(short, long, ""))
    assert not has_like_lengths(Pair(long, short, ""))


def test_normalise_brings_spellings_of_one_text_together() -> None:
    assert normalise("Apa  itu “JKK”?") == normalise("apa itu jkk")


def test_heldout_holds_questions_gold_and_both_sides_but_no_distractor(tmp_path: Path) -> None:
    write_rows(tmp_path / "dev" / "x_queries.jsonl.gz", [{"id": "q", "question": "Apa itu?", "gold": ["c1"]}])
    write_rows(tmp_path / "dev" / "x_corpus.jsonl.gz", [{"id": "c1", "text": "Jawaban"}, {"id": "c2", "text": "Lain"}])
    write_rows(tmp_path / "test" / "bitext_y.jsonl.gz", [{"id": "Satu", "en": "One"}])
    write_rows(tmp_path / "test" / "stemmer_pairs.jsonl.gz", [{"word": "makanan", "stem": "makan"}])
    assert collect_heldout(tmp_path) == {"apa itu", "jawaban", "satu", "one"}


def test_pair_is_dropped_when_either_side_is_held_out() -> None:
    pairs = [Pair("A?", "x", ""), Pair("b", "C!", ""), Pair("b", "x", "")]
    assert list(drop_heldout(pairs, {"a", "c"})) == [Pair("b", "x", "")]


def test_pair_is_dropped_when_repeated_or_empty() -> None:
    pairs = [Pair("A", "b", ""), Pair("a.", "B", ""), Pair("", "b", ""), Pair("a", "c", "")]
    assert list(drop_repeated(pairs)) == [Pair("A", "b", ""), Pair("a", "c", "")]


def test_licensed_only_leaves_out_sources_without_a_licence(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"id": "Pekerja datang", "en": "Workers come", "source": source} for source in ("desmond_SMERU-26870", "talpco")
    ]
    write_rows(tmp_path / "train" / "parallel.jsonl.gz", rows)
    assert [pair.source for pair in load_parallel(tmp_path, licensed_only=True)] == ["talpco"]
    assert len(list(load_parallel(tmp_path, licensed_only=False))) == 2


LEGAL = {"doc": "PP 1/2000", "judul": "KETENAGAKERJAAN", "pasal": "1"}
ROWS: dict[str, dict[str, object]] = {
    "parallel": {"id": "Pekerja datang", "en": "Workers come", "source": "talpco"},
    "tydiqa_id_qp": {"q": "Kapan berlaku?", "p": "Berlaku tahun 2000."},
    "squad_id_mt_qp": {"q": "Siapa?", "p": "Presiden."},
    "idk_mrc": {"q": "Di mana?", "p": "Tidak ada.", "answerable": False},
    "legal_pasal": {**LEGAL, "text": "Pasal 1 " + "Pemberi kerja mendaftarkan pekerja. " * 10},
    "legal_pasal_penjelasan": {**LEGAL, "no": 1, "penjelasan": "Cukup jelas.", "pasal": "Pasal 1 Berlaku."},
    "indosum_summary_body": {"summary": "Ringkas.", "body": "Panjang sekali."},
    "quora_id_paraphrase": {"a": "Bagaimana?", "b": "Dengan apa?"},
    "paws_id": {"a": "Satu dua", "b": "Dua satu", "paraphrase": False},
    "indonli": {"premise": "Ia makan.", "hypothesis": "Ia lapar.", "label": "n"},
    "informal_formal": {"informal": "gmn", "formal": "bagaimana"},
}


def test_prepare_keeps_what_belongs_together_and_nothing_held_out(tmp_path: Path) -> None:
    for name, row in ROWS.items():
        write_rows(tmp_path / "train" / f"{name}.jsonl.gz", [row])
    write_rows(tmp_path / "test" / "z_queries.jsonl.gz", [{"id": "q", "question": "siapa", "gold": []}])
    write_rows(tmp_path / "test" / "z_corpus.jsonl.gz", [])
    counts = prepare(tmp_path, tmp_path / "work", licensed_only=False)
    kept = {name for name, count in counts.items() if count}
    # SQuAD's question is held out; the others' rows say themselves that they don't belong together, or say nothing.
    assert kept == {"heldout", "parallel", "tydi", "judul_pasal", "crops_plain", "summary_body", "quora", "informal"}


def test_passages_of_a_crop_hold_every_sentence_once() -> None:
    text = " ".join(f"Kalimat nomor {number} menyebut hal yang ke-{number}." for number in range(40))
    passages = list(cut_passages(text))
    assert " ".join(sentence for passage in passages for sentence in passage) == text
    assert all(len(" ".join(passage).split()) >= FEWEST_PASSAGE_WORDS for passage in passages)


def test_crop_asks_words_of_one_sentence_in_their_order() -> None:
    sentence = "Gubernur melaporkan pelaksanaan program jaminan sosial kepada Menteri Dalam Negeri setiap enam bulan"
    for seed in range(20):
        asked = ask_sentence(sentence, random.Random(seed)).split()
        assert len(asked) <= QUESTION_WORDS[1]
        places = [sentence.split().index(word) for word in asked]
        assert places == sorted(places)


def test_crop_of_stop_words_asks_nothing() -> None:
    assert ask_sentence("yang dan di ke dari untuk", random.Random(3)) == ""


def test_plain_speech_replaces_whole_words_only_and_the_longest_first() -> None:
    said = say_plainly("Pemberi kerja wajib membayar iuran sekerja", random.Random(1))
    assert said.split()[-1] == "sekerja"
    assert not {"pemberi", "wajib", "membayar", "iuran"} & set(said.split())


def test_formal_stretch_is_where_most_words_have_a_plain_counterpart_without_the_number() -> None:
    sentence = "Pasal 9 (2) Ketentuan mengenai tata naskah: pemberi kerja wajib membayar iuran."
    assert find_formal_stretch(sentence, 5) == "pemberi kerja wajib membayar iuran"
    assert count_formal("pemberi kerja wajib, wajib membayar") == 3


ASKED = [
    ("(2) Pemberi Kerja wajib mendaftarkan pekerjanya kepada BPJS.", "siapa yang wajib mendaftarkan pekerjanya"),
    ("Dalam hal Peserta meninggal dunia, ahli warisnya berhak atas santunan.", "apa yang terjadi kalau Peserta"),
    ("Iuran JKM bagi Peserta adalah sebesar 0,30% dari upah.", "berapa besar Iuran JKM bagi Peserta"),
    ("Upah adalah hak pekerja yang dinyatakan dalam bentuk uang.", "apa namanya hak pekerja yang dinyatakan"),
    ("Orang yang memalsukan kartu dikenai denda lima juta rupiah.", "apa sanksi bagi Orang yang memalsukan kartu"),
]


@pytest.mark.parametrize(("sentence", "expected"), ASKED)
def test_rule_is_asked_what_it_answers(sentence: str, expected: str) -> None:
    asked = {ask_rule(sentence, random.Random(seed)) for seed in range(200)}
    assert any(question.startswith(expected) for question in asked)


@pytest.mark.parametrize(
    "sentence", ["Pekerja tidak wajib membayar iuran itu sendiri.", "Cukup jelas.", "Dia wajib itu."]
)
def test_rule_that_denies_or_says_nothing_is_not_asked(sentence: str) -> None:
    assert {ask_rule(sentence, random.Random(seed)) for seed in range(50)} == {""}


def test_translated_crop_asks_in_english_for_the_passage_that_says_it() -> None:
    rows = [(f"Kalimat{n} ini panjang sekali " * 5, f"Word{n}a word{n}b word{n}c word{n}d word{n}e") for n in range(8)]
    crops = list(make_translated_crops(rows, random.Random(1)))
    assert len(crops) == 2
    for question, passage in crops:
        assert f"Kalimat{question[4]}" in passage
        assert len(question.split()) == 5


def test_dice_prefers_the_piece_that_always_translates_over_the_frequent_one() -> None:
    # Left 0 stands with right 0 always; right 1 stands everywhere.
    lefts, rights = [[0], [0, 0], [1], [1]], [[0, 1], [0, 1], [1], [1, 2]]
    together = count_together(lefts, rights, (3, 3))
    found = find_translations(together, count_pieces(lefts, 3), count_pieces(rights, 3), top=2)
    assert [other for other, _ in found[0]] == [0, 1]
    assert found[0][0][1] == pytest.approx(1.0 / (1.0 + (2 * 2 / 6) ** 3))
    assert sum(weight for _, weight in found[1]) == pytest.approx(1.0)
    assert found[2] == []


def test_mixed_embedding_is_own_for_english_and_translated_for_indonesian() -> None:
    table = np.eye(4, dtype=np.float32)
    mixed = mix_embeddings(
        ["[PAD]", "air", "the", "baru", "2021"],
        {"[PAD]": 0, "air": 1, "the": 2, "water": 3},
        table,
        [[], [(3, 1.0)], [(3, 1.0)], [], []],
        np.array([0.0, 0.1, 0.9, 0.2, 0.2], dtype=np.float32),
        lambda piece: [1, 2],
    )
    assert mixed[1].tolist() == table[3].tolist(), "mostly Indonesian: water, not air"
    assert mixed[2].tolist() == table[2].tolist(), "mostly English keeps its own"
    assert mixed[3].tolist() == [0.0, 0.5, 0.5, 0.0], "never translated: spelled with the teacher's pieces"
    assert mixed[0].tolist() == table[0].tolist()


@pytest.mark.parametrize(("piece", "expected"), [("[CLS]", True), ("##21", True), (",", True), ("di", False)])
def test_piece_keeps_its_own_when_it_means_the_same_in_both_languages(piece: str, expected: bool) -> None:
    assert keeps_own(piece) is expected


def test_alignment_drops_the_pairs_put_together_wrongly() -> None:
    generator = np.random.default_rng(1)
    table = generator.normal(size=(60, 16)).astype(np.float32)
    rows = [list(generator.integers(0, 60, 8)) for _ in range(50)]
    wrong = rows[:45] + rows[46:] + rows[45:46]
    pairs = [Pair(f"tiga kata nomor {number}", "x", "") for number in range(50)]
    kept = keep_aligned(pairs, embed_rows(rows, table), embed_rows(wrong, table))
    assert kept[:45] == pairs[:45]
    assert len(kept) <= 47


def test_plan_gives_each_pair_once_in_an_epoch_and_the_same_when_asked_again() -> None:
    plan = Plan([number % 7 for number in range(40)], 4)
    first = [row for step in range(plan.steps) for row in plan.rows(step)]
    assert sorted(first) == list(range(40))
    assert [row for step in range(plan.steps, 2 * plan.steps) for row in plan.rows(step)] != first
    assert Plan([number % 7 for number in range(40)], 4).rows(3) == plan.rows(3)


def test_neighbours_share_words_and_are_no_copies_of_the_own_passage() -> None:
    pairs = [
        Pair("iuran jaminan kecelakaan kerja", "Iuran jaminan kecelakaan kerja dibayar pemberi kerja.", ""),
        Pair("iuran kematian", "Iuran jaminan kematian dibayar peserta tiap bulan sendiri.", ""),
        Pair("besar iuran", "Iuran jaminan kecelakaan kerja dibayar pemberi kerja setiap.", ""),
        Pair("ibu kota", "Jakarta terletak di pulau Jawa.", ""),
    ]
    assert mine_neighbours(pairs)[0] == [1]


@pytest.mark.parametrize("size", [1, 4, 9, 30])
def test_batch_is_full_without_repeats_and_the_same_for_the_same_seed(size: int) -> None:
    neighbours = [[(number + 1) % 12, (number + 2) % 12] for number in range(12)]
    drawn = draw_batch(neighbours, size, 3, random.Random(7))
    assert len(drawn) == len(set(drawn)) == min(size, 12)
    assert drawn == draw_batch(neighbours, size, 3, random.Random(7))


def test_batch_holds_the_neighbours_of_what_was_drawn() -> None:
    neighbours = [[number ^ 1] for number in range(100)]
    drawn = draw_batch(neighbours, 10, 5, random.Random(1))
    assert {number ^ 1 for number in drawn[:5]} <= set(drawn)


def test_measure_of_a_perfect_and_a_missed_question() -> None:
    scores = np.array([[3.0, 2.0, 1.0], [3.0, 2.0, 1.0]], dtype=np.float32)
    assert measure(scores, [frozenset([0]), frozenset([1])])["nDCG@10"] == pytest.approx((1.0 + 1 / np.log2(3)) / 2)


def test_rounded_rows_are_the_rows_within_half_a_scale() -> None:
    table = np.random.default_rng(3).normal(size=(20, 8)).astype(np.float32)
    table[5] = 0.0
    rounded, scales = round_rows(table)
    assert rounded.dtype == np.int8
    assert (np.abs(rounded * scales - table) <= scales / 2 + 1e-6).all()


def test_scales_bring_the_peaks_of_a_layers_inputs_down() -> None:
    torch.manual_seed(1)
    inputs = torch.randn(5, 6) * torch.tensor([100.0, 1, 1, 1, 1, 1])
    spread = (inputs / choose_scales(inputs.abs().amax(0), torch.rand(6) + 0.5)).abs().amax(0)
    assert spread.max() / spread.min() < 20


def test_flat_student_is_the_student() -> None:
    config = BertConfig(
        vocab_size=50, hidden_size=48, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96,
        max_position_embeddings=32,
    )  # fmt: skip
    torch.manual_seed(2)
    model: Any = BertModel(config)
    model.eval()
    smooth = [(torch.rand(48) + 0.5, torch.rand(48) + 0.5) for _ in range(2)]
    ids = torch.randint(0, 50, (3, 11))
    with torch.no_grad():
        hidden = model(input_ids=ids).last_hidden_state
        whole = pool(hidden, torch.ones_like(ids))
        flat, pieces = Flat(model, smooth)(ids)
    # The pieces' embeddings are rounded to int8 in the flat one; nothing else differs.
    assert (whole * flat).sum(-1).min() > 0.999
    assert torch.nn.functional.cosine_similarity(hidden, pieces, dim=-1).min() > 0.999


def save_student(folder: Path, seed: int, hidden: int = 8) -> Path:
    """Make a student of a dozen pieces, as ``load_encoder`` reads it."""
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=6, hidden_size=hidden, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(folder)
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "upah"]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def test_average_lies_between_two_students(tmp_path: Path) -> None:
    first, second = save_student(tmp_path / "a", 1), save_student(tmp_path / "b", 2)
    one, other = (BertModel.from_pretrained(folder).state_dict() for folder in (first, second))
    mixed = average(first, second, 0.25).model.state_dict()
    name = "encoder.layer.0.output.dense.weight"
    assert torch.allclose(mixed[name], 0.25 * one[name] + 0.75 * other[name])
    assert not torch.equal(one[name], other[name])
    with pytest.raises(ValueError, match="between 0 and 1"):
        average(first, second, 1.5)
    with pytest.raises(ValueError, match="same weights"):
        average(first, save_student(tmp_path / "c", 3, hidden=12), 0.5)


def test_contrast_loss_ignores_pairs_that_share_a_side() -> None:
    vectors = torch.eye(3)
    right = torch.stack([vectors[0], vectors[0], vectors[2]])
    same = find_same(["a", "b", "c"], ["x", "x", "y"])
    assert contrast_loss(right, right, 0.05, same) < 0.01
    assert contrast_loss(right, right, 0.05) > 0.2


def test_memory_adds_wrong_answers_and_never_a_right_one() -> None:
    memory, vectors = Memory(3), torch.eye(3)
    assert memory.score(["q"], ["p"], vectors[:1], 1.0).shape == (1, 0)
    memory.keep(["a", "b", "c", "d"], ["w", "x", "y", "z"], torch.cat([vectors, vectors[:1]]))
    scores = memory.score(["b", "e"], ["n", "z"], vectors[:2], 0.5)
    assert scores.tolist() == [[-torch.inf, 0.0, 2.0], [2.0, 0.0, -torch.inf]]
    known = torch.zeros(2, 2)
    assert contrast_loss(vectors[:2], vectors[:2], 0.5, None, known) > contrast_loss(vectors[:2], vectors[:2], 0.5)


def test_student_embeds_like_the_serving_path_whatever_is_beside_a_text(tmp_path: Path) -> None:
    encoder = load_encoder(save_student(tmp_path, 4), torch.device("cpu"))
    texts = ["upah", "upah " * 20, "x upah"]
    together = encoder.embed(texts, "document", 64)
    assert [len(made.parts) for made in together] == [1, 5, 1]
    for text, made in zip(texts, together, strict=True):
        (alone,) = encoder.embed([text], "document", 64)
        assert np.allclose(made.whole, encoder([text], 64)[0].tolist(), atol=1e-5)
        assert np.allclose(made.parts.astype(float), alone.parts.astype(float), atol=2e-3)


def test_score_by_parts_takes_the_best_counterpart_of_each() -> None:
    axes = np.eye(3, dtype=np.float16)
    left = [Embedding([1.0, 0.0, 0.0], axes[:2]), Embedding([0.0, 1.0, 0.0], axes[1:2])]
    right = [Embedding([1.0, 0.0, 0.0], axes[:2]), Embedding([0.0, 0.6, 0.8], axes[[2, 0]])]
    assert score_parts(left, right).tolist() == [[1.0, 0.5], [1.0, 0.0]]
    assert score_whole(left, right) == pytest.approx(np.array([[1.0, 0.0], [0.0, 0.6]]))


def test_batches_hold_every_text_once_and_like_lengths_together() -> None:
    batches = batches_by_length(["aaaa", "b", "ccc", "dd"], 2)
    assert batches == [[1, 3], [2, 0]]


@pytest.mark.parametrize(("done", "expected"), [(0.0, 0.02), (0.05, 1.0), (0.525, 0.55), (1.0, 0.1)])
def test_rate_rises_then_falls(done: float, expected: float) -> None:
    assert scale_rate(done) == pytest.approx(expected)


def run_stage(state: Path, steps: int, stop_at: int = -1) -> torch.Tensor:
    """Train three numbers towards the step's own number, and give them."""
    torch.manual_seed(1)
    model = torch.nn.Linear(3, 1, bias=False)
    stage = Stage(Encoder(model, None), torch.optim.AdamW(model.parameters(), lr=0.1), state, minutes=60)

    def step(number: int) -> tuple[torch.Tensor, int]:
        if number == stop_at:
            os.kill(os.getpid(), signal.SIGTERM)
        return (model.weight - number).square().sum(), 1

    stage.run(step, steps)
    stage.take_average()
    return model.weight.detach()


def test_stage_stopped_by_a_signal_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    whole = run_stage(tmp_path / "whole.state", 8)
    run_stage(tmp_path / "part.state", 8, stop_at=3)
    saved = torch.load(tmp_path / "part.state", weights_only=True)
    assert saved["step"] == 4
    assert not torch.equal(saved["averaged"]["weight"], saved["model"]["weight"])
    assert torch.equal(run_stage(tmp_path / "part.state", 8), whole)
    assert signal.getsignal(signal.SIGTERM) is before
