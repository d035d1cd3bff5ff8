"""Carry out a measurement: which sets, which models, which legs.

Every model answers the same questions over the same passages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.evaluate import domain
from benchmarks.evaluate.legs import NAIVE, WITHOUT_MODEL, NoModel, Runs, find_legs, rank_collection
from benchmarks.evaluate.measures import compare, mean, score_run
from benchmarks.evaluate.report import ALL, Gap, Inputs, Refusals, Report, Row
from benchmarks.evaluate.sets import (
    Question,
    find_names,
    hash_lines,
    hash_passages,
    hash_qrels,
    hash_questions,
    load_public,
    take_sample,
)
from benchmarks.evaluate.vectors import CachedModel
from kb.embedding.dense import DenseModel
from kb.embedding.encoder import SHIPPED_MODEL
from kb.knowledge_base import KnowledgeBase
from kb.model import Filters
from kb.model.errors import ConfigError, IndexMismatch
from kb.model.settings import Settings

Tell = Callable[[str], None]

STARTER = "starter"
"""Among the corpora: the one that comes with the package."""

COMPARED = (
    ("sparse", "bm25"),
    ("dense", "bm25"),
    ("fused", "bm25"),
    ("fused", ""),
    ("fused", NAIVE),
    ("reranked", "fused"),
    ("auto", "fused"),
)
"""Leg → what its gain is told over; empty stands for the better of dense and sparse."""

SINGLE = ("sparse", "dense")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured.

    Args:
        cache: folder for embedded texts and for homes of our own.
        data: folder of the public sets; None leaves them out.
        sets: their names; empty takes all of the split.
        final: the splits and the half that are kept for the final table, in place of the development ones.
        domain: file of our own questions; None leaves them out.
        corpora: folders that they are on, or ``starter``; empty: they are asked of the settings' home as it is.
        models: dense models by sentence-transformers name or folder, perhaps as ``LABEL=NAME``; empty text is the
            shipped one.
        legs: of dense, sparse and fused those wanted; empty means all.
        sample: at most so many questions and passages per public set; 0 takes all.
    """

    cache: Path
    data: Path | None = None
    sets: tuple[str, ...] = ()
    final: bool = False
    domain: Path | None = None
    corpora: tuple[str, ...] = ()
    models: tuple[str, ...] = ("",)
    legs: tuple[str, ...] = ()
    sample: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class _Sheet:
    """The report while it grows."""

    rows: list[Row] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    refusals: list[Refusals] = field(default_factory=list)
    inputs: dict[str, Inputs] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)

    def add(self, dataset: str, model: str, questions: Sequence[Question], runs: Runs) -> None:
        """Add a model's runs: rows and gaps for each class and for all. Legs without a model get their rows once."""
        scores = {leg: score_run(questions, run) for leg, run in runs.items()}
        told = {row.leg for row in self.rows if row.dataset == dataset and not row.model}
        for kind, ids in group_by_kind(questions).items():
            cut = {leg: {name: pick(values, ids) for name, values in of.items()} for leg, of in scores.items()}
            for leg, measured in cut.items():
                label = "" if leg in WITHOUT_MODEL else model
                if leg not in told:
                    means = {name: mean(values) for name, values in measured.items()}
                    self.rows.append(Row(dataset, kind, leg, label, len(ids), means))
            self.gaps += find_gaps(dataset, kind, model, {leg: of["nDCG@10"] for leg, of in cut.items()})


def measure(plan: Plan, settings: Settings, tell: Tell) -> Report:
    """Measure all that a plan names.

    Args:
        settings: of this process; fusion and, without corpora, the home are theirs.
        tell: told what is being done, for people who wait.

    Raises:
        ConfigError: a file isn't there, a set is unknown or kept for the final table, a gold provision isn't held.
        ModelUnavailable: a dense model can't be loaded.
    """
    if plan.data is None and plan.domain is None:
        raise ConfigError("There is nothing to measure on.", "Name --data FOLDER, --domain FILE, or both.")
    sheet = _Sheet()
    if plan.data is not None:
        for name in find_names(plan.sets, plan.final):
            _measure_public(name, plan, settings, sheet, tell)
    if plan.domain is not None:
        _measure_domain(plan.domain, plan, settings, sheet, tell)
    rows = tuple(sorted(sheet.rows, key=lambda row: (row.dataset, row.kind != ALL, row.kind)))
    return Report(rows, tuple(sheet.gaps), tuple(sheet.refusals), sheet.inputs, sheet.models, plan.sample)


