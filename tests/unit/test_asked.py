"""What strangers asked and claimed reads well, and is judged as its pages say."""

from collections import Counter

import pytest

from benchmarks import asked, asked_claims
from benchmarks.asked import Asked, Outcome, find_article, format_table, has_words, load_asked
from benchmarks.asked_claims import Claim, load_claims

COPIED_WORDS = 8


def test_questions_are_whole_and_their_own() -> None:
    questions = load_asked("all")
    assert len(questions) == 350
    assert len({question.id for question in questions}) == 350
    assert len(load_asked("dev")) + len(load_asked("test")) == 350
    assert all(question.gold for question in questions if question.kind != asked.NONE)
    assert not any(question.gold for question in questions if question.kind == asked.NONE)


def test_words_of_an_answer_are_short() -> None:
    forms = [form for question in load_asked("all") for words in question.words for form in words]
    assert len(forms) > 350
    assert max(len(form.split()) for form in forms) <= COPIED_WORDS


def test_claims_are_whole_and_balanced() -> None:
    claims = load_claims("all")
    verdicts = Counter(claim.verdict for claim in claims)
    assert len({claim.id for claim in claims}) == 240
    assert set(verdicts) == {
        "cocok", "berbeda", "kedaluwarsa", "tidak konsisten", "tidak ditemukan", "belum diperiksa"
    }  # fmt: skip
    assert verdicts["cocok"] < 120


@pytest.mark.parametrize(
    ("locator", "article"),
    [
        ("pasal-54.ayat-2.huruf-c", "pasal-54"),
        ("pasal-i.angka-3.pasal-34.ayat-1", "pasal-i.angka-3.pasal-34"),
        ("penjelasan.pasal-8.ayat-1", "penjelasan.pasal-8"),
        ("diktum-kedua.angka-25.huruf-a", "diktum-kedua.angka-25.huruf-a"),
        ("lampiran.huruf-b.angka-2.huruf-f", "lampiran.huruf-b.angka-2"),
        ("paragraf-9.kutipan-1", "paragraf-9.kutipan-1"),
    ],
)
def test_article_of_a_locator(locator: str, article: str) -> None:
    assert find_article(locator) == article


def test_words_may_stand_on_several_lines_and_in_one_form_of_several() -> None:
    words = (("paling lambat", "selambat-lambatnya"), ("tanggal 15",))
    assert has_words("Iuran dibayar paling\n lambat pada Tanggal  15 bulan berikutnya", words)
    assert not has_words("Iuran dibayar paling lambat tanggal 10", words)


def test_table_counts_ranks_quotes_and_refusals() -> None:
    held = Asked("A1", "lay", "?", (("d", "pasal-1"),), (("x",),), "")
    unheld = Asked("A2", "none", "?", (), (), "")
    table = format_table(
        [Outcome(held, 2, False, False, ""), Outcome(held, 1, True, True, ""), Outcome(unheld, 0, False, True, "")]
    )
    assert "| all | 2 | 0.50 | 1.00 | 1.00 | 1.00 | 0.50 |" in table
    assert "Not held, and said so: 100% of 1; held, and refused: 50.0% of 2." in table


def test_claim_that_is_not_right_and_is_confirmed_is_counted() -> None:
    wrong = asked_claims.Outcome(Claim("c1", "polarity", "berbeda", "…", ""), "cocok")
    open_ = asked_claims.Outcome(Claim("c2", "polarity", "belum diperiksa", "…", ""), "tidak ditemukan")
    right = asked_claims.Outcome(Claim("c3", "polarity", "cocok", "…", ""), "cocok")
    assert (wrong.is_wrongly_confirmed, open_.is_right, right.is_right) == (True, True, True)
    assert "| all | 3 | 0.67 | 1 of 2 | 1.00 of 1 |" in asked_claims.format_table([wrong, open_, right])
