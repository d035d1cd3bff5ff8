"""One contract, run on every index: embedded, the server's in-memory double, and a real server when one is named."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb.language import fold_name
from kb.model import Filters
from kb.model.errors import IndexMismatch, InvalidFilter, InvalidQuery, StoreError
from kb.model.settings import Settings
from kb.model.vectors import SparseVector
from kb.stores.index import ChunkIndex, ChunkPoint, build_index, copy_index, open_index
from kb.stores.index.optimize import copy_shard
from kb.stores.index.schema import date_number, format_edition

DIMENSION = 4

COMMON, RARE, OTHER = 1, 2, 3


def point(
    at: int, dense: list[float], terms: dict[int, float], parts: Sequence[Sequence[float]] = (), **fields: Any
) -> ChunkPoint:
    chunk_id = fields.pop("chunk_id", f"{fields.get('document_id', 'inpres-2-2021')}@abc#pasal-{at}")
    payload = {
        "chunk_id": chunk_id,
        "document_id": "inpres-2-2021",
        "version": "abc",
        "locator": f"pasal-{at}",
        "part": 0,
        "start": at * 10,
        "end": at * 10 + 9,
        "headings": ["BAB I"],
        "kind": "inpres",
        "year": 2021,
        "text_status": "digest",
        "text": f"Teks nomor {at}.",
        **fields,
    }
    payload["edition"] = format_edition(payload["document_id"], payload["version"])
    for name in ("number", "issuer", "place"):
        if name in payload:
            payload[f"{name}_key"] = fold_name(payload[name])
    return ChunkPoint(chunk_id, dense, SparseVector(tuple(terms), tuple(terms.values())), payload, parts)


LIBRARY = [
    point(1, [1, 0, 0, 0], {COMMON: 1.0, RARE: 1.0}, number="2", date=date_number(date(2021, 3, 25))),
    point(
        2,
        [0.9, 0.1, 0, 0],
        {COMMON: 1.0},
        document_id="se-wali-kota-tangerang-19349-2024",
        kind="se",
        year=2024,
        number="19349",
        issuer="Wali Kota Tangerang",
        place="Kota Tangerang",
        date=date_number(date(2024, 7, 8)),
    ),
    point(
        3,
        [0.5, 0.5, 0, 0],
        {COMMON: 1.0, OTHER: 1.0},
        document_id="se-menteri-pupr-04-se-m-2022",
        kind="se",
        year=2022,
        number="04/SE/M/2022",
        issuer="Menteri PUPR",
        text_status="copy",
        date=date_number(date(2022, 5, 1)),
    ),
    point(4, [0, 0, 1, 0], {COMMON: 1.0}, document_id="berita-a", kind="berita", year=2025, text_status="official"),
]

FILTERS = [
    # (filters, numbers of the points that pass)
    (Filters(), {1, 2, 3, 4}),
    (Filters(kind=("se",)), {2, 3}),
    (Filters(kind=("se", "berita")), {2, 3, 4}),
    (Filters(kind=("SE",)), {2, 3}),
    (Filters(number=("04/se/m/2022",)), {3}),
    (Filters(year=(2021, 2024)), {1, 2}),
    (Filters(issuer=("wali kota  TANGERANG",)), {2}),
    (Filters(place=("kota tangerang",)), {2}),
    (Filters(place=("Kota Bogor",)), set()),
    (Filters(text_status=("copy", "official")), {3, 4}),
    (Filters(document_id=("berita-a", "inpres-2-2021")), {1, 4}),
    # both ends belong to the range; what has no date is in no range
    (Filters(date_from=date(2022, 5, 1)), {2, 3}),
    (Filters(date_to=date(2022, 5, 1)), {1, 3}),
    (Filters(date_from=date(2021, 3, 26), date_to=date(2024, 7, 7)), {3}),
    # fields add up
    (Filters(kind=("se",), year=(2021, 2022)), {3}),
    (Filters(kind=("se",), year=(2021,)), set()),
]

BAD_POINTS = [
    (point(9, [1, 0, 0], {}), "3 numbers"),
    (point(9, [float("nan"), 0, 0, 0], {}), "aren't finite"),
    (point(9, [float("inf"), float("-inf"), 0, 0], {}), "aren't finite"),
    (point(9, [0, 0, 0, 0], {}), "all zero"),
    (point(9, [1, 0, 0, 0], {}, parts=[[1, 0, 0, 0], [1, 0, 0]]), "3 numbers"),
    (point(9, [1, 0, 0, 0], {}, parts=[[1, 0, 0, 0], [0, 0, 0, 0]]), "all zero"),
    (ChunkPoint("x", [1, 0, 0, 0], SparseVector((1, 2), (1.0,)), {}), "2 terms but 1 weights"),
    (ChunkPoint("x", [1, 0, 0, 0], SparseVector((1, 1), (1.0, 2.0)), {}), "twice"),
    (ChunkPoint("x", [1, 0, 0, 0], SparseVector((1,), (float("nan"),)), {}), "aren't finite"),
]


def numbers(hits: list[Any]) -> list[int]:
    return [int(hit.payload["locator"].removeprefix("pasal-")) for hit in hits]


class ChunkIndexContract:
    """What every index must do. A subclass gives the ``settings`` fixture."""

    @pytest.fixture
    def index(self, settings: Settings, tmp_path: Path) -> Iterator[ChunkIndex]:
        index = open_index(settings, tmp_path / "index", DIMENSION, "f1")
        yield index
        index.close()

    @pytest.fixture
    def library(self, index: ChunkIndex) -> ChunkIndex:
        index.write(LIBRARY)
        index.flush()
        return index

    def test_index_is_a_chunk_index(self, index: ChunkIndex) -> None:
        assert isinstance(index, ChunkIndex)

    def test_new_index_is_empty(self, index: ChunkIndex) -> None:
        assert index.count() == 0
        assert index.search_dense([1, 0, 0, 0], Filters(), 5) == []
        assert index.search_sparse(SparseVector((COMMON,), (1.0,)), Filters(), 5) == []
        assert index.versions() == {}
        assert list(index.scroll(10)) == []

    @pytest.mark.parametrize(("filters", "expected"), FILTERS)
    def test_filter_narrows_every_leg_alike(self, library: ChunkIndex, filters: Filters, expected: set[int]) -> None:
        dense = library.search_dense([1, 1, 1, 1], filters, 10)
        sparse = library.search_sparse(SparseVector((COMMON,), (1.0,)), filters, 10)
        assert set(numbers(dense)) == expected
        assert set(numbers(sparse)) == expected
        assert library.count(filters) == len(expected)

    def test_dense_ranks_by_cosine(self, library: ChunkIndex) -> None:
        hits = library.search_dense([2, 0, 0, 0], Filters(), 3)
        assert numbers(hits) == [1, 2, 3]
        assert hits[0].score == pytest.approx(1.0)

    def test_sparse_rare_term_outranks_common_one(self, library: ChunkIndex) -> None:
        hits = library.search_sparse(SparseVector((RARE, COMMON), (1.0, 1.0)), Filters(), 10)
        assert numbers(hits)[0] == 1
        rare = library.search_sparse(SparseVector((RARE,), (1.0,)), Filters(), 10)
        common = library.search_sparse(SparseVector((COMMON,), (1.0,)), Filters(), 10)
        assert rare[0].score > 2 * common[0].score  # by term frequency alone they would be equal

    def test_sparse_unknown_term_finds_nothing(self, library: ChunkIndex) -> None:
        assert library.search_sparse(SparseVector((4_000_000_000,), (1.0,)), Filters(), 10) == []

    def test_sparse_empty_query_finds_nothing(self, library: ChunkIndex) -> None:
        assert library.search_sparse(SparseVector((), ()), Filters(), 10) == []

    def test_limit_zero_finds_nothing(self, library: ChunkIndex) -> None:
        assert library.search_dense([1, 0, 0, 0], Filters(), 0) == []

    @pytest.mark.parametrize("count", [20, 100])  # the tie ends within the margin that is fetched, and beyond it
    def test_tie_has_one_answer_whatever_the_order_of_writing(self, index: ChunkIndex, count: int) -> None:
        tied = [
            point(1, [1, 1, 0, 0], {COMMON: 1.0}, chunk_id=f"d@abc#pasal-{at}", locator=f"pasal-{at}")
            for at in range(100, 100 + count)
        ]
        answers = []
        for written in (tied, tied[::-1]):
            index.delete_documents(["inpres-2-2021"])
            index.write(written)
            answers.append(index.search_dense([1, 0, 0, 0], Filters(), 7))
            answers.append(index.search_sparse(SparseVector((COMMON,), (1.0,)), Filters(), 7))
        lists = [[(hit.chunk_id, hit.payload["locator"]) for hit in answer] for answer in answers]
        assert all(each == lists[0] == sorted(each) for each in lists)
        assert len(lists[0]) == 7

    def test_payload_comes_back_whole(self, library: ChunkIndex) -> None:
        hit = library.search_dense([1, 0, 0, 0], Filters(), 1)[0]
        assert hit.chunk_id == LIBRARY[0].chunk_id
        assert hit.payload == LIBRARY[0].payload

    def test_writing_twice_leaves_one(self, library: ChunkIndex) -> None:
        library.write(LIBRARY)
        assert library.count() == len(LIBRARY)

    def test_writing_again_replaces(self, library: ChunkIndex) -> None:
        library.write([point(1, [0, 0, 0, 1], {OTHER: 1.0}, text="Teks baru.")])
        assert library.count() == len(LIBRARY)
        hit = library.search_dense([0, 0, 0, 1], Filters(), 1)[0]
        assert (hit.chunk_id, hit.payload["text"]) == (LIBRARY[0].chunk_id, "Teks baru.")
        assert 1 not in numbers(library.search_sparse(SparseVector((COMMON,), (1.0,)), Filters(), 10))

    @pytest.mark.parametrize(("bad", "reason"), BAD_POINTS)
    def test_write_refuses_what_is_no_vector(self, index: ChunkIndex, bad: ChunkPoint, reason: str) -> None:
        with pytest.raises(StoreError, match=reason):
            index.write([LIBRARY[0], bad])
        assert index.count() == 0

    @pytest.mark.parametrize("vector", [[1.0], [0.0] * 4, [float("nan")] * 4])
    def test_dense_refuses_what_is_no_query(self, library: ChunkIndex, vector: list[float]) -> None:
        with pytest.raises(InvalidQuery):
            library.search_dense(vector, Filters(), 1)

    def test_delete_takes_all_versions_of_every_named_document(self, library: ChunkIndex) -> None:
        library.write([point(5, [0, 1, 0, 0], {}, version="def", chunk_id="inpres-2-2021@def#pasal-5")])
        library.delete_documents(["inpres-2-2021"])
        assert library.count(Filters(document_id=("inpres-2-2021",))) == 0
        assert library.count() == len(LIBRARY) - 1

    @pytest.mark.parametrize("names", [[], ["uu-1-1900"]])
    def test_delete_of_none_or_unknown_changes_nothing(self, library: ChunkIndex, names: list[str]) -> None:
        library.delete_documents(names)
        assert library.count() == len(LIBRARY)

    def test_delete_of_all_documents_leaves_none(self, library: ChunkIndex) -> None:
        library.delete_documents(list(library.versions()))
        assert library.count() == 0
        assert library.versions() == {}

    def test_version_that_was_replaced_is_no_longer_listed(self, library: ChunkIndex) -> None:
        library.delete_documents(["inpres-2-2021"])
        library.write([point(5, [0, 1, 0, 0], {}, version="def", chunk_id="inpres-2-2021@def#pasal-5")])
        assert library.versions()["inpres-2-2021"] == {"def"}

    def test_facet_counts_chunks(self, library: ChunkIndex) -> None:
        assert library.facet("kind") == {"se": 2, "berita": 1, "inpres": 1}
        assert library.facet("year") == {"2021": 1, "2022": 1, "2024": 1, "2025": 1}
        assert library.facet("issuer_key") == {"menteri pupr": 1, "wali kota tangerang": 1}

    def test_facet_refuses_unknown_field(self, library: ChunkIndex) -> None:
        with pytest.raises(InvalidFilter):
            library.facet("text")

    def test_question_in_parts_is_answered_by_parts(self, library: ChunkIndex) -> None:
        # Both stretches of the question stand in 6, one after the other; its whole is further off than 1 and 7.
        library.write(
            [
                point(6, [0, 0.3, 0.4, 0.9], {}, parts=[[0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]]),
                point(7, [0.7, 0.7, 0.1, 0], {}, parts=[[0.8, 0.6, 0, 0]], kind="se"),
            ]
        )
        asked: dict[str, Any] = {"parts": [[1, 0, 0, 0], [0, 1, 0, 0]]}
        hits = library.search_dense([1, 1, 0, 0], Filters(document_id=("inpres-2-2021",)), 3, **asked)
        assert numbers(hits) == [6, 7, 1]
        assert [hit.score for hit in hits] == pytest.approx([1.0, 0.7, 0.5], abs=1e-3)
        only = library.search_dense([1, 1, 0, 0], Filters(kind=("se",)), 3, **asked)
        assert numbers(only) == [3, 7, 2]  # 2 and 3 have no parts: their vectors, of length 1, are their one part
        assert [hit.score for hit in only] == pytest.approx([2**-0.5, 0.7, 0.552], abs=1e-3)

    @pytest.mark.parametrize("count", [5, 100, 300])  # ties that end within what is fetched, and beyond it
    def test_both_rankings_at_once_are_those_that_each_question_gets(self, library: ChunkIndex, count: int) -> None:
        tied = {at: [[0, 1, 0, 0], [1, 0, 0, 0]] if at % 2 else [[0, 0, 1, 0]] for at in range(10, 10 + count)}
        library.write([point(at, [1, 0.5, 0, 0], {}, parts=parts, kind="se") for at, parts in tied.items()])
        whole, parts = [1, 0.5, 0, 0], [[1, 0, 0, 0], [0, 1, 0, 0]]
        for filters in (Filters(), Filters(kind=("se",)), Filters(kind=("uu",))):
            near = library.search_near(whole, parts, filters, 12)
            assert near.whole == library.search_dense(whole, filters, 12, payload=False)
            assert near.parts == library.search_dense(whole, filters, 12, payload=False, parts=parts)
        assert library.search_near(whole, parts, Filters(), 0) == ([], [])

    def test_legs_without_payloads_know_the_chunks(self, library: ChunkIndex) -> None:
        bare = library.search_dense([1, 0, 0, 0], Filters(), 3, payload=False)
        whole = library.search_dense([1, 0, 0, 0], Filters(), 3)
        assert [(hit.chunk_id, hit.score, hit.payload) for hit in bare] == [(h.chunk_id, h.score, {}) for h in whole]

    def test_parts_of_a_question_are_checked(self, library: ChunkIndex) -> None:
        with pytest.raises(InvalidQuery, match="all zero"):
            library.search_dense([1, 0, 0, 0], Filters(), 1, parts=[[1, 0, 0, 0], [0, 0, 0, 0]])

    def test_more_are_compared_than_are_asked_for(self, library: ChunkIndex) -> None:
        library.write([point(10 + at, [1, 0.01 * at, 0, 0], {}, parts=[[1, 0, 0, 0]]) for at in range(30)])
        library.write([point(6, [0.8, 0.6, 0, 0], {}, parts=[[0, 0, 0, 1]])])
        assert numbers(library.search_dense([1, 0, 0, 0], Filters(), 1, parts=[[0, 0, 0, 1]])) == [6]

    def test_scroll_gives_every_point_back(self, library: ChunkIndex) -> None:
        parts = [[0.5, 0.5, 0.5, 0.5], [0.0, 1.0, 0.0, 0.0]]
        library.write([point(6, [3, 4, 0, 0], {}, parts=parts)])  # no terms, and not of length 1
        batches = list(library.scroll(2))
        assert [len(batch) for batch in batches] == [2, 2, 1]
        found = {each.chunk_id: each for batch in batches for each in batch}
        for wanted in LIBRARY:
            got = found[wanted.chunk_id]
            assert (dict(got.payload), got.sparse) == (dict(wanted.payload), wanted.sparse)
        last = found["inpres-2-2021@abc#pasal-6"]
        assert list(last.dense) == pytest.approx([0.6, 0.8, 0, 0])
        assert last.sparse == SparseVector((), ())
        assert [list(part) for part in last.parts] == parts

    def test_copy_arrives_whole_and_can_be_repeated(self, library: ChunkIndex, tmp_path: Path) -> None:
        told: list[int] = []
        target = open_index(Settings(qdrant_url=":memory:"), tmp_path, DIMENSION, "f1")
        target.write([point(7, [1, 0, 0, 0], {}, document_id="uu-1-1900")])
        for _ in range(2):
            assert copy_index(library, target, batch=3, on_progress=told.append) == len(LIBRARY)
        assert told == [3, 4, 3, 4]
        assert target.versions() == library.versions()
        for query in ([1, 0, 0, 0], [0.3, 0.4, 0.5, 0]):
            assert numbers(target.search_dense(query, Filters(), 9)) == numbers(
                library.search_dense(query, Filters(), 9)
            )
        target.close()

    def test_optimize_changes_no_answer(self, library: ChunkIndex) -> None:
        before = library.search_dense([1, 1, 0, 0], Filters(), 4)
        library.optimize()
        assert library.search_dense([1, 1, 0, 0], Filters(), 4) == before

    def test_info_tells_what_it_is(self, library: ChunkIndex) -> None:
        info = library.info()
        assert (info["dimension"], info["fingerprint"], info["points"]) == (DIMENSION, "f1", len(LIBRARY))
        assert info["backend"] in {"edge", "server"}
        assert info["name"]


class ChunkIndexReopenContract:
    """What an index that outlives its connection must do as well."""

    def test_open_finds_what_was_written(self, settings: Settings, tmp_path: Path) -> None:
        for _ in range(2):
            index = open_index(settings, tmp_path, DIMENSION, "f1")
            index.write(LIBRARY)
            index.flush()
            name = index.info()["name"]
            index.close()
            index.close()  # closing what is closed is fine
        index = open_index(settings, tmp_path, DIMENSION, "f1")
        assert (index.count(), index.info()["name"]) == (len(LIBRARY), name)
        index.close()

    @pytest.mark.parametrize(("dimension", "fingerprint"), [(DIMENSION, "f2"), (5, "f1")])
    def test_open_other_fingerprint_is_refused(
        self, settings: Settings, tmp_path: Path, dimension: int, fingerprint: str
    ) -> None:
        open_index(settings, tmp_path, DIMENSION, "f1").close()
        with pytest.raises(IndexMismatch, match="kb reindex"):
            open_index(settings, tmp_path, dimension, fingerprint)

    def test_build_leaves_the_live_one_until_it_stands(self, settings: Settings, tmp_path: Path) -> None:
        live = open_index(settings, tmp_path, DIMENSION, "f1")
        live.write(LIBRARY)
        with build_index(settings, tmp_path, 3, "f2") as fresh:
            fresh.write([point(8, [1, 0, 0], {})])
            assert numbers(live.search_dense([1, 0, 0, 0], Filters(), 1)) == [1]
            name = fresh.info()["name"]
        live.close()
        after = open_index(settings, tmp_path, 3, "f2")
        assert (after.count(), after.info()["name"]) == (1, name)
        after.close()

    def test_build_that_fails_changes_nothing(self, settings: Settings, tmp_path: Path) -> None:
        open_index(settings, tmp_path, DIMENSION, "f1").close()
        with pytest.raises(StoreError, match="2 numbers"), build_index(settings, tmp_path, 3, "f2") as fresh:
            fresh.write([point(8, [1, 0], {})])
        index = open_index(settings, tmp_path, DIMENSION, "f1")
        assert index.count() == 0
        index.close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty index, made once: making one syncs some 150 files."""
    folder = tmp_path_factory.mktemp("empty")
    open_index(Settings(), folder, DIMENSION, "f1").close()
    return folder


class TestEmbedded(ChunkIndexContract, ChunkIndexReopenContract):
    @pytest.fixture
    def index(self, settings: Settings, tmp_path: Path, empty: Path) -> Iterator[ChunkIndex]:
        copy_shard(empty, tmp_path / "index")
        index = open_index(settings, tmp_path / "index", DIMENSION, "f1")
        yield index
        index.close()

    @pytest.fixture
    def settings(self) -> Settings:
        return Settings()


class TestServerDouble(ChunkIndexContract):
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(qdrant_url=":memory:")


class TestServer(ChunkIndexContract, ChunkIndexReopenContract):
    @pytest.fixture
    def settings(self, qdrant_server: str) -> Iterator[Settings]:
        collection = f"kb-test-{secrets.token_hex(4)}"
        yield Settings(qdrant_url=qdrant_server, qdrant_collection=collection)
        _remove(qdrant_server, collection)


def _remove(url: str, alias: str) -> None:
    from kb.stores.index.server import _list_own, connect

    client = connect(url)
    for name in _list_own(client, alias):
        client.delete_collection(name)
    client.close()
