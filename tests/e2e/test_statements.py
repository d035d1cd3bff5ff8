"""How many SQL statements each operation runs: few, and as many for many documents as for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from kb.knowledge_base import KnowledgeBase
from kb.model import Filters

MOST_IN_A_SEARCH = 6


@contextmanager
def count_statements(base: KnowledgeBase) -> Iterator[list[str]]:
    """Collect the statements that run meanwhile, with nothing kept in memory from before."""
    base.library.forget()
    base.statuses._kept = ("", {})
    base._checker = None
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    engine = base.catalog._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


QUESTIONS = [
    "siapa yang wajib mendaftarkan pekerja konstruksi?",
    "berapa iuran jaminan kecelakaan kerja?",
    "sanksi bagi pemberi kerja",
    "apa dasar hukum jasa konstruksi?",
    "jaminan sosial tenaga kerja di Kota Tangerang",
]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("limit", [1, 10, 40])
def test_search_runs_few_statements_whatever_it_finds(starter_base: KnowledgeBase, question: str, limit: int) -> None:
    with count_statements(starter_base) as seen:
        found = starter_base.search(question, limit=limit)
    assert found.hits
    assert 0 < len(seen) <= MOST_IN_A_SEARCH, seen


OPERATIONS: list[tuple[str, int, Callable[[KnowledgeBase], object]]] = [
    ("citation of a provision", 8, lambda base: base.search("PP 44/2015 pasal 5", limit=40)),
    ("citation of a whole", 8, lambda base: base.search("PP 44/2015", limit=40)),
    ("quoted phrase", 8, lambda base: base.search('"jasa konstruksi"')),
    ("search that finds nothing", 6, lambda base: base.search('"tiada kata begini"')),
    ("verify", 7, lambda base: base.verify_quote("setiap pemberi kerja wajib mendaftarkan")),
    ("verify nothing", 7, lambda base: base.verify_quote("kuda terbang ke bulan memakai sandal jepit")),
    ("claim of a figure", 15, lambda base: base.check_claims("Iuran jaminan kematian sebesar 0,30 persen dari upah.")),
    ("claim that finds nothing", 12, lambda base: base.check_claims("Kuda terbang sebanyak 7 ekor ke bulan.")),
    ("listing", 2, lambda base: base.find_documents()),
    ("listing under filters", 7, lambda base: base.find_documents(Filters(kind=("se",)))),
    ("coverage", 7, lambda base: base.coverage()),
    ("status", 3, lambda base: base.get_store_state()),
]


@pytest.mark.parametrize(("name", "most", "run"), OPERATIONS, ids=[name for name, _, _ in OPERATIONS])
def test_operation_runs_few_statements(
    starter_base: KnowledgeBase, name: str, most: int, run: Callable[[KnowledgeBase], object]
) -> None:
    with count_statements(starter_base) as seen:
        run(starter_base)
    assert 0 < len(seen) <= most, seen
