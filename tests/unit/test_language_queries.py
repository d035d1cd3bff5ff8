"""What a question looks for beyond its own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.embedding.sparse import embed_sparse_document, embed_sparse_query
from kb.language import FORMAL, PLAIN_WORDS, STOP_WORDS, find_formal, index_terms, pair_terms, weigh_pairs, weigh_terms
from kb.language.english import TERMS, translate_terms
from kb.language.queries import EXPANSION_WEIGHT, FORMAL_WEIGHT

EXPANDED = [
    # question, term, weight
    ("iuran JKK", "jkk", 1.0),
    ("iuran JKK", "celaka", EXPANSION_WEIGHT),
    ("bos telat bayar", "lambat", FORMAL_WEIGHT),
    ("bos telat bayar", "telat", 1.0),
    # Said twice, counts twice; said and meant, counts as said.
    ("upah lembur dan upah minimum", "upah", 2.0),
    ("who pays the work accident contribution", "iur", 1.0),
    ("Can the social security agency go bankrupt?", "pailit", 1.0),
    # The dictionary's stems share one.
    ("bridge of the vehicle", "jembat", 1.0),
    # A name stays as it is.
    ("What did Adhianto say?", "adhianto", 1.0),
]


@pytest.mark.parametrize(("question", "term", "weight"), EXPANDED)
def test_term_of_a_question_has_its_weight(question: str, term: str, weight: float) -> None:
    assert weigh_terms(question)[term] == weight


def test_pairs_of_a_question_are_its_neighbours_and_those_of_its_full_names() -> None:
    pairs = weigh_pairs("iuran JKM lansia")
    own, expanded = pairs["iur jkm"], pairs["jamin mati"]
    assert set(pairs) == {"iur jkm", "jkm lansia", "jamin mati"}
    assert 0.0 < expanded < own < 1.0


def test_pair_counts_once_however_often_it_is_said() -> None:
    assert weigh_pairs("iuran JKM atau iuran JKM")["iur jkm"] == weigh_pairs("iuran JKM")["iur jkm"]


@pytest.mark.parametrize("question", ["who pays the work accident contribution", "iuran", "", "dan yang"])
def test_question_in_english_or_of_one_word_has_no_pairs(question: str) -> None:
    assert weigh_pairs(question) == {}


@given(st.text())
def test_no_pair_is_taken_for_a_term(text: str) -> None:
    terms = index_terms(text)
    assert len(pair_terms(terms)) == max(0, len(terms) - 1)
    assert set(pair_terms(terms)).isdisjoint(terms)


@pytest.mark.parametrize(
    ("question", "together", "apart"),
    [
        (
            "jaminan hari tua",
            "Manfaat jaminan hari tua dibayar sekaligus.",
            "Di hari itu jaminan milik yang tua dibayar.",
        ),
        ("siapa dapat JHT", "Jaminan hari tua diberikan kepada peserta.", "Peserta tua diberikan jaminan di hari itu."),
    ],
)
def test_text_with_the_words_together_scores_higher(question: str, together: str, apart: str) -> None:
    asked = embed_sparse_query(question)

    def score(text: str) -> float:
        held = embed_sparse_document(text)
        weights = dict(zip(held.indices, held.values, strict=True))
        return sum(weight * weights.get(term, 0.0) for term, weight in zip(asked.indices, asked.values, strict=True))

    assert score(together) > score(apart) > 0.0


def test_indonesian_question_is_not_translated() -> None:
    assert set(weigh_terms("berapa denda")) == set(index_terms("berapa denda"))


def test_plain_and_formal_say_the_same_from_either_side() -> None:
    for plain, formals in FORMAL.items():
        assert all(plain in PLAIN_WORDS[formal] for formal in formals)
    assert {plain for said in PLAIN_WORDS.values() for plain in said} - set(FORMAL) <= STOP_WORDS


def test_no_expansion_turns_a_prohibition_into_a_permission() -> None:
    assert "dilarang" not in find_formal("boleh bisa dapat harus wajib")
    assert all("boleh" not in FORMAL.get(word, ()) for word in ("nggak boleh", "gak boleh", "dilarang"))


def test_every_field_term_has_an_index_term() -> None:
    assert all(index_terms(indonesian) for indonesian in TERMS.values())


def test_longest_term_of_the_field_is_taken() -> None:
    assert set(translate_terms("bid security")) == set(index_terms("jaminan penawaran"))


@given(st.text(max_size=200))
def test_own_terms_never_count_less_than_without_expansion(question: str) -> None:
    own = index_terms(question)
    weights = weigh_terms(question)
    assert all(weights[term] >= own.count(term) for term in own)
