"""Sentences: each row guards one place where a naive splitter breaks, or fails to."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language import find_sentences

CASES = [
    # abbreviations before what they introduce
    (["Inpres No. 2 Tahun 2021 berlaku.", "Jl. Asia Thn. 2020 ditutup."], " "),
    (["Hadir H. Hanafi dan dr. Sari a.n. Gubernur.", "Ia pulang."], " "),
    (["Biaya Rp. 5 juta s.d. Desember.", "Selesai."], " "),
    # an abbreviation that may close a sentence
    (["Pekerja, petani, dll.", "Mereka terdaftar."], " "),
    # numbers and places in a law
    (["Dari 154.008 pekerja, 42.591 terdaftar.", "Angka itu rendah."], " "),
    (["Lihat Pasal 5 ayat (2).", "Ketentuan lain tetap."], " "),
    (["Sesuai huruf a.", "Ketentuan lain tetap."], " "),
    (["Tahun 2015.", "Ia mulai."], " "),
    (["sebagaimana dimaksud dalam Pasal 5\nayat (2) huruf a."], " "),
    # enumerations
    (["1. Jaminan Hari Tua adalah manfaat.", "2. Peserta adalah orang."], "\n"),
    (["Manfaat dibayarkan jika:", "a. usia pensiun;", "b. cacat; atau", "c. meninggal dunia."], "\n"),
    (["Manfaat dibayarkan jika:", "a. usia pensiun;", "b. cacat."], " "),
    (["(1) Peserta berhak.", "(2) Pemberi kerja wajib."], "\n"),
    (["II. MAKSUD dan tujuan."], " "),
    # quotations
    (["“Ini bukan hal baru.", "Regulasi diperbaharui,” jelasnya."], " "),
    (["“Masa pekerja tidak?” tegasnya.", "Ia pergi."], " "),
    (['"Kami siap." Ia pergi.'], None),
    # headings and paragraphs
    (["BUKAN SEKADAR KEWAJIBAN", "Dalam arahannya, ia bicara."], "\n"),
    (["Judul tanpa titik", "Paragraf pertama"], "\n\n"),
    (["Judul tanpa titik", "Pemerintah Kota " + "bersama pekerja konstruksi " * 8 + "hadir."], "\n"),
    # leaders and catchwords
    (["Nama: ................ [diisi nama]"], " "),
]


@pytest.mark.parametrize(("sentences", "joint"), CASES)
def test_find_sentences_breaks_only_between(sentences: list[str], joint: str | None) -> None:
    if joint is None:
        sentences, joint = ['"Kami siap."', "Ia pergi."], " "
    text = joint.join(sentences)
    assert [span.text_of(text) for span in find_sentences(text)] == sentences


@given(st.text(max_size=300) | st.text('aA1.;:?!\n "”()-', max_size=300))
def test_find_sentences_cover_every_non_blank_character(text: str) -> None:
    spans = find_sentences(text)
    assert "".join("".join(span.text_of(text).split()) for span in spans) == "".join(text.split())
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span.text_of(text) == span.text_of(text).strip() != "" for span in spans)


def test_find_sentences_on_real_texts_never_end_before_an_ayat(real_corpus: Path) -> None:
    paths = sorted(real_corpus.glob("regulations/*.md"))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        spans = find_sentences(text)
        assert "".join("".join(span.text_of(text).split()) for span in spans) == "".join(text.split())
        assert not [s for s in spans if s.text_of(text).endswith((" ayat", " No.", " huruf", " Nomor"))], path.name


@pytest.mark.parametrize("unit", [".", "a. ", "A.", "((", "\n", " ", "Jl. ", "1. ", ";:", "I", ". . "])
def test_find_sentences_of_adversarial_repeats_is_bounded(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert sum(len("".join(s.text_of(text).split())) for s in find_sentences(text)) == len("".join(text.split()))
