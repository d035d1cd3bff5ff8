"""Pages of a search, and what it says of its size."""

from __future__ import annotations

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.model import Filters
from kb.model.errors import InvalidCursor

QUESTION = "jaminan sosial pekerja konstruksi"


def walk(base: KnowledgeBase, question: str, limit: int) -> list[str]:
    """Follow the cursors to the end; give the chunks in the order in which they are shown."""
    shown: list[str] = []
    cursor = ""
    while True:
        page = base.search(question, limit=limit, cursor=cursor)
        assert [hit.rank for hit in page.hits] == list(range(len(shown) + 1, len(shown) + len(page.hits) + 1))
        shown += [hit.chunk.id for hit in page.hits]
        assert (page.cursor == "") == (len(shown) == page.total)
        if not page.cursor:
            return shown
        cursor = page.cursor


@pytest.mark.parametrize("question", [QUESTION, "PP 44/2015", '"jasa konstruksi" wajib'])
def test_pages_show_every_provision_once(starter_base: KnowledgeBase, question: str) -> None:
    shown = walk(starter_base, question, 7)
    assert len(shown) == len(set(shown)) == starter_base.search(question).total
    assert set(shown[:20]) == {hit.chunk.id for hit in starter_base.search(question, limit=20).hits} or len(shown) < 20


def test_total_counts_provisions_and_says_whether_there_are_more(starter_base: KnowledgeBase) -> None:
    found = starter_base.search(QUESTION, limit=100)
    provisions = {hit.chunk.id.rpartition("~")[0] or hit.chunk.id for hit in found.hits}
    assert len(provisions) == len(found.hits) <= found.total
    assert found.relation == "gte"
    narrow = starter_base.search(QUESTION, Filters(document_id=("uu-2-2017",)), limit=100)
    assert (narrow.relation, narrow.total) == ("eq", len(narrow.hits))


@pytest.mark.parametrize("cursor", ["nonsense!", "e30", "WyJhIiwxXQ", "WzEsMl0"])
def test_cursor_that_is_not_ours_is_refused(starter_base: KnowledgeBase, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        starter_base.search(QUESTION, cursor=cursor)


def test_cursor_of_another_question_is_refused(starter_base: KnowledgeBase) -> None:
    cursor = starter_base.search(QUESTION, limit=2).cursor
    assert starter_base.search(QUESTION, limit=3, cursor=cursor).hits[0].rank == 3
    with pytest.raises(InvalidCursor, match="another question"):
        starter_base.search("iuran", cursor=cursor)
    with pytest.raises(InvalidCursor, match="another question"):
        starter_base.search(QUESTION, Filters(kind=("se",)), cursor=cursor)
