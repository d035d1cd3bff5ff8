"""Spoken and typed Indonesian, written out."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.language import expand_question, find_formal, find_sentences, weigh_terms
from kb.language.plain_words import add_formal
from kb.language.queries import PASTED_WORDS
from kb.language.spoken import SPOKEN, write_out
from kb.language.tables import Phrases

STARTER = sorted((Path(kb.__file__).resolve().parents[1] / "corpus").glob("*.md"))

WRITTEN = [
    ("bos udah dilaporin tapi nggak nyetor", "bos sudah dilaporkan tapi tidak menyetor"),
    ("Gimana kalo duitnya abis?", "bagaimana kalau uangnya habis?"),
    # A passive is written with -kan, but a root that ends in -in isn't one.
    ("pekerja didaftarin, dijamin dan dipimpin", "pekerja didaftarkan, dijamin dan dipimpin"),
    # "or not" asks and denies nothing; a denial at another place stays.
    ("boleh dipecat gak?", "boleh dipecat"),
    ("boleh dipecat apa nggak sih", "boleh dipecat"),
    ("yang nggak daftar dihukum nggak ya?", "yang tidak daftar dihukum"),
    # Part of a word is no word.
    ("NGASIHAN, dahulu dan gue-gue", "NGASIHAN, dahulu dan gue-gue"),
    ("", ""),
]


@pytest.mark.parametrize(("said", "written"), WRITTEN)
def test_spoken_words_are_written_out(said: str, written: str) -> None:
    assert write_out(said) == written


def test_written_indonesian_stays_as_it_is() -> None:
    sentences = [
        text[span.start : span.end]
        for text in (path.read_text(encoding="utf-8") for path in STARTER)
        for span in find_sentences(text)
    ]
    assert len(sentences) > 100
    assert [sentence for sentence in sentences if write_out(sentence) != sentence] == []


def test_writing_out_is_done_once() -> None:
    written = {text for text in SPOKEN.values() if write_out(text) != text}
    assert written == set()


def test_spoken_words_count_as_the_written_ones() -> None:
    weights = weigh_terms("bos nggak nyetor duit")
    assert weights["setor"] == weights["uang"] == weights["tidak"] == 1.0
    assert weights["nyetor"] == weights["duit"] == 1.0


def test_rule_s_words_stand_behind_the_plain_ones_and_those_of_the_spoken_at_the_end() -> None:
    assert find_formal("celaka pas kerja") == ["kecelakaan kerja"]
    asked = expand_question("kuli celaka pas kerja, JKK?")
    assert asked.startswith("kuli pekerja/buruh pekerja")
    assert "kecelakaan kerja" in asked
    assert asked.endswith("(Jaminan Kecelakaan Kerja)")


def test_terms_of_the_rules_keep_their_parts() -> None:
    assert find_formal("uang") != []
    assert add_formal("uang muka dan jaminan hari tua") == "uang muka dan jaminan hari tua"


def test_pasted_paragraph_is_not_said_anew() -> None:
    question = " ".join(["bos"] * PASTED_WORDS)
    assert "pemberi kerja" in expand_question(question)
    assert "pemberi kerja" not in expand_question(f"{question} bos")
    assert "beri" in weigh_terms(question)
    assert "beri" not in weigh_terms(f"{question} bos")


@given(st.text(max_size=200))
def test_no_character_of_a_question_is_lost(text: str) -> None:
    rest = iter(add_formal(text))
    assert all(character in rest for character in text)


@given(st.text(max_size=200))
def test_phrases_are_found_where_they_stand(text: str) -> None:
    found = list(Phrases(SPOKEN).find(text))
    assert all(text[one.start : one.end].casefold().split()[0].startswith(one.phrase.split()[0]) for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


def test_longest_phrase_is_meant_and_only_space_stands_within() -> None:
    phrases = Phrases(["tanda", "tanda tangan"])
    assert [found.phrase for found in phrases.find("Tanda  tangannya; tanda. Tangan")] == ["tanda tangan", "tanda"]
