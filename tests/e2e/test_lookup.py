"""Citations looked up in the starter corpus: what is found, what is only known, and what nobody knows."""

from __future__ import annotations

from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.library.library import format_document_citation
from kb.model.errors import InvalidQuery

# A passage → each citation's canonical form and status, in order. The starter corpus holds digests only.
PASSAGES: list[tuple[str, list[tuple[str, str]]]] = [
    ("Inpres No. 2 Tahun 2021 mewajibkannya.", [("Inpres 2/2021", "found")]),
    ("Diktum KEDUA angka 99 Inpres 2/2021", [("Inpres 2/2021#diktum-kedua.angka-99", "not-held")]),
    ("SE Wali Kota Tangerang Nomor 19349 Tahun 2024", [("SE Wali Kota Tangerang 19349/2024", "found")]),
    (
        "surat edaran Wali Kota Bogor tertanggal 8 Juli 2025",
        [("SE Wali Kota Bogor Tahun 2025 (2025-07-08)", "found")],
    ),
    (
        "surat edaran Wali Kota Bogor tertanggal 9 Juli 2025",
        [("SE Wali Kota Bogor Tahun 2025 (2025-07-09)", "unknown")],
    ),
    ("Perpres Nomor 109 Tahun 2013", [("Perpres 109/2013", "not-held")]),
    ("UU 999/2013 dan PP 998 Tahun 2014", [("UU 999/2013", "unknown"), ("PP 998/2014", "unknown")]),
    ("UU Nomor … Tahun 2011", [("", "malformed")]),
    ("ketentuan Pasal 5 ayat (2)", [("", "malformed")]),
    ("Tidak ada rujukan di sini, hanya 154.008 pekerja.", []),
]


@pytest.mark.parametrize(("text", "expected"), PASSAGES)
def test_each_citation_of_a_passage_has_its_status(
    starter_base: KnowledgeBase, text: str, expected: list[tuple[str, str]]
) -> None:
    found = starter_base.lookup_citations(text)
    assert [(one.canonical, one.status) for one in found] == expected
    for one in found:
        assert one.span.text_of(text) == one.text
        assert bool(one.reason) == (one.status != "found")
        assert (one.status == "found") <= bool(one.candidates)


def test_every_held_instrument_is_found_by_its_own_name_and_by_its_id(starter_base: KnowledgeBase) -> None:
    held = starter_base.find_documents(limit=100).documents
    numbered = [document.id for document in held if document.instrument.number]
    assert numbered
    for document_id in (document.id for document in held):
        assert [one.document_id for one in starter_base.resolve(document_id).candidates] == [document_id]
    for document_id in numbered:
        name = format_document_citation(starter_base.get_document(document_id), "", None).partition(" (ringkasan")[0]
        assert {one.document_id for one in starter_base.lookup_citations(name)[0].candidates} == {document_id}, name


def test_every_candidate_quotes_its_document(starter_base: KnowledgeBase) -> None:
    found = starter_base.lookup_citations("Inpres 2/2021, SE Wali Kota Tangerang Nomor 19349 Tahun 2024")
    citations = [candidate.citation for one in found for candidate in one.candidates]
    assert len(citations) == 2
    for citation in citations:
        text = starter_base.get_document(citation.document_id, citation.version).text
        assert text[citation.quote.start : citation.quote.end] == citation.quote.exact
        assert citation.quote.exact


def test_a_name_in_common_use_means_what_it_meant_on_the_day(starter_base: KnowledgeBase) -> None:
    text = "Menurut UU Jasa Konstruksi, penyedia jasa bertanggung jawab."
    assert starter_base.lookup_citations(text)[0].canonical == "UU 2/2017"
    assert starter_base.lookup_citations(text, date(2010, 1, 1))[0].canonical == "UU 18/1999"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("inpres 2 tahun 2021", "found"),
        ("19349/2024", "found"),
        ("SE Wali Kota Bogor 2025", "found"),
        ("inpres-2-2021#diktum-keseratus", "not-held"),
        ("Inpres 2/2022", "unknown"),
        ("apa itu jaminan hari tua", "malformed"),
        ("Inpres 2/2021 dan SE Wali Kota Tangerang Nomor 19349 Tahun 2024", "several"),
    ],
)
def test_resolve_gives_candidates_and_never_a_guess(starter_base: KnowledgeBase, query: str, status: str) -> None:
    resolution = starter_base.resolve(query)
    assert resolution.status == status
    if status in ("unknown", "malformed"):
        assert not resolution.candidates
        assert resolution.reason
    if query == "Inpres 2/2022":
        assert [one.document_id for one in resolution.near] == ["inpres-2-2021"]


@pytest.mark.parametrize("text", ["", "  \n", "a" * 100_001])
def test_a_text_that_cant_be_looked_through_is_refused(starter_base: KnowledgeBase, text: str) -> None:
    with pytest.raises(InvalidQuery):
        starter_base.lookup_citations(text)
    with pytest.raises(InvalidQuery):
        starter_base.resolve(text)
