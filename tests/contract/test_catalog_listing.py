"""The catalog's contract: counts, listings, instruments; each test runs on SQLite and on PostgreSQL."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest

from kb.model import Filters, Instrument
from kb.model.errors import InvalidCursor
from kb.stores.catalog import Catalog
from tests.contract.catalog_samples import NEW_YEAR, make_document, make_reference, put

DAY = timedelta(days=1)
UU_24 = Instrument("UU", "24", 2011)


class TestCatalogListingContract:
    """Asking what is held, under filters and by instrument."""

    # Totals

    def test_counts_of_an_empty_catalog_are_zero(self, catalog: Catalog) -> None:
        assert set(asdict(catalog.counts()).values()) == {0}
        assert catalog.latest_dates() == (None, None)
        assert catalog.missing_instruments() == []
        page = catalog.find_documents()
        assert (page.documents, page.total, page.cursor) == ((), 0, "")
        assert set(page.facets) == {"kind", "year", "issuer", "place", "text_status"}

    def test_counts_are_of_current_versions(self, catalog: Catalog) -> None:
        put(catalog, make_document("1", articles=2), make_reference(UU_24))
        new = make_document("1", articles=4, retrieved=NEW_YEAR + DAY)
        put(catalog, new, make_reference(UU_24), make_reference(UU_24, 9))
        put(catalog, make_document("2", articles=1, day=date(2025, 2, 3)))
        counts = asdict(catalog.counts())
        assert counts.pop("bytes") > 0
        assert counts == {
            "documents": 2,
            "versions": 3,
            "sources": 3,
            "provisions": 9 + 3,
            "chunks": 4 + 1,
            "references": 2,
        }
        assert catalog.latest_dates() == (date(2025, 2, 3), NEW_YEAR + DAY)

    # Listings

    def test_find_documents_lists_latest_first_and_unknown_dates_last(self, catalog: Catalog) -> None:
        days = {"a": None, "b": date(2020, 1, 1), "c": date(2024, 1, 1), "d": date(2020, 1, 1), "e-": None, "E": None}
        for name, day in days.items():
            put(catalog, make_document(name, day=day, document_id=name))
        expected = ["c", "b", "d", "E", "a", "e-"]
        assert [item.id for item in catalog.find_documents().documents] == expected
        for limit in (1, 2, 3, 6):
            assert walk(catalog, Filters(), limit) == expected

    def test_find_documents_summary_tells_what_is_held(self, catalog: Catalog) -> None:
        put(catalog, make_document("1", text="old"))
        document = make_document("1", retrieved=NEW_YEAR + DAY, place="Kota Tangerang")
        put(catalog, document)
        (summary,) = catalog.find_documents().documents
        assert (summary.id, summary.version, summary.title) == (document.id, document.version, document.title)
        assert (summary.instrument, summary.family, summary.place) == (document.instrument, "statute", "Kota Tangerang")
        assert (summary.date, summary.text_status) == (document.date, "official")
        assert (summary.publisher, summary.address) == ("JDIH", "https://jdih.example.id/1")
        assert summary.retrieved == NEW_YEAR + DAY
        assert (summary.provisions, summary.chunks, summary.versions) == (7, 3, 2)

    @pytest.mark.parametrize(
        ("filters", "ids"),
        [
            (Filters(), ["berita", "se", "uu", "pp"]),
            (Filters(kind=("SE",)), ["se"]),
            (Filters(kind=("se", "uu")), ["se", "uu"]),
            (Filters(number=("19349",)), ["se"]),
            (Filters(number=("04/se/m/2022",)), ["pp"]),
            (Filters(year=(2024, 2011)), ["se", "uu"]),
            (Filters(year=(2025,)), ["berita"]),  # news is of the year in which it was published
            (Filters(issuer=("wali  kota TANGERANG",)), ["se"]),
            (Filters(place=("kota tangerang",)), ["se"]),
            (Filters(text_status=("copy", "digest")), ["uu"]),
            (Filters(document_id=("uu", "unknown")), ["uu"]),
            (Filters(date_from=date(2024, 7, 1)), ["berita", "se"]),
            (Filters(date_to=date(2024, 7, 1)), ["se", "uu"]),
            (Filters(date_from=date(2011, 1, 1), date_to=date(2011, 12, 31)), ["uu"]),
            (Filters(kind=("se",), year=(2011,)), []),
            (Filters(place=("%",)), []),
        ],
    )
    def test_find_documents_under_filters(self, catalog: Catalog, filters: Filters, ids: list[str]) -> None:
        put_four(catalog)
        page = catalog.find_documents(filters)
        assert [item.id for item in page.documents] == ids
        assert page.total == len(ids)
        assert sum(page.facets["kind"].values()) == len(ids)

    def test_find_documents_counts_facets_under_the_same_filters(self, catalog: Catalog) -> None:
        put_four(catalog)
        put(catalog, make_document("9", instrument=Instrument("UU", "9", 2011), day=None))
        page = catalog.find_documents(limit=1)
        assert (page.total, len(page.documents)) == (5, 1)
        assert page.facets == {
            "kind": {"uu": 2, "berita": 1, "pp": 1, "se": 1},
            "year": {"2011": 2, "2022": 1, "2024": 1, "2025": 1},
            "issuer": {"Wali Kota Tangerang": 1},
            "place": {"Kota Tangerang": 1},
            "text_status": {"official": 4, "copy": 1},
        }
        assert catalog.find_documents(Filters(kind=("uu",))).facets["year"] == {"2011": 2}

    def test_find_documents_walk_shows_each_once_while_others_are_added(self, catalog: Catalog) -> None:
        for number in range(7):
            put(catalog, make_document(str(number), day=date(2020, 1, 10 + number)))
        first = catalog.find_documents(limit=3)
        put(catalog, make_document("new", day=date(2024, 1, 1)))
        second = catalog.find_documents(cursor=first.cursor, limit=10)
        seen = [item.id for item in (*first.documents, *second.documents)]
        assert seen == [f"pp-{number}-2020" for number in range(6, -1, -1)]
        assert second.cursor == ""

    @pytest.mark.parametrize("cursor", ["x", "é", "####", "W10", "bnVsbA", "WzEsMiwzXQ", "W" * 5000])
    def test_find_documents_with_a_made_up_cursor_is_refused(self, catalog: Catalog, cursor: str) -> None:
        with pytest.raises(InvalidCursor):
            catalog.find_documents(cursor=cursor)

    def test_find_documents_with_another_listings_cursor_is_refused(self, catalog: Catalog) -> None:
        put_four(catalog)
        cursor = catalog.find_documents(limit=1).cursor
        with pytest.raises(InvalidCursor, match="other filters"):
            catalog.find_documents(Filters(kind=("se",)), cursor)

    # Instruments

    @pytest.mark.parametrize(
        ("instrument", "ids"),
        [
            (Instrument("SE", "19349", 2024, "Wali Kota Tangerang"), ["se"]),
            (Instrument("se", " 19349 ", 2024, "WALI KOTA  TANGERANG"), ["se"]),
            (Instrument("SE", "19349", 2024), ["se"]),
            (Instrument("SE", "19349"), ["se"]),
            (Instrument("SE", "19349", 2024, "Wali Kota Bogor"), []),
            (Instrument("SE", "19349", 2023), []),
            (Instrument("PP", "4/SE/m/2022", 2022), ["pp"]),
            (Instrument("PP", "04 / SE / M / 2022", 2022), ["pp"]),
            (Instrument("PP", "40/SE/M/2022", 2022), []),
            (Instrument("UU", "024", 2011), ["uu"]),
            (Instrument("UU", "", 2011), []),
            (Instrument("SE", "", 2024, "Wali Kota Tangerang"), ["se"]),
            (Instrument("SE", "", 2023, "Wali Kota Tangerang"), []),
            (Instrument("SE", "", None, "Wali Kota Tangerang"), ["se"]),
            (Instrument("Berita"), []),
            (Instrument("UU"), []),
        ],
    )
    def test_find_by_instrument(self, catalog: Catalog, instrument: Instrument, ids: list[str]) -> None:
        put_four(catalog)
        assert catalog.find_by_instrument(instrument) == ids

    def test_find_by_instrument_without_an_issuer_names_every_candidate(self, catalog: Catalog) -> None:
        for place in ("Bogor", "Tangerang"):
            instrument = Instrument("SE", "1", 2024, f"Wali Kota {place}")
            put(catalog, make_document(place, instrument=instrument, document_id=place.lower()))
        assert catalog.find_by_instrument(Instrument("SE", "1", 2024)) == ["bogor", "tangerang"]

    def test_references_and_cited_by_are_two_sides_of_one_mention(self, catalog: Catalog) -> None:
        put(catalog, make_document("uu", instrument=UU_24, document_id="uu-24-2011"))
        mentions = (make_reference(UU_24, 40, "pasal-15.ayat-1"), make_reference(Instrument("uu", "024", 2011), 60))
        vague = make_reference(Instrument("UU", "24"), 80)
        document = make_document("1")
        put(catalog, document, *mentions, vague)
        assert catalog.references_of(document.id) == [*mentions, vague]
        cited = catalog.cited_by("uu-24-2011")
        assert [(item.document_id, item.version, item.title) for item in cited] == [
            (document.id, document.version, document.title)
        ] * 2
        assert [item.reference for item in cited] == list(mentions)
        assert catalog.cited_by(document.id) == []

    def test_cited_by_leaves_out_old_versions_and_the_document_itself(self, catalog: Catalog) -> None:
        own = Instrument("PP", "1", 2020)
        put(catalog, make_document("1"), make_reference(own))
        put(catalog, make_document("2", text="old"), make_reference(own))
        put(catalog, make_document("2", text="new", retrieved=NEW_YEAR + DAY))
        assert catalog.cited_by("pp-1-2020") == []

    def test_missing_instruments_lists_what_is_mentioned_but_not_held(self, catalog: Catalog) -> None:
        se = Instrument("SE", "19349", 2024)
        put(catalog, make_document("1"), make_reference(Instrument("PP", "02", 2020)), make_reference(se))
        put(catalog, make_document("2"), *(make_reference(UU_24, start) for start in (0, 9)), make_reference(se, 20))
        put(catalog, make_document("3"), make_reference(UU_24), make_reference(Instrument("Perpres", "60", 2023)))
        missing = catalog.missing_instruments()
        assert [(item.instrument, item.mentions, item.documents) for item in missing] == [
            (UU_24, 3, ("pp-2-2020", "pp-3-2020")),
            (se, 2, ("pp-1-2020", "pp-2-2020")),
            (Instrument("Perpres", "60", 2023), 1, ("pp-3-2020",)),
        ]
        assert missing[0].label == "UU 24/2011"
        assert catalog.missing_instruments(1) == missing[:1]
        put_four(catalog)
        assert [item.instrument.kind for item in catalog.missing_instruments()] == ["Perpres"]


def put_four(catalog: Catalog) -> None:
    """Put a circular, a law, a rule with slashes in its number and no date, and a release."""
    issued = Instrument("SE", "19349", 2024, "Wali Kota Tangerang")
    put(catalog, make_document("s", instrument=issued, place="Kota Tangerang", day=date(2024, 7, 1), document_id="se"))
    put(catalog, make_document("u", instrument=UU_24, status="copy", day=date(2011, 11, 25), document_id="uu"))
    put(catalog, make_document("p", instrument=Instrument("PP", "04/SE/M/2022", 2022), day=None, document_id="pp"))
    put(catalog, make_document("b", instrument=Instrument("Berita"), day=date(2025, 7, 10), document_id="berita"))


def walk(catalog: Catalog, filters: Filters, limit: int) -> list[str]:
    """Follow the cursors to the end."""
    ids: list[str] = []
    cursor = ""
    while True:
        page = catalog.find_documents(filters, cursor, limit)
        ids += [item.id for item in page.documents]
        cursor = page.cursor
        if not cursor:
            return ids