def _measure_public(name: str, plan: Plan, settings: Settings, sheet: _Sheet, tell: Tell) -> None:
    assert plan.data is not None
    collection = take_sample(load_public(plan.data, name), *plan.sample)
    sheet.inputs[name] = Inputs(
        hash_passages(collection.passages),
        hash_questions(collection.questions),
        hash_qrels(collection.questions),
        len(collection.questions),
        len(collection.passages),
    )
    for model in plan.models:
        label, _ = parse_model(model)
        dense = _open_model(model, plan, sheet, tell)
        tell(f"{name}: {'BM25' if isinstance(dense, NoModel) else label}, {len(collection.passages)} passages")
        sheet.add(name, label, collection.questions, rank_collection(collection, dense, settings, find_legs(plan.legs)))


def _open_model(model: str, plan: Plan, sheet: _Sheet, tell: Tell) -> DenseModel:
    if set(find_legs(plan.legs)) <= set(WITHOUT_MODEL):
        return NoModel()
    label, folder = parse_model(model)
    opened = CachedModel(folder, plan.cache, lambda done, total: tell(f"  {label}: {done} of {total} embedded"))
    sheet.models[label] = opened.fingerprint()
    return opened


def parse_model(model: str) -> tuple[str, str]:
    """Read ``LABEL=NAME`` or ``NAME``; without a label it is the last part of the name or path.

    Example:
        >>> parse_model("candidate=/tmp/run-7/model"), parse_model("intfloat/multilingual-e5-small")
        (('candidate', '/tmp/run-7/model'), ('multilingual-e5-small', 'intfloat/multilingual-e5-small'))
    """
    label, separator, name = model.rpartition("=")
    return label if separator else Path(name).name or SHIPPED_MODEL, name


def _measure_domain(path: Path, plan: Plan, settings: Settings, sheet: _Sheet, tell: Tell) -> None:
    half = "test" if plan.final else "dev"
    name = f"domain_{half}"
    asked = domain.load_questions(path, half)
    for model in plan.models:
        label, folder = parse_model(model)
        sheet.models[label] = DenseModel(folder).fingerprint()
        with open_base(folder, plan, settings, tell) as base:
            sheet.inputs[name] = _describe_domain(base, asked)
            tell(f"{name}: {label}, {len(asked)} questions")
            _ask_domain(name, label, base, asked, plan.legs, sheet)


def _describe_domain(base: KnowledgeBase, asked: Sequence[domain.DomainQuestion]) -> Inputs:
    questions = [question.to_question() for question in asked]
    return Inputs(
        hash_lines(find_sources(base)),
        hash_lines([hash_questions(questions), *domain.hash_filters(asked)]),
        hash_qrels(questions),
        len(asked),
        base.get_store_state().indexed,
    )


def find_sources(base: KnowledgeBase) -> list[str]:
    """List the hashes of the originals that are searched: of these, not of what our parser makes of them."""
    found: list[str] = []
    cursor = ""
    while True:
        page = base.find_documents(Filters(), cursor, 100)
        found += [base.get_document(document.id).source.sha256 for document in page.documents]
        cursor = page.cursor
        if not cursor:
            return found


