"""Measure what each operation of the knowledge base costs in one home: time, statements, rows.

    python -m benchmarks.costs HOME QUESTIONS.json {time,count}

Runs in a process of its own, so that caches are empty at the start, and prints one JSON object. Statements and rows are
counted in a run apart, because counting rows costs time of its own. Nothing but the public ``KnowledgeBase`` is called.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kb.knowledge_base import KnowledgeBase
from kb.model.settings import Settings

SECONDS = 60.0
"""After so long an operation is asked nothing more: in an old version some take minutes each."""

REPEATED = 20
COUNTED = 40
"""Questions that statements and rows are counted for."""

PROCESSES = 5
"""How often ``kb search`` is started anew."""

LIMIT = 10
PLAIN_ORDERS = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")
WARMING = {"search": "siapa wajib melapor", "quote": "wajib mendaftarkan pekerjanya", "claim": "Iuran 10 persen."}
"""Asked before anything is measured, so that no question pays for an import."""


@dataclass(slots=True)
class Meter:
    """What was spent since the process began: seconds in the embedding model, statements, transactions, rows."""

    embedding: float = 0.0
    statements: int = 0
    transactions: int = 0
    rows: int = 0

    def watch_embedding(self) -> None:
        """Take the time of every run of a model."""
        import onnxruntime

        run = onnxruntime.InferenceSession.run

        def timed(session: Any, *arguments: Any, **options: Any) -> Any:
            started = time.process_time()
            try:
                return run(session, *arguments, **options)
            finally:
                self.embedding += time.process_time() - started

        onnxruntime.InferenceSession.run = timed

    def watch_statements(self) -> None:
        """Count every statement and every row that SQLite hands out, in any engine that is opened from now on."""
        from sqlalchemy import Engine, event
        from sqlalchemy.pool import Pool

        event.listen(Engine, "after_cursor_execute", self._count_statement)
        event.listen(Pool, "connect", self._count_rows)

    def _count_statement(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("BEGIN"):
            self.transactions += 1
        elif not statement.startswith(PLAIN_ORDERS):
            self.statements += 1

    def _count_rows(self, connection: Any, record: Any) -> None:
        def count(cursor: Any, row: Any) -> Any:
            self.rows += 1
            return row

        connection.row_factory = count


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call took: seconds by the clock, seconds of all processors but for the embedding, and the counts."""

    wall: float
    cpu: float
    statements: int
    transactions: int
    rows: int


class Bench:
    """Ask one open knowledge base, and remember what each call took.

    Args:
        base: with its caches empty.
        meter: watches the process already.
        most: calls of one operation.
    """

    def __init__(self, base: Any, meter: Meter, most: int) -> None:
        self.base = base
        self.meter = meter
        self.most = most
        self.found: dict[str, list[Cost]] = {}

    def run(self, name: str, calls: Iterable[Callable[[], Any]]) -> None:
        """Make calls one after the other until the time is over."""
        costs = self.found.setdefault(name, [])
        started = time.perf_counter()
        gc.collect()
        for call in calls:
            if len(costs) >= self.most or time.perf_counter() - started > SECONDS:
                break
            costs.append(self._measure(call))
        print(f"  {name}: {len(costs)} in {time.perf_counter() - started:.1f} s", file=sys.stderr, flush=True)

    def _measure(self, call: Callable[[], Any]) -> Cost:
        meter = self.meter
        before = (meter.embedding, meter.statements, meter.transactions, meter.rows)
        cpu, wall = time.process_time(), time.perf_counter()
        call()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        return Cost(
            wall,
            cpu - (meter.embedding - before[0]),
            meter.statements - before[1],
            meter.transactions - before[2],
            meter.rows - before[3],
        )

    def warm_up(self) -> None:
        """Open every store and import what each operation needs."""
        self.base.search(WARMING["search"], limit=LIMIT)
        self.base.verify_quote(WARMING["quote"])
        self.base.check_claims(WARMING["claim"])

    def run_all(self, questions: dict[str, list[str]]) -> None:
        """Measure each operation with the questions drawn for it."""
        base = self.base
        self.run("coverage", [base.coverage] * REPEATED)
        self.run("listing", [base.find_documents] * REPEATED)
        self.run("status", [base.get_store_state] * REPEATED)
        self.warm_up()
        search = partial(base.search, limit=LIMIT)
        self.run("search, cold", each(search, questions["words"]))
        self.run("search, warm", each(search, questions["words"][: len(self.found["search, cold"])]))
        self.run("quoted phrase", each(search, [f'"{phrase}"' for phrase in questions["phrases"]]))
        self.run("quote verified", each(base.verify_quote, questions["quotes"]))
        self.run("claim, a sentence", each(base.check_claims, questions["claims"]))


