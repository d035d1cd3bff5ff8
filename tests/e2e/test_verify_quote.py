"""Quotes checked against what is held: where they stand, on which page, and who said them."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from kb.checking.quotation import verify_quote
from kb.knowledge_base import KnowledgeBase
from kb.language import find_sentences
from kb.model import Filters, ParsedText
from kb.model.errors import InvalidQuery, ProvisionNotFound
from kb.reading.parse import parse_source

REAL = [
    "regulations/pp-44-2015.md",
    "regulations/uu-24-2011.md",
    "pdf/permenaker-2-2022.pdf",
    "news/tangerangkota-2025-07-30-sosialisasi-konstruksi.txt",
]


def _sentence_of(base: KnowledgeBase, document_id: str) -> str:
    """Take the longest sentence of one line out of a document's last two thirds."""
    text = base.get_document(document_id).text
    text = text[len(text) // 3 :]
    spans = [span for span in find_sentences(text) if "\n" not in span.text_of(text).strip()]
    return max((span.text_of(text).strip() for span in spans), key=lambda one: (len(one) < 300, len(one)))


def test_every_starter_document_s_sentence_is_found_in_it_with_a_citation_that_quotes_it(
    starter_base: KnowledgeBase,
) -> None:
    held = [document.id for document in starter_base.find_documents(limit=100).documents]
    assert held
    for document_id in held:
        sentence = _sentence_of(starter_base, document_id)
        result = starter_base.verify_quote(sentence)
        assert result.status == "verbatim-exact", sentence
        finding = next(one for one in result.findings if one.document_id == document_id)
        citation = finding.citations[0]
        document = starter_base.get_document(document_id, citation.version)
        assert document.text[citation.quote.start : citation.quote.end] == citation.quote.exact
        assert citation.pinpoint.locator
        assert citation.pinpoint.locator in citation.permalink
        assert document.version[:12] in citation.permalink


def test_changed_negated_and_foreign_quotes_are_not_found(starter_base: KnowledgeBase) -> None:
    sentence = _sentence_of(starter_base, "inpres-2-2021")
    words = sentence.split(" ")
    changed = " ".join([*words[:3], "tidak", *words[3:]])
    result = starter_base.verify_quote(changed)
    assert result.status == "not-found"
    assert result.findings[0].document_id == "inpres-2-2021"
    assert [step.quote for step in result.findings[0].match.diff if step.kind == "insert"] == ["tidak"]
    assert result.citations[0].document_id == "inpres-2-2021"
    nowhere = starter_base.verify_quote("zebra quagga okapi jerapah")
    assert (nowhere.status, nowhere.findings) == ("not-found", ())
    assert nowhere.documents == len([one.id for one in starter_base.find_documents(limit=100).documents])


def test_filters_and_a_locator_narrow(starter_base: KnowledgeBase) -> None:
    sentence = _sentence_of(starter_base, "inpres-2-2021")
    assert not starter_base.verify_quote(sentence, Filters(kind=("berita",))).is_found
    only = Filters(document_id=("inpres-2-2021",))
    result = starter_base.verify_quote(sentence, only)
    assert (result.is_found, result.documents) == (True, 1)
    locator = result.citations[0].pinpoint.locator
    assert starter_base.verify_quote(sentence, only, locator).citations[0].pinpoint.locator == locator
    document = starter_base.get_document("inpres-2-2021")
    other = next(one.locator for one in document.provisions if not locator.startswith(one.locator))
    assert not starter_base.verify_quote(sentence, only, other).is_found


def test_quotes_that_can_t_be_checked_are_refused(starter_base: KnowledgeBase) -> None:
    only = Filters(document_id=("inpres-2-2021",))
    with pytest.raises(InvalidQuery):
        starter_base.verify_quote(" “…” ")
    with pytest.raises(InvalidQuery):
        starter_base.verify_quote("kata " * 5_000)
    with pytest.raises(InvalidQuery):
        starter_base.verify_quote("kata", None, "pasal-1")
    with pytest.raises(ProvisionNotFound):
        starter_base.verify_quote("kata", only, "pasal-999")


def _parse(real_corpus: Path, name: str) -> ParsedText:
    return parse_source((real_corpus / name).read_bytes(), Path(name).name)


@pytest.mark.parametrize("name", REAL)
def test_sentences_of_real_texts_keep_their_tier(real_corpus: Path, name: str) -> None:
    text = _parse(real_corpus, name).text
    rng = random.Random(name)
    spans = [span for span in find_sentences(text) if 60 < span.end - span.start < 400]
    assert spans
    for span in rng.sample(spans, min(12, len(spans))):
        quote = span.text_of(text).strip()
        assert verify_quote(text, quote).tier == "exact"
        assert verify_quote(text, re.sub(r"\s+", "\n ", quote)).tier in ("typographic", "exact")
        at = quote.index(" ", 20)
        assert verify_quote(text, f"{quote[:at]} kecuali{quote[at:]}").tier == "none"


def test_speaker_of_a_real_release_stands_beside_the_quote(tmp_path: Path, real_corpus: Path) -> None:
    """The whole way without an index: catalog and archive alone, as one source is taken in."""
    from kb.ingest.document import build_document
    from kb.ingest.fetch import read_location
    from kb.model.settings import Settings
    from kb.stores.archive import Archive
    from kb.stores.catalog import Catalog

    paths = [real_corpus / name for name in REAL[2:]]
    with KnowledgeBase(
        Settings.from_env({"KB_HOME": str(tmp_path)}),
        Archive(tmp_path / "archive"),
        Catalog.open(f"sqlite:///{tmp_path / 'catalog.sqlite'}"),
    ) as base:
        for path in paths:
            document = build_document(read_location(str(path), 10_000_000, 5), {})
            base.archive.put_text(document.text)
            base.catalog.put_document(document, "code", "", [], [])
        _check_speaker(base)
        _check_page(base)


def _check_speaker(base: KnowledgeBase) -> None:
    page = base.find_documents(Filters(kind=("berita",)))
    release = base.get_document(page.documents[0].id)
    spoken = [one for one in release.provisions if one.kind == "kutipan" and one.speaker]
    assert spoken
    for one in spoken:
        words = one.span.text_of(release.text).strip('“”"')
        result = base.verify_quote(f'"{words}"'.replace(" ", "\u00a0", 2))
        assert result.is_found
        finding = result.findings[0]
        assert finding.document_id == release.id
        assert finding.speakers[0] is not None
        assert (finding.speakers[0].name, finding.speakers[0].role) == (one.speaker, one.role)
        assert finding.citations[0].pinpoint.locator == one.locator
    unspoken = next(one for one in release.provisions if one.locator == "paragraf-1")
    assert base.verify_quote(unspoken.span.text_of(release.text)).findings[0].speakers == (None,)


def _check_page(base: KnowledgeBase) -> None:
    held = base.get_document("permenaker-2-2022")
    assert held.pages
    page = held.pages[3]
    text = page.span.text_of(held.text)
    line = max(text.splitlines(), key=len)
    citation = base.verify_quote(line, Filters(kind=("permen",))).citations[0]
    assert citation.pinpoint.page == page.number
    assert f"hlm. {page.number}" in citation.formatted
