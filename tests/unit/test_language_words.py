"""Tokens, stems and BM25 terms: each row guards one thing that plain word splitting loses."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language import ABBREVIATIONS, EXPANSIONS, STOP_WORDS, find_tokens, fold_name, index_terms, stem
from kb.language.stopwords import DROPPED, KEPT

TOKENS = [
    ("SE 04/SE/M/2022.", ["SE", "04/SE/M/2022"]),
    ("Nomor 600/802/ADM.PEMB-2024 tentang", ["Nomor", "600/802/ADM.PEMB-2024", "tentang"]),
    ("154.008 pekerja", ["154.008", "pekerja"]),
    ("0,21% dan 1,74", ["0,21", "dan", "1,74"]),
    ("barang/jasa", ["barang", "jasa"]),
    ("Pengadaan Barang/Jasa 2/2021", ["Pengadaan", "Barang", "Jasa", "2/2021"]),
    ("undang-undang", ["undang-undang"]),
    ("2019-2024", ["2019-2024"]),
    ("tahun 2021,tentang", ["tahun", "2021", "tentang"]),
    ("ayat (2).Ketentuan", ["ayat", "2", "Ketentuan"]),
    ("a.n. Gubernur", ["a.n", "Gubernur"]),
    ("K3 SMK3", ["K3", "SMK3"]),
    ("(9/7/2025)", ["9/7/2025"]),
]


@pytest.mark.parametrize(("text", "tokens"), TOKENS)
def test_find_tokens_each_kind_stays_whole(text: str, tokens: list[str]) -> None:
    assert [token.text for token in find_tokens(text)] == tokens


@given(st.text(max_size=200) | st.text("aA1./,-'’ \u0002", max_size=200))
def test_find_tokens_are_verbatim_disjoint_and_lose_no_letter(text: str) -> None:
    tokens = find_tokens(text)
    assert all(token.span.text_of(text) == token.text for token in tokens)
    assert all(a.span.end <= b.span.start for a, b in pairwise(tokens))
    kept = "".join(c for token in tokens for c in token.text if c.isalnum())
    assert kept == "".join(c for c in text if c.isalnum())


TERMS = [
    ("perlindungan yang terlindungi", ["lindung", "lindung"]),
    ("Undang-Undang", ["undang"]),
    ("UndangUndang", ["undang"]),
    ("perundang\u0002undangan", ["undang"]),
    ("perundang-undangan", ["undang"]),
    ("langkah-langkah", ["langkah"]),
    ("sayur-mayur", ["sayur", "mayur"]),
    ("Walikota", ["wali", "kota"]),
    ("Wali Kota", ["wali", "kota"]),
    ("No. 2 Thn. 2021", ["nomor", "2", "tahun", "2021"]),
    ("04/SE/M/2022", ["04/se/m/2022", "4", "2022"]),
    ("2/2021", ["2/2021", "2", "2021"]),
    ("154.008", ["154.008", "154008"]),
    ("1,74", ["1,74", "1.74"]),
    ("Jum'at", ["jumat"]),
    ("wajib tidak tanpa bukan", ["wajib", "tidak", "tanpa", "bukan"]),
    ("apa yang dimaksud dengan", []),
    ("JKK", ["jkk"]),
]


@pytest.mark.parametrize(("text", "terms"), TERMS)
def test_index_terms_each_rule_holds(text: str, terms: list[str]) -> None:
    assert index_terms(text) == terms


@given(st.text(max_size=200))
def test_index_terms_of_any_text_are_not_empty_words(text: str) -> None:
    assert all(index_terms(text)) or index_terms(text) == []


def test_stem_in_threads_gives_what_one_thread_gives() -> None:
    words = [
        f"{prefix}{root}" for prefix in ("me", "ber", "ter", "di") for root in ("lindung", "kerja", "daftar")
    ] * 200
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stem, words)) == [stem.__wrapped__(word) for word in words]


def test_stop_words_every_odd_choice_has_a_reason() -> None:
    assert not STOP_WORDS & set(KEPT)
    assert set(DROPPED) <= STOP_WORDS
    assert all(reason for reason in (*KEPT.values(), *DROPPED.values()))


def test_abbreviations_expand_both_ways() -> None:
    assert ABBREVIATIONS["JKK"] == ("Jaminan Kecelakaan Kerja",)
    assert "PPK" in EXPANSIONS["pejabat pembuat komitmen"]
    for short, expansions in ABBREVIATIONS.items():
        assert all(short in EXPANSIONS[expansion.lower()] for expansion in expansions)


@pytest.mark.parametrize("unit", ["a.", "1/", "a.A.A", "-", "1.000.", "a-", "'a"])
def test_index_terms_of_adversarial_repeats_is_bounded(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert len(index_terms(text)) <= 150_000


@pytest.mark.parametrize(("text", "folded"), [("Kota  TANGERANG ", "kota tangerang"), ("\tSE\n", "se"), ("", "")])
def test_fold_name_makes_spellings_equal(text: str, folded: str) -> None:
    assert fold_name(text) == folded
