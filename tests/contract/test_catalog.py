"""The catalog's contract: the fixture ``catalog`` runs each test on SQLite and on PostgreSQL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kb.model import Document, Instrument, TextStatus
from kb.model.errors import CatalogError, DocumentNotFound
from kb.stores.catalog import END_OF_TEXT, Catalog, Stretch
from tests.contract.catalog_samples import NEW_YEAR, make_chunks, make_document, make_reference, put

DAY = timedelta(days=1)
UU_24 = Instrument("UU", "24", 2011)


class TestCatalogContract:
    """Putting documents and getting them back."""

    # Putting and getting documents

    def test_put_new_document_gives_it_back_whole(self, catalog: Catalog) -> None:
        document = make_document()
        outcome = put(catalog, document)
        assert (outcome.status, outcome.document_id, outcome.version) == ("added", document.id, document.version)
        assert outcome.is_current
        stored = catalog.get_document(document.id)
        assert stored.to_document(document.text) == document
        assert stored.sources == (document.source,)
        assert stored.versions == (document.version,)
        assert (stored.fingerprint, stored.is_current) == ("code-1", True)

    @pytest.mark.parametrize(
        "document",
        [
            pytest.param(make_document(articles=0), id="nothing but boilerplate"),
            pytest.param(make_document(day=None, instrument=Instrument("Dokumen")), id="nothing known"),
            pytest.param(make_document(title='Jum\'at "x"; -- %s :a \\', place="Kota Tangerang 👷"), id="odd signs"),
            pytest.param(make_document(day=date(987, 1, 1)), id="a year of three digits"),
            pytest.param(make_document(articles=2000), id="two thousand articles"),
        ],
    )
    def test_put_unusual_document_gives_it_back_whole(self, catalog: Catalog, document: Document) -> None:
        put(catalog, document)
        assert catalog.get_document(document.id).to_document(document.text) == document

    def test_put_path_that_is_no_utf8_is_kept_readable(self, catalog: Catalog) -> None:
        document = make_document(location="/corpus/sk-\udcff.txt")
        put(catalog, document)
        assert catalog.get_document(document.id).head.source.location == "/corpus/sk-\\udcff.txt"

    def test_put_same_again_is_unchanged(self, catalog: Catalog) -> None:
        document = make_document()
        put(catalog, document, make_reference(UU_24))
        before = catalog.counts()
        assert put(catalog, document, make_reference(UU_24)).status == "unchanged"
        assert catalog.counts() == before

    def test_put_same_version_by_other_code_replaces_its_outline(self, catalog: Catalog) -> None:
        put(catalog, make_document(articles=3))
        document = make_document(articles=3)
        catalog.mark_indexed(document.id, document.version, "a", 3)
        chunks = make_chunks(document, headings=("other",))[:2]
        outcome = catalog.put_document(document, "code-2", "", [make_reference(UU_24)], chunks)
        assert outcome.status == "updated"
        assert [chunk.headings for chunk in catalog.get_chunks(document.id)] == [("other",), ("other",)]
        assert catalog.references_of(document.id) == [make_reference(UU_24)]
        assert catalog.get_document(document.id).fingerprint == "code-2"
        assert catalog.pending("a") == [(document.id, document.version)]

    def test_put_same_version_with_a_corrected_title_is_updated(self, catalog: Catalog) -> None:
        put(catalog, make_document(title="Jaminn sosial"), given="a")
        document = make_document(title="Jaminan sosial")
        assert put(catalog, document, given="b").status == "updated"
        assert catalog.get_document(document.id).head.title == "Jaminan sosial"
        assert catalog.counts().versions == 1

    def test_put_other_text_adds_a_version_and_keeps_the_old_one(self, catalog: Catalog) -> None:
        old, new = make_document(text="old"), make_document(text="new", retrieved=NEW_YEAR + DAY)
        put(catalog, old)
        outcome = put(catalog, new)
        assert (outcome.status, outcome.is_current) == ("updated", True)
        assert catalog.get_document(old.id).head.version == new.version
        assert catalog.get_document(old.id).versions == (new.version, old.version)
        kept = catalog.get_document(old.id, old.version)
        assert kept.to_document(old.text) == old
        assert not kept.is_current

    @pytest.mark.parametrize(
        ("first", "second", "second_wins"),
        [
            (("official", 0), ("official", 1), True),
            (("official", 1), ("official", 0), False),
            (("official", 0), ("official", 0), True),  # as good and as old: the last put
            (("official", 0), ("copy", 1), False),
            (("copy", 1), ("official", 0), True),
            (("copy", 0), ("digest", 9), False),
            (("digest", 9), ("copy", 0), True),
        ],
    )
    def test_put_second_version_is_current_only_when_it_is_better(
        self, catalog: Catalog, first: tuple[TextStatus, int], second: tuple[TextStatus, int], second_wins: bool
    ) -> None:
        one = make_document(text="one", status=first[0], retrieved=NEW_YEAR + first[1] * DAY)
        two = make_document(text="two", status=second[0], retrieved=NEW_YEAR + second[1] * DAY)
        assert put(catalog, one).is_current
        assert put(catalog, two).is_current is second_wins
        assert catalog.get_document(one.id).head.version == (two if second_wins else one).version
        assert catalog.counts().documents == 1

    def test_put_same_text_from_elsewhere_remembers_both_sources(self, catalog: Catalog) -> None:
        mirror = make_document(location="https://mirror.example/1", status="copy", retrieved=NEW_YEAR + DAY)
        official = make_document(location="https://jdih.example/1")
        put(catalog, mirror)
        assert put(catalog, official).status == "updated"
        stored = catalog.get_document(official.id)
        assert stored.head.source == official.source
        assert stored.sources == (official.source, mirror.source)
        assert stored.head.text_status == "official"

    def test_put_worse_source_of_the_same_text_keeps_the_better_metadata(self, catalog: Catalog) -> None:
        official = make_document(location="https://jdih.example/1")
        copied = make_document(location="/copy.txt", status="copy", title="scan0001", retrieved=NEW_YEAR + DAY)
        put(catalog, official)
        assert put(catalog, copied).status == "unchanged"
        assert put(catalog, copied, fingerprint="code-2").status == "updated"
        stored = catalog.get_document(official.id)
        assert (stored.head.title, stored.head.text_status, stored.head.source) == (
            "Jaminan sosial",
            "official",
            official.source,
        )
        assert stored.fingerprint == "code-2"
        assert len(stored.sources) == 2

    def test_put_that_fails_half_way_stores_nothing(self, catalog: Catalog) -> None:
        document = make_document()
        twice = [*make_chunks(document), *make_chunks(document)]
        with pytest.raises(CatalogError, match="catalog"):
            catalog.put_document(document, "code-1", "", [], twice)
        with pytest.raises(DocumentNotFound):
            catalog.get_document(document.id)
        assert catalog.counts().versions == 0
        assert put(catalog, document).status == "added"

    @pytest.mark.parametrize("length", [8, 12, 63, 64])
    def test_get_document_by_the_first_digits_of_its_version(self, catalog: Catalog, length: int) -> None:
        document = make_document()
        put(catalog, document)
        assert catalog.get_document(document.id, document.version[:length]).head.version == document.version

    @pytest.mark.parametrize("version", ["", "0" * 7, "g" * 8, "0" * 64, "0" * 65, "%" * 8])
    def test_get_document_of_another_version_is_not_found(self, catalog: Catalog, version: str) -> None:
        document = make_document()
        put(catalog, document)
        with pytest.raises(DocumentNotFound, match=document.id):
            catalog.get_document(document.id, version)

    def test_get_document_by_digits_of_two_versions_is_refused(self, catalog: Catalog) -> None:
        one, two = make_document(text="one"), make_document(text="two")
        for document in (one, replace(two, version=one.version[:10] + two.version[10:])):
            put(catalog, document)
        with pytest.raises(DocumentNotFound, match="2 versions"):
            catalog.get_document(one.id, one.version[:10])
        assert catalog.get_document(one.id, one.version).head.version == one.version

    def test_get_anything_of_an_unknown_document_is_not_found(self, catalog: Catalog) -> None:
        calls: list[Callable[[str], object]] = [
            catalog.get_document,
            catalog.get_chunks,
            catalog.references_of,
            catalog.cited_by,
        ]
        for call in calls:
            with pytest.raises(DocumentNotFound, match="unknown"):
                call("unknown")

    # Provisions and chunks

    def test_get_chunks_returns_them_in_order_without_texts(self, catalog: Catalog) -> None:
        document = make_document()
        put(catalog, document)
        chunks = make_chunks(document)
        rows = catalog.get_chunks(document.id, document.version)
        expected = [(chunk.id, chunk.locator, chunk.part, chunk.span, chunk.headings) for chunk in chunks]
        assert [(row.id, row.locator, row.part, row.span, row.headings) for row in rows] == expected

    def test_load_chunks_gives_each_with_the_head_of_its_document(self, catalog: Catalog) -> None:
        documents = [make_document(str(number)) for number in range(3)]
        for document in documents:
            put(catalog, document)
        wanted = [make_chunks(document)[1] for document in documents]
        loaded = catalog.load_chunks([*(chunk.id for chunk in wanted), wanted[0].id, "unknown"])
        assert set(loaded.chunks) == {chunk.id for chunk in wanted}
        assert loaded.stamp == catalog.stamp()
        for document, chunk in zip(documents, wanted, strict=True):
            row = loaded.chunks[chunk.id]
            head = loaded.heads[row.row_id]
            assert (row.document_id, row.version, row.locator, row.span) == (
                document.id,
                document.version,
                chunk.locator,
                chunk.span,
            )
            assert (head.title, head.instrument, head.date, head.source, head.readings) == (
                document.title,
                document.instrument,
                document.date,
                document.source,
                document.readings,
            )
        assert catalog.load_chunks([]).chunks == {}

    def test_load_chunks_in_a_stretch_gives_those_that_touch_it(self, catalog: Catalog) -> None:
        document = make_document()
        put(catalog, document)
        first, second, _ = chunks = make_chunks(document)
        row_id = catalog.load_heads([document.id])[document.id].row_id
        over_the_border = Stretch(row_id, first.span.end - 1, second.span.start + 1)
        assert list(catalog.load_chunks_in([over_the_border]).chunks) == [first.id, second.id]
        assert len(catalog.load_chunks_in([Stretch(row_id, 0, END_OF_TEXT)]).chunks) == len(chunks)
        assert catalog.load_chunks_in([]).chunks == {}

    def test_load_outlines_gives_the_provisions_and_pages_that_touch_a_stretch(self, catalog: Catalog) -> None:
        document = make_document()
        put(catalog, document)
        row_id = catalog.load_heads([document.id])[document.id].row_id
        second = document.provisions[2]
        found = catalog.load_outlines([Stretch(row_id, *second.span)])[row_id]
        assert found.provisions == tuple(one for one in document.provisions if one.span.overlaps(second.span))
        assert found.pages == tuple(page for page in document.pages if page.span.overlaps(second.span))
        noisy = catalog.load_outlines([Stretch(row_id, *second.span)], noise=True)[row_id]
        assert noisy.provisions == (*found.provisions, document.provisions[-1])
        assert catalog.load_outlines([]) == {}

    def test_load_outlines_of_many_stretches_gives_each_provision_once(self, catalog: Catalog) -> None:
        document = make_document(articles=300)
        put(catalog, document)
        row_id = catalog.load_heads([document.id])[document.id].row_id
        stretches = [Stretch(row_id, one.span.start, one.span.start + 1) for one in document.provisions]
        found = catalog.load_outlines([*stretches, Stretch(row_id, 0, len(document.text))])[row_id]
        assert (found.provisions, found.pages) == (document.provisions, document.pages)

    def test_load_provisions_by_locator_or_its_end_in_current_versions(self, catalog: Catalog) -> None:
        old, new = make_document("1", articles=3), make_document("1", articles=1, retrieved=NEW_YEAR + DAY)
        for document in (old, new, make_document("2", articles=3)):
            put(catalog, document)
        ids = ["pp-1-2020", "pp-2-2020"]
        found = catalog.load_provisions(ids, ["pasal-1", "pasal-3"])
        assert [(head.id, one.locator) for head, one in found] == [
            ("pp-1-2020", "pasal-1"),
            ("pp-2-2020", "pasal-1"),
            ("pp-2-2020", "pasal-3"),
        ]
        ends = catalog.load_provisions(ids, ["no"], ".ayat-1")
        assert [one.locator for head, one in ends if head.id == "pp-1-2020"] == ["pasal-1.ayat-1"]
        assert catalog.load_provisions(ids, ["no"], "_ayat-1") == []

    def test_load_heads_are_of_current_versions(self, catalog: Catalog) -> None:
        old, new = make_document(text="old"), make_document(text="new", retrieved=NEW_YEAR + DAY)
        put(catalog, old)
        put(catalog, new)
        assert [head.version for head in catalog.load_heads([old.id, "unknown"]).values()] == [new.version]

    # Sources that were taken in before

    def test_find_source_only_by_same_bytes_values_and_code(self, catalog: Catalog) -> None:
        document = make_document()
        sha256 = document.source.sha256
        assert catalog.find_source(sha256, "given", "code-1") is None
        put(catalog, document, given="given")
        assert catalog.find_source(sha256, "given", "code-1") == (document.id, document.version)
        assert catalog.find_source("0" * 64, "given", "code-1") is None
        assert catalog.find_source(sha256, "other", "code-1") is None
        assert catalog.find_source(sha256, "given", "code-2") is None

    def test_find_source_when_another_source_was_read_by_newer_code_is_none(self, catalog: Catalog) -> None:
        first, second = make_document(location="/a"), make_document(location="/b")
        put(catalog, first, given="a")
        put(catalog, second, given="b", fingerprint="code-2")
        assert catalog.find_source(first.source.sha256, "a", "code-1") is None
        assert catalog.find_source(first.source.sha256, "b", "code-2") == (first.id, first.version)

    def test_find_source_finds_an_old_version_too(self, catalog: Catalog) -> None:
        old, new = make_document(text="old"), make_document(text="new", location="/b", retrieved=NEW_YEAR + DAY)
        put(catalog, old)
        put(catalog, new)
        assert catalog.find_source(old.source.sha256, "", "code-1", old.source.location) == (old.id, old.version)

    def test_find_source_of_a_place_that_changed_back_is_none_and_putting_makes_it_current(
        self, catalog: Catalog
    ) -> None:
        place = "https://jdih.example/1"
        old = make_document(text="old", location=place)
        new = make_document(text="new", location=place, retrieved=NEW_YEAR + DAY)
        put(catalog, old)
        put(catalog, new)
        assert catalog.find_source(old.source.sha256, "", "code-1", place) is None
        again = make_document(text="old", location=place, retrieved=NEW_YEAR + 2 * DAY)
        outcome = put(catalog, again)
        assert (outcome.status, outcome.is_current) == ("unchanged", True)
        assert catalog.find_source(old.source.sha256, "", "code-1", place) == (old.id, old.version)

    # What an index holds

    def test_pending_lists_current_versions_until_marked(self, catalog: Catalog) -> None:
        one, two = make_document("1"), make_document("2")
        put(catalog, two)
        put(catalog, one)
        assert catalog.pending("a") == [(one.id, one.version), (two.id, two.version)]
        catalog.mark_indexed(one.id, one.version, "a", 3)
        catalog.mark_indexed(one.id, one.version, "a", 3)
        assert catalog.pending("a") == [(two.id, two.version)]
        assert catalog.indexed("a") == {one.id: one.version}
        assert len(catalog.pending("b")) == 2
        assert (catalog.count_pending("a"), catalog.count_pending("b")) == (1, 2)

    def test_pending_after_a_better_version_names_that_one(self, catalog: Catalog) -> None:
        old, new = make_document(text="old", status="copy"), make_document(text="new")
        put(catalog, old)
        catalog.mark_indexed(old.id, old.version, "a", 3)
        put(catalog, new)
        assert catalog.pending("a") == [(new.id, new.version)]
        assert catalog.count_pending("a") == 1
        assert catalog.indexed("a") == {old.id: old.version}
        catalog.mark_indexed(new.id, new.version, "a", 3)
        assert catalog.indexed("a") == {new.id: new.version}

    def test_pending_after_a_worse_version_is_empty(self, catalog: Catalog) -> None:
        good, bad = make_document(text="good"), make_document(text="bad", status="digest")
        put(catalog, good)
        catalog.mark_indexed(good.id, good.version, "a", 3)
        put(catalog, bad)
        put(catalog, good)
        assert catalog.pending("a") == []

    def test_mark_indexed_of_an_unknown_version_is_not_found(self, catalog: Catalog) -> None:
        put(catalog, make_document())
        with pytest.raises(DocumentNotFound):
            catalog.mark_indexed("pp-1-2020", "0" * 64, "a", 3)