def each(operation: Callable[[str], Any], texts: Iterable[str]) -> list[Callable[[], Any]]:
    """Return the calls of an operation with one text each."""
    return [partial(operation, text) for text in texts]


@contextmanager
def open_base(home: Path) -> Iterator[KnowledgeBase]:
    """Open a home with the model that lies in it."""
    with KnowledgeBase.open(Settings.from_env(build_environment(home))) as base:
        yield base


def build_environment(home: Path) -> dict[str, str]:
    """Return the settings of a home, as variables."""
    return {"KB_HOME": str(home), "KB_DENSE_MODEL": str(home / "model")}


def measure_processes(home: Path, questions: list[str]) -> list[dict[str, float]]:
    """Start ``kb search`` anew for some questions: seconds, processor seconds, most memory in MB."""
    environment = os.environ | build_environment(home)
    return [_measure_process([sys.executable, "-m", "kb", "search", q], environment) for q in questions[:PROCESSES]]


def _measure_process(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}.")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss / 1024}


def measure_home(home: Path, questions: dict[str, list[str]], count: bool) -> dict[str, Any]:
    """Measure every operation in one home; with ``count`` the statements and rows, else the time."""
    meter = Meter()
    meter.watch_embedding()
    if count:
        meter.watch_statements()
    with open_base(home) as base:
        bench = Bench(base, meter, COUNTED if count else len(questions["words"]))
        bench.run_all(questions)
    summarise = summarise_counts if count else summarise_times
    found: dict[str, Any] = {name: summarise(costs) for name, costs in bench.found.items() if costs}
    if not count:
        found["kb search, new process"] = summarise_processes(measure_processes(home, questions["words"]))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"operations": found, "memory_mb": round(memory)}


def summarise_times(costs: list[Cost]) -> dict[str, Any]:
    """Say the median and the 95th percentile, in milliseconds, and the first call alone."""
    cpu, wall = ([getattr(cost, of) * 1000 for cost in costs] for of in ("cpu", "wall"))
    return {
        "asked": len(costs),
        "first_cpu_ms": round(cpu[0], 2),
        "cpu_p50_ms": percentile(cpu, 50),
        "cpu_p95_ms": percentile(cpu, 95),
        "wall_p50_ms": percentile(wall, 50),
        "wall_p95_ms": percentile(wall, 95),
    }


def summarise_counts(costs: list[Cost]) -> dict[str, Any]:
    """Say the median and the most of statements, transactions and rows."""
    found: dict[str, Any] = {}
    for of in ("statements", "transactions", "rows"):
        values = [float(getattr(cost, of)) for cost in costs]
        found |= {f"{of}_p50": round(percentile(values, 50)), f"{of}_most": round(max(values))}
    return found


def summarise_processes(runs: list[dict[str, float]]) -> dict[str, Any]:
    """Say what a new process takes; its processor time has start and embedding in it."""
    wall, cpu = ([run[of] * 1000 for run in runs] for of in ("wall", "cpu"))
    return {
        "asked": len(runs),
        "cpu_p50_ms": percentile(cpu, 50),
        "cpu_p95_ms": percentile(cpu, 95),
        "wall_p50_ms": percentile(wall, 50),
        "wall_p95_ms": percentile(wall, 95),
        "memory_mb": round(max(run["memory"] for run in runs)),
    }


def percentile(values: list[float], percent: float) -> float:
    """Return the value that so many of a hundred don't pass, between two neighbours where it falls between."""
    import numpy as np

    return round(float(np.percentile(values, percent)), 2)


def main() -> None:
    home, questions, what = sys.argv[1:]
    drawn = json.loads(Path(questions).read_text(encoding="utf-8"))
    print(json.dumps(measure_home(Path(home), drawn, what == "count")))


if __name__ == "__main__":
    main()
