"""Quotes: verbatim, at the place that they say, and the words that answer."""

import pytest

from kb.library.positions import TextWithPositions
from kb.library.quotes import build_quote, choose_quote
from kb.model import Page, Span
from kb.reading.chunks import build_chunks
from tests.unit.test_chunk import LAW, build_law


def quote_for(query: str, longest: int = 1000) -> str:
    document = build_law()
    places = TextWithPositions(document)
    chunk = max(build_chunks(document, longest), key=lambda c: c.span.end - c.span.start)
    quote = choose_quote(places, chunk, query)
    assert document.text[quote.start : quote.end] == quote.exact
    assert LAW[quote.start - len(quote.prefix) : quote.start] == quote.prefix
    assert chunk.span.start <= quote.start < quote.end <= chunk.span.end
    return quote.exact


def test_quote_is_the_sentence_that_shares_the_question_s_words() -> None:
    assert "Iuran adalah uang." in quote_for("apa itu iuran")
    assert "Peserta adalah setiap orang." in quote_for("siapa peserta")


def test_quote_never_runs_over_boilerplate() -> None:
    assert "- 2 -" not in quote_for("apa itu iuran")


def test_quote_without_a_shared_word_is_a_sentence_that_says_something() -> None:
    assert any(character.isalpha() for character in quote_for("who must pay"))


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(LAW.index("Iuran"), LAW.index("uang")), "pasal-1.angka-2"),
        (Span(LAW.index("Peserta"), LAW.index("uang")), "pasal-1"),
        (Span(LAW.index("Peserta"), LAW.index("melapor")), "bab-i"),
        (Span(0, 3), "bab-i"),
    ],
)
def test_find_deepest_returns_the_smallest_provision_that_holds_all(span: Span, expected: str) -> None:
    found = TextWithPositions(build_law()).find_deepest(span)
    assert found is not None
    assert found.locator == expected


def test_find_page_is_none_without_pages_and_the_page_with_them() -> None:
    document = build_law()
    assert TextWithPositions(document).find_page(5) is None
    from dataclasses import replace

    paged = replace(document, pages=(Page(1, Span(0, 50)), Page(2, Span(51, len(LAW)))))
    assert TextWithPositions(paged).find_page(49) == 1
    assert TextWithPositions(paged).find_page(60) == 2


def test_build_quote_at_the_edges_has_short_surroundings() -> None:
    quote = build_quote("abc", Span(0, 3))
    assert (quote.prefix, quote.exact, quote.suffix) == ("", "abc", "")
