"""The domain questions are ours, point at provisions that exist, and are as hard as their classes promise."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks.evaluate.domain import find_half
from benchmarks.wordings import load_wordings, may_look
from kb.ingest.document import build_document
from kb.ingest.fetch import read_location
from kb.ingest.sources import NamedSource, find_sources
from kb.language import index_terms
from kb.law.citation import format_pinpoint
from kb.model import Document, Filters
from kb.model.errors import SourceError

REPOSITORY = Path(__file__).resolve().parents[2]
QUESTIONS = REPOSITORY / "benchmarks" / "domain" / "questions.jsonl"

CLASSES = {"citation", "lay", "paraphrase", "abbreviation", "english", "figure", "who-said", "filter", "none"}
ASKERS = {"policy staff", "journalist", "PPK"}
KEYS = {"id", "class", "question", "gold", "asker", "note", "language", "filters"}

LEAST = 200
LEAST_PER_CLASS = 20
LEAST_DOCUMENTS = 35
MOST_BYTES = 1 << 26

JACCARD = 0.40
"""Most that a paraphrase may overlap with the provision that answers it, over stemmed index terms."""

COVERED = 0.50
"""Most of a paraphrase's own terms that may stand in the provision: a long provision makes any Jaccard small."""

COPIED_WORDS = 8
"""A run this long is copied; shorter ones are the phrases of the field."""

TERMS_OF_ART = re.compile(
    r"\b(iuran|santunan|manfaat|peserta|kepesertaan|upah|pesangon|sanksi|pemberi kerja|penyelenggara negara|pengusaha|"
    r"ahli waris|penyedia jasa|pengguna jasa|jaminan|pemutusan hubungan kerja|phk|cacat|meninggal dunia|kompetensi|"
    r"kegagalan bangunan|wanprestasi|subpenyedia|lembur|cuti|jkk|jkm|jht|jkp|smk3|skk)\b"
)
"""What the statutes say and a bricklayer doesn't."""


@cache
def load_questions() -> tuple[dict[str, Any], ...]:
    questions = tuple(json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines())
    assert len(questions) > 300
    return questions


def find_class(name: str) -> list[dict[str, Any]]:
    found = [question for question in load_questions() if question["class"] == name]
    assert found, name
    return found


def find_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def find_runs(text: str) -> Iterator[tuple[str, ...]]:
    words = find_words(text)
    return (tuple(words[start : start + COPIED_WORDS]) for start in range(len(words) - COPIED_WORDS + 1))


def read_folder(folder: Path) -> Iterator[Document]:
    for named in find_sources([str(folder)]):
        assert isinstance(named, NamedSource), named
        try:
            yield build_document(read_location(named.location, MOST_BYTES, 5), named.given)
        except SourceError:
            continue


@pytest.fixture(scope="module")
def documents(real_corpus: Path) -> dict[str, Document]:
    """Both corpora as a home holds them: where both have a document, the full text is the one that is searched."""
    starter = {document.id: document for document in read_folder(REPOSITORY / "corpus")}
    return starter | {document.id: document for document in read_folder(real_corpus)}


@pytest.fixture(scope="module")
def provisions(documents: dict[str, Document]) -> dict[tuple[str, str], str]:
    return {
        (document.id, provision.locator): provision.span.text_of(document.text)
        for document in documents.values()
        for provision in document.provisions
    }


def test_questions_are_enough_in_all_and_in_each_class() -> None:
    counts = Counter(question["class"] for question in load_questions())
    assert set(counts) == CLASSES
    assert counts.total() >= LEAST
    assert min(counts.values()) >= LEAST_PER_CLASS


def test_questions_spread_over_many_documents() -> None:
    assert len({gold["document"] for question in load_questions() for gold in question["gold"]}) >= LEAST_DOCUMENTS


def test_question_records_have_one_shape() -> None:
    for question in load_questions():
        assert set(question) == KEYS, question["id"]
        assert question["id"].rpartition("-")[0] == question["class"]
        assert question["asker"] in ASKERS, question["id"]
        assert question["language"] in {"id", "en"}, question["id"]
        assert question["question"].strip() == question["question"] != ""
        assert question["note"], question["id"]


def test_english_class_is_english() -> None:
    assert {question["language"] for question in find_class("english")} == {"en"}


def test_questions_and_ids_are_unique() -> None:
    ids = Counter(question["id"] for question in load_questions())
    asked = Counter((question["question"], json.dumps(question["filters"])) for question in load_questions())
    assert [key for key, count in (ids + asked).items() if count > 1] == []


