"""Measure what each operation costs in a small archive and in a ten times larger one, side by side.

    python -m benchmarks.scale --home FOLDER [--sizes 400 4103] [--json FILE] [--compare FILE]

Builds a home of so many statutes for each size (``benchmarks.statutes``) with a model that costs nothing
(``benchmarks.tiny_encoder``), and measures it (``benchmarks.costs``). A home that is there already is used again, one
that was cut short is gone on with; ``--again`` takes every source in anew. ``--compare`` puts an earlier ``--json``
beside the present figures. Milliseconds differ between machines and with their load; the ratios don't much.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.costs import build_environment, open_base
from benchmarks.statutes import (
    Statute,
    choose_statutes,
    draw_claims,
    draw_phrases,
    draw_quotes,
    draw_words,
    load_statutes,
    write_statutes,
)
from benchmarks.tiny_encoder import build_tiny_encoder

SIZES = (400, 4103)
QUESTIONS = 200
BUILT = "built.json"
"""File in a home that says how its ingest went; without it the home isn't whole."""

BARS: dict[str, dict[str, float]] = {
    "search, cold": {"cpu_p50_ms": 12, "cpu_p95_ms": 25, "statements_most": 6},
    "quoted phrase": {"cpu_p95_ms": 40},
    "quote verified": {"cpu_p95_ms": 60},
    "claim, a sentence": {"cpu_p95_ms": 60},
    "coverage": {"cpu_p95_ms": 30},
    "listing": {"cpu_p95_ms": 30},
    "status": {"cpu_p95_ms": 30},
    "kb search, new process": {"wall_p50_ms": 900, "memory_mb": 200},
}
"""Operation → what it may cost in the larger archive."""

MOST_GROWTH = 1.6
"""How many times an operation's median may cost in the larger archive what it costs in the smaller one."""

LEAST_RATE = 500
"""Chunks a second that an ingest has to take in with the model that costs nothing."""


def build_home(home: Path, statutes: Sequence[Statute], again: bool) -> dict[str, Any]:
    """Take the statutes in, unless the home has them, and say how that went.

    Where an ingest was cut short, the rate is of what was still to be taken in.
    """
    built = home / BUILT
    if built.is_file() and not again:
        return mend_home(home, json.loads(built.read_text(encoding="utf-8")))
    if again:
        shutil.rmtree(home, ignore_errors=True)
    texts = (text for statute in statutes for _, text in statute.articles)
    build_tiny_encoder(texts, home / "model")
    write_statutes(statutes, home / "sources")
    report = ingest(home)
    built.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report


def ingest(home: Path) -> dict[str, Any]:
    """Take a home's sources in, in one process."""
    with open_base(home) as base:
        wall, cpu = time.perf_counter(), time.process_time()
        report = base.ingest([str(home / "sources")], show_progress)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if report.failed:
            raise SystemExit(f"{len(report.failed)} statutes failed, the first: {report.failed[0]}")
        status = base.get_store_state()
    written = sum(source.chunks for source in report.sources if source.status != "unchanged")
    return {
        "documents": status.documents,
        "chunks": status.chunks,
        "indexed": status.indexed,
        "written": written,
        "wall_seconds": round(wall, 1),
        "cpu_seconds": round(cpu, 1),
        "chunks_per_second": round(written / wall, 1),
        "chunks_per_cpu_second": round(written / cpu, 1),
    }


def mend_home(home: Path, report: dict[str, Any]) -> dict[str, Any]:
    """Build the index anew where other settings or code made it; the rate stays that of the ingest."""
    from kb.model.errors import IndexMismatch

    with open_base(home) as base:
        try:
            base.check_ready()
        except IndexMismatch as exc:
            print(f"{exc} Building it anew.", file=sys.stderr)
            base.reindex(show_progress)
    return report


def show_progress(progress: Any) -> None:
    """Tell every hundredth source on stderr."""
    if progress.stage == "read" and progress.done % 100 == 0:
        print(f"  {progress.done} of {progress.total} read", file=sys.stderr, flush=True)


def draw_questions(statutes: Sequence[Statute], count: int) -> dict[str, list[str]]:
    """Draw what is asked, from statutes that every size has."""
    return {
        "words": draw_words(statutes, count),
        "phrases": draw_phrases(statutes, count),
        "quotes": draw_quotes(statutes, count),
        "claims": draw_claims(statutes, count),
    }


def measure(home: Path, questions: Path) -> dict[str, Any]:
    """Measure a home in two fresh processes: the time in one, the counts in the other."""
    found: dict[str, Any] = {}
    for what in ("time", "count"):
        print(f"{home.name}: {what}", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "benchmarks.costs", str(home), str(questions), what]
        environment = os.environ | build_environment(home)
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        for name, costs in json.loads(done.stdout)["operations"].items():
            found.setdefault(name, {}).update(costs)
    return found


def measure_sizes(root: Path, sizes: Sequence[int], count: int, again: bool, build_only: bool) -> dict[str, Any]:
    """Build and measure a home for each size."""
    statutes = load_statutes()
    smallest = choose_statutes(statutes, min(sizes))
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        questions = Path(folder) / "questions.json"
        questions.write_text(json.dumps(draw_questions(smallest, count)), encoding="utf-8")
        for size in sizes:
            home = root / f"h{size}"
            chosen = smallest if size == min(sizes) else choose_statutes(statutes, size)
            found[str(size)] = {"ingest": build_home(home, chosen, again)}
            if not build_only:
                found[str(size)]["operations"] = measure(home, questions)
    return found


