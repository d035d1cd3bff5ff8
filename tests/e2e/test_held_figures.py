"""Figures of the starter corpus: what doesn't add up, and a subject over time, on every face."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.model import Filters
from kb.model.errors import DocumentNotFound, InvalidQuery
from kb.model.settings import Settings
from tests.e2e.test_check_faces import run

RELEASE = "berita-infopublik-2025-07-10-kalbar-jamsostek"
OPENING = "---\nkind: Berita\nplace: {place}\ndate: {date}\n---\n\n# Judul\n\n"


def test_figures_of_a_document_stand_in_their_sentences(starter_base: KnowledgeBase) -> None:
    reports = [starter_base.find_figures(document.id) for document in starter_base.find_documents(limit=100).documents]
    assert sum(len(found.figures) for found in reports) > 0
    assert sum(len(found.contradictions) for found in reports) > 0
    for found in reports:
        text = found.document.text
        for one in found.figures:
            assert one.figure.span.text_of(text) == one.text
            assert one.text in one.sentence
            assert one.sentence in text
        for held in found.contradictions:
            assert len(held.citations) == len(held.contradiction.figures)
            for citation, span in zip(held.citations, held.contradiction.spans, strict=True):
                assert citation.quote.start <= span.start < span.end <= citation.quote.end


def test_what_a_release_says_that_does_not_add_up_is_shown_first(starter_base: KnowledgeBase) -> None:
    code, shown = run(starter_base, "figures", RELEASE)
    assert code == 0
    assert shown.startswith("! 42.591 orang dari 154.008 orang adalah 27,66 persen, tetapi teks menyebut 55 persen.")
    code, told = run(starter_base, "figures", RELEASE, "--json")
    assert json.loads(told)["contradictions"][0]["arithmetic"] == "42.591 ÷ 154.008 × 100 = 27,66"
    with pytest.raises(DocumentNotFound):
        starter_base.find_figures("none")


@pytest.fixture
def reports(tmp_path: Path, tiny_settings: Settings) -> KnowledgeBase:
    """Three releases on one town, and one on another."""
    said = {
        "a": ("Kota Bogor", "2025-01-10", "Sebanyak 1.200 pekerja konstruksi terdaftar per Januari 2025."),
        "b": ("Kota Bogor", "2025-02-10", "Sebanyak 1.500 pekerja konstruksi terdaftar per Februari 2025."),
        "c": ("Kota Bogor", "2025-02-11", "Tercatat 1.900 pekerja konstruksi terdaftar per Februari 2025."),
        "d": ("Kota Bekasi", "2025-02-11", "Tercatat 700 pekerja konstruksi terdaftar per Februari 2025."),
    }
    folder = tmp_path / "news"
    folder.mkdir()
    for name, (place, day, sentence) in said.items():
        (folder / f"{name}.md").write_text(OPENING.format(place=place, date=day) + sentence + "\n", encoding="utf-8")
    base = KnowledgeBase.open(tiny_settings)
    assert not base.ingest([str(folder)]).failed
    return base


def test_a_subject_is_followed_over_time_and_differing_values_are_marked(reports: KnowledgeBase) -> None:
    with reports as base:
        report = base.find_timelines("pekerja konstruksi", Filters(place=("Kota Bogor",)))
        [line] = [line for line in report.lines if len(line.points) == 3]
        assert (line.timeline.unit, line.timeline.place) == ("orang", "Kota Bogor")
        assert [(one.point.when, int(one.point.figure.value), one.differs) for one in line.points] == [
            ("2025-01", 1200, False),
            ("2025-02", 1500, True),
            ("2025-02", 1900, True),
        ]
        for one in line.points:
            text = base.get_document(one.citation.document_id).text
            assert text[one.citation.quote.start : one.citation.quote.end] == one.citation.quote.exact
        assert {line.timeline.place for line in base.find_timelines("pekerja konstruksi").lines} == {
            "Kota Bogor",
            "Kota Bekasi",
        }
        code, shown = run(base, "timeline", "pekerja", "konstruksi", "--place", "Kota Bogor")
        assert code == 0
        assert shown.count("! differs from another document") == 2
        assert run(base, "timeline", "zebra")[1] == "No figure on “zebra” in 4 documents.\n"
        assert not base.find_timelines("pekerja konstruksi", unit="persen").lines
        with pytest.raises(InvalidQuery):
            base.find_timelines(" – ")
