"""The laws hold for every document of the starter corpus."""

from kb.knowledge_base import KnowledgeBase
from kb.model import Filters
from tests.laws import check_archive, check_laws


def test_laws_hold_for_every_starter_document(starter_base: KnowledgeBase) -> None:
    page = starter_base.find_documents(limit=100)
    assert page.total == len(page.documents) >= 15
    for summary in page.documents:
        document = starter_base.get_document(summary.id)
        check_laws(document)
        check_archive(starter_base.archive, document)


def test_every_starter_document_says_that_it_is_a_digest(starter_base: KnowledgeBase) -> None:
    page = starter_base.find_documents(limit=100)
    assert {document.text_status for document in page.documents} == {"digest"}
    hits = starter_base.search("kewajiban gubernur", Filters(), 5).hits
    assert hits
    assert all(hit.citation.text_status == "digest" and "bukan teks resmi" in hit.citation.formatted for hit in hits)


def test_ingesting_the_starter_corpus_again_changes_nothing(starter_base: KnowledgeBase) -> None:
    before = starter_base.get_store_state()
    report = starter_base.ingest_starter()
    assert {source.status for source in report.sources} == {"unchanged"}
    assert starter_base.get_store_state() == before


def test_index_holds_every_searchable_chunk_and_nothing_is_pending(starter_base: KnowledgeBase) -> None:
    status = starter_base.get_store_state()
    assert status.pending == 0
    assert 0 < status.indexed <= status.chunks


def test_question_as_spoken_finds_the_rule_and_says_what_it_was_searched_by(starter_base: KnowledgeBase) -> None:
    found = starter_base.search("bos gue nggak nyetor iuran, kena apa?", Filters(), 5)
    also = found.diagnostics["also"]
    assert isinstance(also, list)
    assert {"pemberi kerja", "menunggak"} <= set(also)
    assert any("pemberi kerja" in hit.chunk.text.casefold() for hit in found.hits)
    assert "also" not in starter_base.search("UU 24/2011 pasal 15", Filters(), 5).diagnostics
