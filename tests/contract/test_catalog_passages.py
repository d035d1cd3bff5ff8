"""The contract of the full text: each test runs on SQLite's FTS5 and on PostgreSQL's own."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.passages import LONGEST, OVERLAP, cut_passages
from kb.model import Filters, Span
from kb.stores.catalog import Catalog, Phrase, fold_words
from tests.contract.catalog_samples import NEW_YEAR, make_document, put

DAY = timedelta(days=1)


def put_text(catalog: Catalog, number: str, text: str, day: date | None = date(2024, 5, 6)) -> None:
    put(catalog, make_document(number, articles=1, text=text, day=day))


def find(catalog: Catalog, *phrases: str, filters: Filters | None = None, most: int = 50) -> list[tuple[str, int]]:
    asked = [Phrase(tuple(fold_words(phrase.rstrip("*"))), phrase.endswith("*")) for phrase in phrases]
    return [(one.document_id, one.phrases) for one in catalog.find_passages(asked, filters or Filters(), most)]


class TestPassagesContract:
    """Finding passages by the words in them."""

    @pytest.mark.parametrize(
        ("text", "phrase"),
        [
            pytest.param("wajib membayar iuran tiap bulan", "membayar iuran", id="plain"),
            pytest.param("WAJIB Membayar\n   Iuran", "wajib membayar iuran", id="case and blanks"),
            pytest.param("“Undang–Undang” Nomor 2", "undang-undang nomor 2", id="dashes and marks"),
            pytest.param("lNDONESlA tahun 2O21", "Indonesia tahun 2021", id="a scan's letters"),
            pytest.param("bagi pekerja rnodern itu", "pekerja modern", id="rn and m"),
            pytest.param("setiap peng-\nusaha wajib", "setiap pengusaha wajib", id="parted at a line's end"),
            pytest.param("wajib mem\u00adbayar iuran", "wajib membayar iuran", id="soft hyphen"),
            pytest.param("**Petugas** Peng\u200bawas", "petugas pengawas", id="emphasis and invisible signs"),
            pytest.param("ofﬁsial perusahaan", "offisial perusahaan", id="ligature"),
            pytest.param("kata sifat café lama", "café lama", id="another letter"),
            pytest.param("jum'at pukul 10.30", "jum’at pukul 10.30", id="apostrophe and figures"),
        ],
    )
    def test_phrase_is_found_however_it_is_set(self, catalog: Catalog, text: str, phrase: str) -> None:
        put_text(catalog, "1", f"Awal {text} akhir.")
        put_text(catalog, "2", "Sesuatu yang lain sama sekali.")
        assert find(catalog, phrase) == [("pp-1-2020", 1)]

    def test_phrase_is_words_in_a_row(self, catalog: Catalog) -> None:
        put_text(catalog, "1", "iuran dibayar oleh pemberi kerja")
        assert find(catalog, "kerja pemberi") == find(catalog, "iuran oleh") == find(catalog, "bayar oleh") == []
        assert find(catalog, "oleh pember") == []
        assert find(catalog, "oleh pember*") == [("pp-1-2020", 1)]

    def test_phrase_never_runs_over_the_words_that_were_put_together(self, catalog: Catalog) -> None:
        put_text(catalog, "1", "setiap peng-\nusaha wajib")
        assert find(catalog, "wajib setiap") == []

    def test_passages_with_more_phrases_come_first_then_the_latest(self, catalog: Catalog) -> None:
        put_text(catalog, "1", "alfa beta gama", date(2020, 1, 1))
        put_text(catalog, "2", "alfa beta", date(2024, 1, 1))
        put_text(catalog, "3", "alfa beta", date(2022, 1, 1))
        expected = [("pp-1-2020", 2), ("pp-2-2020", 1), ("pp-3-2020", 1)]
        assert find(catalog, "alfa beta", "beta gama") == expected
        assert find(catalog, "alfa beta", "beta gama", most=2) == expected[:2]

    def test_only_current_versions_that_pass_the_filters(self, catalog: Catalog) -> None:
        old = make_document("1", articles=1, text="kata lama")
        put(catalog, old)
        put(catalog, make_document("1", articles=1, text="kata baru", retrieved=NEW_YEAR + DAY))
        put_text(catalog, "2", "kata lama", date(2020, 1, 1))
        assert find(catalog, "kata lama") == [("pp-2-2020", 1)]
        assert find(catalog, "kata lama", filters=Filters(date_from=date(2021, 1, 1))) == []
        assert find(catalog, "kata baru", filters=Filters(document_id=("pp-1-2020",))) == [("pp-1-2020", 1)]

    def test_phrase_at_the_border_of_two_passages_is_found_in_its_place(self, catalog: Catalog) -> None:
        filler = "isi " * (LONGEST // 4 - 4)
        text = f"{filler} kata yang dicari di perbatasan {filler}"
        document = replace(make_document("1", articles=0, text=text))
        put(catalog, document)
        (found, *_) = catalog.find_passages([Phrase(tuple(fold_words("yang dicari di perbatasan")))], Filters(), 9)
        assert "yang dicari di perbatasan" in found.span.text_of(document.text)

    def test_same_text_put_again_is_there_once(self, catalog: Catalog) -> None:
        for fingerprint in ("code-1", "code-2"):
            put(catalog, make_document("1", text="kata tunggal"), fingerprint=fingerprint)
        assert find(catalog, "kata tunggal") == [("pp-1-2020", 1)]

    def test_nothing_asked_is_nothing_found(self, catalog: Catalog) -> None:
        put_text(catalog, "1", "kata")
        assert catalog.find_passages([], Filters(), 5) == catalog.find_passages([Phrase(())], Filters(), 5) == []


@given(st.text(alphabet="ab \n", max_size=9000).map(lambda text: text * 2))
def test_cut_passages_leaves_nothing_out_and_overlaps(text: str) -> None:
    spans = list(cut_passages(text))
    assert (spans[0].start, spans[-1].end) == (0, len(text))
    assert max(span.end - span.start for span in spans) <= LONGEST
    shared = [Span(after.start, before.end) for before, after in pairwise(spans)]
    assert min((span.end - span.start for span in shared), default=OVERLAP) >= OVERLAP