def test_each_question_has_a_full_answer_unless_it_has_none() -> None:
    for question in load_questions():
        grades = [gold["grade"] for gold in question["gold"]]
        places = [(gold["document"], gold["locator"]) for gold in question["gold"]]
        assert set(grades) <= {1, 2}, question["id"]
        assert (2 in grades) == (question["class"] != "none"), question["id"]
        assert len(places) == len(set(places)), question["id"]


def test_no_gold_lies_inside_another() -> None:
    # It would be counted twice, or never found, depending on which of the two a hit names.
    for question in load_questions():
        places = [f"{gold['document']}#{gold['locator']}." for gold in question["gold"]]
        assert not any(one != other and one.startswith(other) for one in places for other in places), question["id"]


def test_both_halves_hold_every_class() -> None:
    halves = {(question["class"], find_half(question["id"])) for question in load_questions()}
    assert halves == {(name, half) for name in CLASSES for half in ("dev", "test")}


def test_gold_locators_exist_and_can_be_cited(provisions: dict[tuple[str, str], str]) -> None:
    gold = {(gold["document"], gold["locator"]) for question in load_questions() for gold in question["gold"]}
    assert gold - set(provisions) == set()
    assert all(format_pinpoint(locator) for _, locator in gold)


def find_overlaps(question: dict[str, Any], provisions: dict[tuple[str, str], str]) -> Iterator[tuple[float, float]]:
    """Find, per provision that answers fully, the Jaccard overlap and the share of the question's terms in it."""
    asked = set(index_terms(question["question"]))
    for gold in question["gold"]:
        if gold["grade"] == 2:
            said = set(index_terms(provisions[gold["document"], gold["locator"]]))
            yield len(asked & said) / len(asked | said), len(asked & said) / len(asked)


def test_paraphrases_share_few_words_with_their_answers(provisions: dict[tuple[str, str], str]) -> None:
    for question in find_class("paraphrase"):
        for jaccard, covered in find_overlaps(question, provisions):
            assert jaccard <= JACCARD, question["id"]
            assert covered <= COVERED, question["id"]


def test_lay_questions_use_no_terms_of_art() -> None:
    found = {question["id"]: TERMS_OF_ART.findall(question["question"].lower()) for question in find_class("lay")}
    assert {key: terms for key, terms in found.items() if terms} == {}


def test_questions_copy_no_sentence(documents: dict[str, Document]) -> None:
    # A citation is a name, and names stand in texts as they are.
    asked = {
        run: question["id"]
        for question in load_questions()
        if question["class"] != "citation"
        for run in find_runs(question["question"])
    }
    copied = {asked[run] for document in documents.values() for run in find_runs(document.text) if run in asked}
    assert copied == set()


def describe(document: Document) -> dict[str, Any]:
    """Say of a document what filters look at, in the words of ``Filters``."""
    instrument, day = document.instrument, document.date
    return {
        "kind": instrument.kind.lower(),
        "number": instrument.number,
        "year": instrument.year if instrument.year is not None else day and day.year,
        "issuer": instrument.issuer,
        "place": document.place,
    }


def test_filters_are_those_of_a_search_and_let_the_answer_through(documents: dict[str, Document]) -> None:
    for question in load_questions():
        filters = question["filters"]
        assert bool(filters) == (question["class"] == "filter"), question["id"]
        given: dict[str, Any] = {key: tuple(values) for key, values in filters.items()}
        assert not Filters(**given).is_empty() or not filters
        for gold in question["gold"]:
            facts = describe(documents[gold["document"]])
            assert all(facts[key] in values for key, values in filters.items()), question["id"]


def test_filters_change_the_answer() -> None:
    asked = Counter(question["question"] for question in find_class("filter"))
    assert sum(count for count in asked.values() if count > 1) >= 0.9 * asked.total()


@pytest.mark.parametrize("name", ["english", "spoken"])
def test_other_wordings_are_of_the_development_half_alone(name: str) -> None:
    kinds = {question["id"]: question["class"] for question in load_questions()}
    asked = load_wordings(name)
    assert len(asked) >= 100
    assert len({question.id for question in asked}) == len(asked)
    for question in asked:
        assert find_half(question.id) == "dev"
        assert kinds[question.id] not in ("english" if name == "english" else "citation", "none")
        assert question.gold


def test_spoken_wordings_use_no_terms_of_art_and_half_of_them_is_never_listed() -> None:
    asked = load_wordings("spoken")
    assert [question.id for question in asked if TERMS_OF_ART.search(question.text.lower())] == []
    kept = [question.id for question in asked if not may_look(question.id)]
    assert len(kept) >= 50
