"""The catalog's graph of references: the fixture ``catalog`` runs each test on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from kb.model import Instrument
from kb.model.errors import CatalogError, DocumentNotFound
from kb.model.vocabulary import RELATIONS
from kb.stores.catalog import Catalog, Deed
from kb.stores.catalog.matching import Citing, Held, find_meant
from tests.contract.catalog_samples import NEW_YEAR, make_chunks, make_document, make_reference, put

UU_24 = Instrument("UU", "24", 2011)
BOGOR = Instrument("SE", "", 2025, "Wali Kota Bogor")
TANGERANG = Instrument("SE", "19349", 2024, "Wali Kota Tangerang")
LATER = date(2024, 5, 6) + timedelta(days=1)


def put_law(catalog: Catalog, instrument: Instrument = UU_24, name: str = "law", day: date | None = None) -> None:
    put(catalog, make_document(name, instrument=instrument, document_id=name, day=day or date(2011, 11, 25)))


def meant(catalog: Catalog, document_id: str = "pp-1-2020") -> list[tuple[str, ...]]:
    return [item.documents for item in catalog.resolve_references(document_id)]


class TestReferenceContract:
    """Storing mentions, and finding what they mean."""

    def test_references_come_back_whole(self, catalog: Catalog) -> None:
        mentions = [
            *(make_reference(UU_24, 20 * n, relation=relation) for n, relation in enumerate(RELATIONS)),
            make_reference(UU_24, 200, "pasal-14", through="pasal-16"),
            make_reference(BOGOR, 220, day=date(2025, 7, 8)),
            replace(make_reference(Instrument(""), 240), basis="open"),
            replace(make_reference(Instrument(""), 260, "pasal-5"), basis="unreadable"),
        ]
        document = make_document("1")
        put(catalog, document, *mentions)
        assert catalog.references_of(document.id) == mentions
        assert [item.reference for item in catalog.resolve_references(document.id)] == mentions
        assert catalog.counts().references == len(mentions)

    def test_document_that_arrives_is_meant_by_older_mentions(self, catalog: Catalog) -> None:
        put(catalog, make_document("1"), make_reference(UU_24, relation="dasar-hukum"))
        assert meant(catalog) == [()]
        assert [(item.label, item.relations) for item in catalog.missing_instruments()] == [
            ("UU 24/2011", {"dasar-hukum": 1})
        ]
        put_law(catalog)
        assert meant(catalog) == [("law",)]
        assert [item.document_id for item in catalog.cited_by("law")] == ["pp-1-2020"]
        assert catalog.missing_instruments() == []

    @pytest.mark.parametrize(
        ("day", "found"), [(date(2024, 5, 5), True), (date(2024, 5, 6), True), (LATER, False), (None, True)]
    )
    def test_mention_never_means_a_document_of_a_later_day(
        self, catalog: Catalog, day: date | None, found: bool
    ) -> None:
        put(catalog, make_document("1"), make_reference(UU_24))
        put(catalog, make_document("law", instrument=UU_24, document_id="law", day=day))
        assert meant(catalog) == [("law",) if found else ()]
        assert bool(catalog.cited_by("law")) is found
        assert catalog.missing_instruments() == []

    def test_mention_in_a_text_without_a_date_never_means_one_of_a_later_year(self, catalog: Catalog) -> None:
        put(catalog, make_document("1", day=None), make_reference(TANGERANG), make_reference(UU_24))
        put_law(catalog)
        put_law(catalog, TANGERANG, "se", date(2024, 1, 1))
        assert meant(catalog) == [(), ("law",)]

    @pytest.mark.parametrize(
        ("mention", "day", "found"),
        [
            (BOGOR, date(2025, 7, 8), True),
            (replace(BOGOR, year=None), date(2025, 7, 8), True),
            (replace(BOGOR, issuer="Wali Kota"), date(2025, 7, 8), True),
            (BOGOR, date(2025, 7, 9), False),
            (BOGOR, None, False),
            (replace(BOGOR, issuer="Wali Kota Depok"), date(2025, 7, 8), False),
            (replace(BOGOR, issuer=""), date(2025, 7, 8), False),
            (replace(BOGOR, kind="Surat"), date(2025, 7, 8), False),
        ],
    )
    def test_mention_without_a_number_means_by_issuer_and_day(
        self, catalog: Catalog, mention: Instrument, day: date | None, found: bool
    ) -> None:
        put(catalog, make_document("1", day=date(2025, 12, 1)), make_reference(mention, day=day))
        for instrument in (BOGOR, replace(BOGOR, number="400/12", issuer="Wali Kota Bogor")):
            put(catalog, make_document("se", instrument=instrument, document_id="se", day=date(2025, 7, 8)))
            assert meant(catalog) == [("se",) if found else ()]
            assert bool(catalog.cited_by("se")) is found

    @pytest.mark.parametrize(
        ("mention", "found"),
        [
            (replace(TANGERANG, issuer="Wali Kota"), True),
            (replace(TANGERANG, issuer=""), True),
            (replace(TANGERANG, issuer="Wali"), True),
            (replace(TANGERANG, issuer="Wal"), False),
            (replace(TANGERANG, year=None), True),
            (replace(TANGERANG, year=None, issuer=""), False),
            (replace(TANGERANG, year=2023), False),
        ],
    )
    def test_mention_with_a_short_name_means_what_it_begins(
        self, catalog: Catalog, mention: Instrument, found: bool
    ) -> None:
        put(catalog, make_document("1", day=date(2025, 1, 1)), make_reference(mention))
        put_law(catalog, TANGERANG, "se", date(2024, 7, 1))
        assert meant(catalog) == [("se",) if found else ()]

    def test_mention_that_may_mean_two_means_none_of_them(self, catalog: Catalog) -> None:
        put(catalog, make_document("1", day=date(2025, 1, 1)), make_reference(replace(TANGERANG, issuer="")))
        put_law(catalog, TANGERANG, "se-a", date(2024, 7, 1))
        put_law(catalog, replace(TANGERANG, issuer="Wali Kota Bogor"), "se-b", date(2024, 7, 1))
        assert meant(catalog) == [("se-a", "se-b")]
        assert catalog.resolve_references("pp-1-2020")[0].document_id == ""
        assert catalog.cited_by("se-a") == []

    def test_own_mentions_mean_the_document_and_are_nobodys_citation(self, catalog: Catalog) -> None:
        document = make_document("1")
        put(catalog, document, make_reference(document.instrument), make_reference(Instrument("UUD", "", 1945), 20))
        assert [(item.documents, item.is_own) for item in catalog.resolve_references(document.id)] == [
            ((document.id,), True),
            ((), False),
        ]
        assert catalog.cited_by(document.id) == []
        assert [item.label for item in catalog.missing_instruments()] == ["UUD 1945"]

    def test_own_mention_of_a_circular_without_a_number_is_told_by_its_day(self, catalog: Catalog) -> None:
        document = make_document("1", instrument=BOGOR, document_id="se", day=date(2025, 7, 8))
        other = make_reference(BOGOR, 20, day=date(2025, 1, 2))
        put(catalog, document, make_reference(BOGOR, day=date(2025, 7, 8)), other)
        assert [item.is_own for item in catalog.resolve_references("se")] == [True, False]
        assert [item.label for item in catalog.missing_instruments()] == ["SE Wali Kota Bogor Tahun 2025 (2025-01-02)"]

    @pytest.mark.parametrize(
        ("locator", "starts"),
        [
            ("", [0, 20, 40, 60]),
            ("pasal-15", [20, 40]),
            ("pasal-15.ayat-1", [20]),
            ("pasal-14", [40]),
            ("pasal-1", []),
            ("pasal-16", [40]),
            ("pasal-2", [60]),
        ],
    )
    def test_cited_by_at_a_place(self, catalog: Catalog, locator: str, starts: list[int]) -> None:
        put_law(catalog)
        mentions = [
            make_reference(UU_24, 0),
            make_reference(UU_24, 20, "pasal-15.ayat-1"),
            make_reference(UU_24, 40, "pasal-14", through="pasal-16"),
            make_reference(UU_24, 60, "pasal-2"),
        ]
        put(catalog, make_document("1"), *mentions)
        assert [item.reference.span.start for item in catalog.cited_by("law", locator)] == starts

    def test_missing_instruments_ranks_by_documents_before_mentions(self, catalog: Catalog) -> None:
        often = [make_reference(UU_24, 20 * n) for n in range(5)]
        put(catalog, make_document("1"), *often, make_reference(TANGERANG, 200, relation="mengubah"))
        put(catalog, make_document("2"), make_reference(TANGERANG))
        found = [(item.instrument, len(item.documents), item.mentions) for item in catalog.missing_instruments()]
        assert found == [(TANGERANG, 2, 2), (UU_24, 1, 5)]
        assert catalog.missing_instruments()[0].relations == {"mengubah": 1, "merujuk": 1}

    def test_missing_instruments_are_told_however_many_there_are(self, catalog: Catalog) -> None:
        laws = [Instrument("UU", str(number), 1990) for number in range(1, 701)]
        put(catalog, make_document("1"), *(make_reference(law, 20 * at) for at, law in enumerate(laws)))
        found = catalog.missing_instruments(1_000)
        assert [len(item.documents) for item in found] == [1] * 700
        assert catalog.count_missing() == 700
        assert catalog.missing_instruments(10, 695) == found[695:]

    def test_find_said_tells_what_ends_a_document_and_its_basis(self, catalog: Catalog) -> None:
        put_law(catalog)
        put(catalog, make_document("2"), make_reference(UU_24, relation="mencabut"))
        put(catalog, make_document("3"), make_reference(UU_24, relation="melaksanakan"))
        put(catalog, make_document("4"), make_reference(UU_24, 0, "pasal-5", relation="mengubah"))
        said = {(one.document_id, one.relation, one.place, one.base) for one in catalog.find_said(["law", "pp-3-2020"])}
        assert said == {
            ("law", "mencabut", "", ""), ("law", "mengubah", "pasal-5", ""), ("pp-3-2020", "mencabut", "", "law")
        }  # fmt: skip

    def test_find_said_names_a_basis_that_nobody_revokes(self, catalog: Catalog) -> None:
        put_law(catalog)
        put(catalog, make_document("3"), make_reference(UU_24, relation="melaksanakan"))
        assert [tuple(one)[:4] for one in catalog.find_said(["pp-3-2020", "law"])] == [("pp-3-2020", "", "", "law")]

    def test_find_deeds_lists_who_revokes_and_amends_by_date(self, catalog: Catalog) -> None:
        put_law(catalog)
        deeds = {"2": "mencabut", "1": "mengubah", "3": "merujuk", "4": "dasar-hukum", "5": "mencabut-sebagian"}
        for number, relation in deeds.items():
            mention = make_reference(UU_24, relation=relation)  # type: ignore[arg-type]
            put(catalog, make_document(number, day=date(2020, 1, int(number))), mention)
        found = find_deeds(catalog, "law", "pp-1-2020", "unknown")
        assert set(found) == {"law"}
        assert [(item.document_id, item.reference.relation) for item in found["law"]] == [
            ("pp-1-2020", "mengubah"),
            ("pp-2-2020", "mencabut"),
            ("pp-5-2020", "mencabut-sebagian"),
        ]
        assert found["law"][0].day == date(2020, 1, 1)
        assert found["law"][0].checked_on == NEW_YEAR.date()
        assert catalog.find_deeds([]) == {}

    def test_find_deeds_counts_every_held_version_the_current_first(self, catalog: Catalog) -> None:
        put_law(catalog)
        readable = make_document("1", text="digest", status="digest")
        put(catalog, readable, make_reference(UU_24, relation="mencabut"))
        assert [item.version for item in find_deeds(catalog, "law")["law"]] == [readable.version]
        current = make_document("1", text="copy", status="copy")
        put(catalog, current)
        assert [item.version for item in find_deeds(catalog, "law")["law"]] == [readable.version]
        put(catalog, make_document("1", text="copy", status="copy"), make_reference(UU_24, 9, relation="mencabut"))
        assert [item.version for item in find_deeds(catalog, "law")["law"]] == [current.version, readable.version]

    def test_stamp_is_another_after_every_write(self, catalog: Catalog) -> None:
        document = make_document("1")
        seen = [catalog.stamp()]
        put(catalog, document)
        seen.append(catalog.stamp())
        catalog.put_references(document.id, document.version, [])
        seen.append(catalog.stamp())
        assert len(set(seen)) == 3
        assert catalog.stamp() == seen[-1]

    def test_put_references_replaces_those_that_were(self, catalog: Catalog) -> None:
        document = make_document("1")
        put(catalog, document, make_reference(UU_24))
        catalog.put_references(document.id, document.version, [make_reference(TANGERANG, 5)])
        assert catalog.references_of(document.id) == [make_reference(TANGERANG, 5)]
        with pytest.raises(DocumentNotFound):
            catalog.put_references("unknown", document.version, [])


def find_deeds(catalog: Catalog, *document_ids: str) -> dict[str, list[Deed]]:
    return catalog.find_deeds(list(catalog.load_heads(document_ids).values()))


class TestMigrationContract:
    """Catalogs that older code made."""

    def test_open_a_catalog_of_the_first_schema_keeps_documents_and_asks_for_references(self, catalog_url: str) -> None:
        document = make_document("1")
        with Catalog.open(catalog_url) as catalog:
            put(catalog, document, make_reference(UU_24))
        make_old(catalog_url)
        with Catalog.open(catalog_url) as catalog:
            assert catalog.get_document(document.id).to_document(document.text) == document
            assert catalog.references_of(document.id) == []
            assert catalog.unrelated() == [(document.id, document.version)]
            catalog.put_references(document.id, document.version, [make_reference(UU_24)])
            assert catalog.unrelated() == []
        with Catalog.open(catalog_url) as catalog:
            assert catalog.references_of(document.id) == [make_reference(UU_24)]
            assert put(catalog, make_document("2"), make_reference(UU_24)).status == "added"
            assert catalog.unrelated() == []

    def test_open_a_migrated_catalog_puts_the_same_document_anew(self, catalog_url: str) -> None:
        document = make_document("1")
        with Catalog.open(catalog_url) as catalog:
            put(catalog, document, make_reference(UU_24))
        make_old(catalog_url)
        with Catalog.open(catalog_url) as catalog:
            outcome = catalog.put_document(document, "code-2", "", [make_reference(UU_24)], make_chunks(document))
            assert outcome.status == "updated"
            assert catalog.unrelated() == []
            assert catalog.references_of(document.id) == [make_reference(UU_24)]

    def test_open_a_catalog_of_no_known_schema_is_refused(self, catalog_url: str) -> None:
        Catalog.open(catalog_url).close()
        run(catalog_url, "UPDATE meta SET value = '0' WHERE name = 'schema'")
        with pytest.raises(CatalogError, match="'0'"):
            Catalog.open(catalog_url)


OLD_REFERENCE = """CREATE TABLE reference (version_id BIGINT NOT NULL REFERENCES version (id) ON DELETE CASCADE,
 position INTEGER NOT NULL, span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, text TEXT NOT NULL,
 kind TEXT NOT NULL, number TEXT NOT NULL, year INTEGER, issuer TEXT NOT NULL, locator TEXT NOT NULL,
 kind_fold TEXT NOT NULL, number_key TEXT NOT NULL, issuer_fold TEXT NOT NULL, PRIMARY KEY (version_id, position))"""


def make_old(url: str) -> None:
    """Make a catalog what the first schema was: references without relations, no mark of them, no full text or sums."""
    newer = ("passage_words", "passage", "tally", "citing", "cited_relation", "cited", "alembic_version")
    run(
        url,
        *(f"DROP TABLE {name}" for name in newer),
        *(f"DROP INDEX {name}" for name in ("version_by_retrieved", "version_facets", "provision_by_span")),
        "DROP TABLE reference",
        "DROP TABLE reference_mark",
        OLD_REFERENCE,
        "CREATE INDEX reference_by_number ON reference (kind_fold, number_key, year)",
        "INSERT INTO reference SELECT id, 0, 0, 5, 'lama', 'UU', '24', 2011, '', '', 'uu', '24', '' FROM version",
        "UPDATE meta SET value = '1' WHERE name = 'schema'",
    )


def run(url: str, *statements: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


DAYS = st.dates(date(2019, 1, 1), date(2021, 1, 1)) | st.none()
HELD = st.builds(
    Held,
    st.sampled_from("abcd"),
    st.sampled_from(["uu", "se"]),
    st.sampled_from(["", "1"]),
    st.sampled_from([None, 2019, 2020]),
    st.sampled_from(["", "wali kota", "wali kota bogor"]),
    DAYS,
)
MENTIONS = st.builds(
    lambda held, day: SimpleNamespace(**(held._asdict() | {"day": day.isoformat() if day else ""})), HELD, DAYS
)


@given(MENTIONS, st.lists(HELD, max_size=6), DAYS)
def test_find_meant_never_gives_a_document_of_a_later_day(
    mention: SimpleNamespace, held: list[Held], day: date | None
) -> None:
    found = find_meant(mention, held, Citing("x", day, None))
    assert list(found) == sorted(set(found))
    assert set(found) <= set(find_meant(mention, held))
    for name in found:
        days = [item.date for item in held if item.document_id == name]
        assert day is None or any(other is None or other <= day for other in days)


def test_find_meant_of_an_open_mention_is_nothing() -> None:
    held = [Held("a", "", "5", 2020, "", None), Held("b", "uu", "5", 2020, "", None)]
    mention = SimpleNamespace(kind_fold="", number_key="5", year=2020, issuer_fold="", day="")
    assert find_meant(mention, held) == ()
