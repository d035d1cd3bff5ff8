"""The graph of references and the status in time, through the whole knowledge base."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.library.legal_status import format_callout
from kb.model import Filters
from kb.model.errors import DocumentNotFound, InvalidQuery, ProvisionNotFound
from kb.model.settings import Settings

OLD = """UNDANG-UNDANG REPUBLIK INDONESIA NOMOR 3 TAHUN 1992
TENTANG PERLINDUNGAN PEKERJA
Pasal 1
Pengusaha wajib mengikutsertakan pekerja konstruksi dalam jaminan.
Pasal 2
Iuran dibayar setiap bulan.
"""
NEW = """UNDANG-UNDANG REPUBLIK INDONESIA NOMOR 24 TAHUN 2011
TENTANG BADAN PENYELENGGARA
Pasal 1
Pemberi kerja wajib mendaftarkan pekerja konstruksi dan pekerja lain sebagai peserta jaminan.
Pasal 2
Pada saat Undang-Undang ini mulai berlaku, Undang-Undang Nomor 3 Tahun 1992 tentang Perlindungan Pekerja dicabut dan
dinyatakan tidak berlaku.
"""
RULE = """PERATURAN PEMERINTAH REPUBLIK INDONESIA NOMOR 44 TAHUN 2015
TENTANG IURAN
Menimbang : bahwa untuk melaksanakan ketentuan Pasal 1 sampai dengan Pasal 3 Undang-Undang Nomor 24 Tahun 2011, perlu
menetapkan Peraturan Pemerintah tentang Iuran;
Mengingat : Undang-Undang Nomor 24 Tahun 2011;
MEMUTUSKAN:
Menetapkan : PERATURAN PEMERINTAH TENTANG IURAN.
Pasal 1
Iuran menurut Pasal 9 dibayar sesuai surat edaran Wali Kota Bogor tertanggal 8 Juli 2014.
"""
CIRCULAR = "Surat Edaran Wali Kota Bogor\n\nPekerja didaftarkan.\n"
AMENDING = """PERATURAN PEMERINTAH REPUBLIK INDONESIA NOMOR 82 TAHUN 2019
TENTANG PERUBAHAN ATAS PERATURAN PEMERINTAH NOMOR 44 TAHUN 2015 TENTANG IURAN
Pasal I
Ketentuan Pasal 1 dalam Peraturan Pemerintah Nomor 44 Tahun 2015 tentang Iuran diubah sehingga berbunyi sebagai berikut:
Pasal 1
Iuran dibayar setiap minggu.
"""


def put(base: KnowledgeBase, text: str, kind: str, number: str, year: int, day: str, **more: str) -> str:
    given = {"kind": kind, "number": number, "year": str(year), "date": day, "text_status": "copy"} | more
    report = base.ingest_bytes(text.encode(), f"{kind}-{number or 'x'}-{year}.txt", given)
    assert report.status in {"added", "updated"}, report.error
    return report.id


@pytest.fixture
def base(tiny_settings: Settings) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(tiny_settings) as opened:
        yield opened


def test_reference_resolves_when_its_document_arrives(base: KnowledgeBase) -> None:
    rule = put(base, RULE, "PP", "44", 2015, "2015-06-30")
    found = base.find_references(rule)
    told = [(m.reference.relation, m.standing, m.citation.pinpoint.label) for m in found.mentions]
    assert told[:2] == [("melaksanakan", "not-held", "Menimbang"), ("dasar-hukum", "not-held", "Mengingat")]
    assert next(item.label for item in base.coverage().missing) == "UU 24/2011"
    law = put(base, NEW, "UU", "24", 2011, "2011-11-25")
    assert [m.standing for m in base.find_references(rule).mentions[:2]] == ["held", "held"]
    assert list(base.find_references(rule).mentions[0].documents) == [law]
    cited = base.find_cited_by(law)
    assert [(m.citation.document_id, m.reference.relation) for m in cited.mentions] == [
        (rule, "melaksanakan"),
        (rule, "dasar-hukum"),
    ]
    assert cited.relations == {"melaksanakan": 1, "dasar-hukum": 1}
    assert [m.reference.through for m in base.find_cited_by(law, "pasal-2").mentions] == ["pasal-3"]
    assert base.find_cited_by(law, relation="mencabut").total == 0
    assert "UU 24/2011" not in [item.label for item in base.coverage().missing]


def test_circular_without_a_number_resolves_by_issuer_and_day(base: KnowledgeBase) -> None:
    rule = put(base, RULE, "PP", "44", 2015, "2015-06-30")
    label = "SE Wali Kota Bogor Tahun 2014 (2014-07-08)"
    assert label in [item.label for item in base.coverage().missing]
    circular = put(base, CIRCULAR, "SE", "", 2014, "2014-07-08", issuer="Wali Kota Bogor")
    assert [m.citation.document_id for m in base.find_cited_by(circular).mentions] == [rule]
    assert label not in [item.label for item in base.coverage().missing]


def test_every_reference_keeps_its_laws(base: KnowledgeBase) -> None:
    ids = [
        put(base, OLD, "UU", "3", 1992, "1992-02-17"),
        put(base, NEW, "UU", "24", 2011, "2011-11-25"),
        put(base, RULE, "PP", "44", 2015, "2015-06-30"),
        put(base, AMENDING, "PP", "82", 2019, "2019-11-29"),
    ]
    counts = [check_references(base, document_id) for document_id in ids]
    assert sum(counts) >= len(ids)


def check_references(base: KnowledgeBase, document_id: str) -> int:
    """Check every mention in a document, and return how many there are."""
    document = base.get_document(document_id)
    mentions = base.find_references(document_id, own=True).mentions
    for mention in mentions:
        reference, quote = mention.reference, mention.citation.quote
        assert reference.span.text_of(document.text) == reference.text
        assert document.text[quote.start : quote.end] == quote.exact
        assert quote.start <= reference.span.start < reference.span.end <= quote.end
        for name in mention.documents:
            day = base.get_document(name).date
            assert day is None or document.date is None or day <= document.date
    return len(mentions)


def test_references_of_the_starter_corpus_keep_their_laws(starter_base: KnowledgeBase) -> None:
    documents = starter_base.find_documents(limit=100).documents
    counts = [check_references(starter_base, document.id) for document in documents]
    assert sum(counts) > len(documents) > 0


def test_status_of_the_starter_corpus_is_what_its_sources_say(starter_base: KnowledgeBase) -> None:
    held = [one.id for one in starter_base.find_documents(limit=100).documents]
    told = {name: starter_base.get_legal_status(name) for name in held}
    known = {name: status.value for name, status in told.items() if status.value != "belum-diketahui"}
    assert known == {"pp-44-2015": "diubah", "permenaker-44-2015": "sebagian-dicabut"}
    assert format_callout(told["pp-44-2015"]) == "DIUBAH oleh PP 82/2019 sejak 29 November 2019"
    assert told["permenaker-44-2015"].sources[0].origin == "manifest"


def test_status_is_told_with_the_sentence_that_says_so_and_as_of_a_day(base: KnowledgeBase) -> None:
    old = put(base, OLD, "UU", "3", 1992, "1992-02-17")
    assert base.get_legal_status(old).value == "belum-diketahui"
    law = put(base, NEW, "UU", "24", 2011, "2011-11-25")
    status = base.get_legal_status(old)
    assert (status.value, status.since) == ("dicabut", date(2011, 11, 25))
    source = status.sources[0]
    assert (source.document_id, source.citation and source.citation.pinpoint.locator) == (law, "pasal-2")
    assert source.citation is not None
    assert "dicabut" in source.citation.quote.exact
    assert base.get_legal_status(old, date(2011, 11, 24)).value == "belum-diketahui"
    assert base.get_legal_status(old, date(2011, 11, 25)).value == "dicabut"


def test_status_of_an_amended_rule_names_its_articles(base: KnowledgeBase) -> None:
    rule = put(base, RULE, "PP", "44", 2015, "2015-06-30")
    put(base, AMENDING, "PP", "82", 2019, "2019-11-29")
    status = base.get_legal_status(rule)
    assert format_callout(status) == "DIUBAH oleh PP 82/2019 sejak 29 November 2019"
    assert status.sources[0].locators == ("pasal-1",)
    assert base.get_provision(rule, "pasal-1").status == status


def test_search_puts_a_revoked_text_behind_what_revoked_it_unless_asked_for(base: KnowledgeBase) -> None:
    old = put(base, OLD, "UU", "3", 1992, "1992-02-17")
    law = put(base, NEW, "UU", "24", 2011, "2011-11-25")
    query = "pengusaha wajib mengikutsertakan pekerja konstruksi dalam jaminan"
    before = [hit.chunk.document_id for hit in base.search(query, as_of=date(2011, 11, 24)).hits]
    assert set(before) == {old}
    now = base.search(query).hits
    names = [hit.chunk.document_id for hit in now]
    assert names.index(law) < names.index(old)
    assert {hit.status.value for hit in now if hit.chunk.document_id == old} == {"dicabut"}
    assert [hit.rank for hit in now] == list(range(1, len(now) + 1))
    named = [hit.chunk.document_id for hit in base.search(f"{query} menurut UU 3/1992").hits]
    assert named[0] == old
    cited = base.search("UU 3/1992 pasal 1").hits
    assert [hit.status.value for hit in cited] == ["dicabut"]


def test_search_as_of_narrows_both_legs_and_the_way_of_citations(base: KnowledgeBase) -> None:
    put(base, OLD, "UU", "3", 1992, "1992-02-17")
    put(base, NEW, "UU", "24", 2011, "2011-11-25")
    day = date(2000, 1, 1)
    for mode in ("auto", "hybrid", "dense", "sparse"):
        hits = base.search("pekerja konstruksi", as_of=day, mode=mode).hits
        assert hits
        assert all(base.get_document(hit.chunk.document_id).date <= day for hit in hits)  # type: ignore[operator]
    assert base.search("UU 24/2011", as_of=day).hits == ()
    found = base.search("pekerja", Filters(date_to=date(1990, 1, 1)), as_of=day)
    assert found.hits == ()
    assert found.diagnostics["as_of"] == "2000-01-01"


def test_references_that_can_not_be_asked_for_are_refused(base: KnowledgeBase) -> None:
    rule = put(base, RULE, "PP", "44", 2015, "2015-06-30")
    with pytest.raises(InvalidQuery, match="menghapus"):
        base.find_references(rule, relation="menghapus")
    with pytest.raises(ProvisionNotFound):
        base.find_references(rule, locator="pasal-99")
    for ask in (base.find_references, base.find_cited_by, base.get_legal_status):
        with pytest.raises(DocumentNotFound):
            ask("unknown")
    shown = base.find_references(rule, own=True)
    assert [m.reference for m in base.find_references(rule, own=True, offset=1, limit=2).mentions] == [
        m.reference for m in shown.mentions[1:3]
    ]
    assert "own" in {m.standing for m in shown.mentions}
    inside = base.find_references(rule, locator="mengingat")
    assert [m.reference.relation for m in inside.mentions] == ["dasar-hukum"]


def test_migrated_catalog_reads_its_references_with_the_next_write(base: KnowledgeBase) -> None:
    rule = put(base, RULE, "PP", "44", 2015, "2015-06-30")
    before = base.find_references(rule, own=True)
    base.catalog.put_references(rule, base.catalog.get_version(rule), [])
    with base.catalog._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM reference_mark")
    assert base.find_references(rule, own=True).total == 0
    base.reconcile()
    assert base.find_references(rule, own=True) == before
