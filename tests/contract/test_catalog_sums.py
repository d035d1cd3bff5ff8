"""The sums that writes keep are those that counting gives, whatever was written in whatever order."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from kb.model import Filters, Instrument, TextStatus
from kb.model.vocabulary import RELATIONS
from kb.stores.catalog import Catalog
from kb.stores.catalog.connect import read, write
from kb.stores.catalog.counts import read_sums
from kb.stores.catalog.sums import count_everything
from tests.contract.catalog_samples import NEW_YEAR, make_document, make_reference, put

SUMS = {
    "tally": "SELECT name, value, amount FROM tally ORDER BY name, value",
    "cited": "SELECT kind, number, year, issuer, day, documents, mentions, is_held FROM cited WHERE documents > 0"
    " ORDER BY kind, number, year, issuer, day",
    "relations": "SELECT number, year, relation, r.mentions FROM cited_relation r JOIN cited c ON c.id = r.cited_id"
    " WHERE r.mentions > 0 ORDER BY number, year, relation",
    "citing": "SELECT number, year, document_id FROM citing JOIN cited c ON c.id = cited_id"
    " ORDER BY number, year, document_id",
}


def read_all(catalog: Catalog) -> dict[str, list[tuple[object, ...]]]:
    with read(catalog._engine) as connection:
        return {name: [tuple(row) for row in connection.execute(text(query))] for name, query in SUMS.items()}


def count_anew(catalog: Catalog) -> None:
    with write(catalog._engine) as connection:
        count_everything(connection)


@pytest.mark.parametrize("seed", range(4))
def test_sums_after_many_writes_are_those_of_counting_anew(catalog: Catalog, seed: int) -> None:
    statuses: tuple[TextStatus, ...] = ("official", "copy", "digest")
    for step in range(24):
        draw = (step * 7 + seed * 13) % 101
        mentions = [
            make_reference(Instrument("PP", str(draw % 5), 2020), start, relation=RELATIONS[draw % len(RELATIONS)])
            for start in range(draw % 4)
        ]
        mentions += [make_reference(Instrument("UU", "24", None if draw % 2 else 2011), 40)]
        document = make_document(
            str(draw % 6),
            articles=draw % 3,
            text=str(draw % 2),
            status=statuses[draw % 3],
            place="Kota Bogor" if draw % 2 else "",
            retrieved=NEW_YEAR + timedelta(days=draw),
        )
        put(catalog, document, *mentions, fingerprint=f"code-{draw % 2}")
        if draw % 5 == 0:
            catalog.put_references(document.id, document.version, mentions[:1])
    kept = read_all(catalog)
    counts, missing, page = catalog.counts(), catalog.missing_instruments(), catalog.find_documents()
    count_anew(catalog)
    assert read_all(catalog) == kept
    assert (catalog.counts(), catalog.missing_instruments()) == (counts, missing)
    everything = Filters(document_id=tuple(document.id for document in page.documents))
    counted = catalog.find_documents(everything)
    assert (counted.total, counted.facets) == (page.total, page.facets)


def test_facets_that_nobody_has_any_more_are_gone(catalog: Catalog) -> None:
    put(catalog, make_document("1", place="Kota Bogor"))
    put(catalog, make_document("1", place="Kota Depok"))
    with read(catalog._engine) as connection:
        held = read_sums(connection, "place")
    assert held == {("place", "Kota Depok"): 1}