def _ask_domain(
    name: str,
    label: str,
    base: KnowledgeBase,
    asked: Sequence[domain.DomainQuestion],
    legs: Sequence[str],
    sheet: _Sheet,
) -> None:
    judge = domain.Judge(base, asked)
    questions = [question.to_question() for question in asked]
    modes = [leg for leg in domain.find_modes() if not legs or leg in legs]
    results = {leg: domain.ask_questions(base, asked, leg) for leg in modes}
    if {"dense", "bm25"} <= set(results):
        results[NAIVE] = domain.fuse_naively(results["dense"], results["bm25"])
    answers = {leg: domain.read_answers(of, asked, judge) for leg, of in results.items()}
    runs: Runs = {leg: {key: answer.keys for key, answer in of.items()} for leg, of in answers.items()}
    sheet.add(name, label, questions, runs)
    for leg, of in answers.items():
        _add_pin(sheet, name, leg, label, domain.measure_pin(asked, of))
        if leg in ("fused", "reranked", "auto"):
            sheet.refusals.append(count_refusals(name, label, leg, asked, of))


def _add_pin(sheet: _Sheet, dataset: str, leg: str, model: str, value: float) -> None:
    for row in sheet.rows:
        if (row.dataset, row.kind, row.leg) == (dataset, ALL, leg) and row.model in ("", model):
            row.values.setdefault("pin@10", value)


def count_refusals(
    dataset: str,
    model: str,
    leg: str,
    asked: Sequence[domain.DomainQuestion],
    answers: Mapping[str, domain.Answer],
) -> Refusals:
    """Count how often the system said that it has no answer, where there is none and where there is one."""
    without = [answers[question.id].refused for question in asked if not question.gold]
    within = [answers[question.id].refused for question in asked if question.gold]
    shares = [sum(refused) / len(refused) if refused else 0.0 for refused in (without, within)]
    return Refusals(dataset, model, leg, len(without), len(within), shares[0], shares[1])


@contextmanager
def open_base(model: str, plan: Plan, settings: Settings, tell: Tell) -> Iterator[KnowledgeBase]:
    """Open the home that the questions are asked of; with corpora it is one of our own, kept in the cache."""
    chosen = replace(settings, dense_model=model)
    if plan.corpora:
        key = hash_lines([DenseModel(model).fingerprint(), *plan.corpora])
        chosen = replace(chosen, home=plan.cache / f"home-{key}", catalog_url="", qdrant_url="")
    with KnowledgeBase.open(chosen) as base:
        if plan.corpora:
            tell(f"taking in {', '.join(plan.corpora)}")
            _take_in(base, plan.corpora, tell)
        yield base


def _take_in(base: KnowledgeBase, corpora: Sequence[str], tell: Tell) -> None:
    """Bring a home up to date with its corpora; what is there already costs nothing.

    A corpus may hold files that can't be taken in (scans, broken ones). They are told of and go on: a question whose
    answer is missing for it is refused by the judge, and the corpus hash tells one home from another.
    """
    try:
        base.reconcile()
    except IndexMismatch:
        base.reindex()
    for corpus in corpora:
        report = base.ingest_starter() if corpus == STARTER else base.ingest([corpus])
        if report.failed:
            names = ", ".join(source.path for source in report.sources if source.status == "failed")
            tell(f"  not taken in: {names}")


def group_by_kind(questions: Sequence[Question]) -> dict[str, list[str]]:
    """List the ids of the answerable questions: all, then each class where there are several."""
    answered = [question for question in questions if question.gold]
    groups = {ALL: [question.id for question in answered]}
    kinds = sorted({question.kind for question in answered})
    if len(kinds) > 1:
        groups |= {kind: [question.id for question in answered if question.kind == kind] for kind in kinds}
    return groups


def pick(values: Mapping[str, float], ids: Sequence[str]) -> dict[str, float]:
    """Keep the values of some questions."""
    return {key: values[key] for key in ids}


def find_gaps(dataset: str, kind: str, model: str, scores: Mapping[str, Mapping[str, float]]) -> list[Gap]:
    """Compare the legs that matter, on one class."""
    single = [leg for leg in SINGLE if leg in scores]
    best = max(single, key=lambda leg: mean(scores[leg])) if len(single) == len(SINGLE) else ""
    gaps = []
    for leg, named in COMPARED:
        other = named or best
        if leg in scores and other in scores:
            found = compare(scores[leg], scores[other])
            gaps.append(Gap(dataset, kind, model, leg, other, found.mean, found.low, found.high))
    return gaps