def describe_run(sizes: dict[str, Any], count: int) -> dict[str, Any]:
    """Put the figures together with when and on what they were measured."""
    return {
        "measured": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "questions": count,
        "sizes": sizes,
    }


def format_table(results: dict[str, Any]) -> Iterator[str]:
    """Write the operations of the smallest and of the largest size side by side, with what the bars say."""
    small, large = _ends(results)
    yield f"{small} and {large} documents; CPU (embedding apart) and wall in ms: p50 / p95; counts: p50 (most)."
    yield ""
    yield f"| operation | CPU, {small} | CPU, {large} | growth | wall, {large} | statements | rows | bars |"
    yield "|---|--:|--:|--:|--:|--:|--:|---|"
    for name, costs in results["sizes"][large]["operations"].items():
        before = results["sizes"][small]["operations"][name]
        growth = costs["cpu_p50_ms"] / before["cpu_p50_ms"]
        cells = [_pair(before, "cpu"), _pair(costs, "cpu"), f"{growth:.2f}×", _pair(costs, "wall")]
        cells += [_count(costs, "statements"), _count(costs, "rows"), judge(name, costs, growth)]
        yield f"| {name} | {' | '.join(cells)} |"
    yield ""
    for size, found in results["sizes"].items():
        yield format_ingest(size, found["ingest"])


def _ends(results: dict[str, Any]) -> tuple[str, str]:
    sizes = sorted(results["sizes"], key=int)
    return sizes[0], sizes[-1]


def _pair(costs: dict[str, Any], of: str) -> str:
    return f"{costs[f'{of}_p50_ms']:,.1f} / {costs[f'{of}_p95_ms']:,.1f}"


def _count(costs: dict[str, Any], of: str) -> str:
    return f"{costs[f'{of}_p50']:,} ({costs[f'{of}_most']:,})" if f"{of}_p50" in costs else ""


def judge(name: str, costs: dict[str, Any], growth: float) -> str:
    """Say which bars an operation misses in the larger archive."""
    missed = [f"{key} {costs[key]:g} > {bar:g}" for key, bar in BARS.get(name, {}).items() if costs[key] > bar]
    if growth > MOST_GROWTH:
        missed.append(f"growth {growth:.2f} > {MOST_GROWTH}")
    return "; ".join(missed) or "kept"


def format_ingest(size: str, report: dict[str, Any]) -> str:
    """Say how an ingest went in one line."""
    rate = report["chunks_per_second"]
    kept = "kept" if rate >= LEAST_RATE else f"misses {LEAST_RATE}"
    return (
        f"Ingest of {int(size):,} statutes: {report['chunks']:,} chunks, {rate:,} chunks/s by the clock "
        f"({report['chunks_per_cpu_second']:,} a CPU second): {kept}."
    )


def format_comparison(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """Write an earlier run's figures beside the present ones, at the largest size that both have."""
    size = max(set(before["sizes"]) & set(after["sizes"]), key=int)
    old, new = before["sizes"][size], after["sizes"][size]
    yield f"{size} documents, before ({before['measured']}) → after ({after['measured']})"
    yield ""
    yield "| operation | CPU p50, ms | CPU p95, ms | CPU p50 | statements | rows |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name, costs in new["operations"].items():
        if name in old["operations"]:
            yield f"| {name} | {' | '.join(_compare(old['operations'][name], costs))} |"
    rates = [run["ingest"]["chunks_per_second"] for run in (old, new)]
    yield f"| ingest, chunks/s | {rates[0]:,} → {rates[1]:,} | | {rates[1] / rates[0]:.2f}× faster | | |"


def _compare(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    arrows = [f"{old[key]:,} → {new[key]:,}" for key in ("cpu_p50_ms", "cpu_p95_ms")]
    counts = [f"{_count(old, of)} → {_count(new, of)}" for of in ("statements", "rows")]
    return [*arrows, f"{old['cpu_p50_ms'] / new['cpu_p50_ms']:.2f}× faster", *counts]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="folder of the homes: h400, h4103 …")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="how many different ones are asked")
    parser.add_argument("--again", action="store_true", help="take every source in anew")
    parser.add_argument("--build-only", action="store_true", help="build the homes and measure nothing but the ingest")
    parser.add_argument("--json", type=Path, help="where the figures go")
    parser.add_argument("--compare", type=Path, help="figures of an earlier run, put before the present ones")
    options = parser.parse_args()
    sizes = measure_sizes(options.home, options.sizes, options.questions, options.again, options.build_only)
    if options.build_only:
        print("\n".join(format_ingest(size, found["ingest"]) for size, found in sizes.items()))
        return
    results = describe_run(sizes, options.questions)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print("\n".join(format_table(results)))
    if options.compare:
        print("\n" + "\n".join(format_comparison(json.loads(options.compare.read_text(encoding="utf-8")), results)))


if __name__ == "__main__":
    main()
