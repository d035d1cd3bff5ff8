"""Measure speed beside the stack that a Haystack user would pick today, and write the results page.

    python -m benchmarks.speed [--sizes 1000 10000 100000]

Every measurement runs in a process of its own, one after the other. Writes ``benchmarks/results.json`` and
``benchmarks/RESULTS.md``. On two cores it takes about half an hour, most of it the peer's.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
KEPT = " †"

SMALL = 20_000
"""Larger collections are measured last: they take most of the time."""

COLD_QUESTION = "siapa wajib mendaftarkan pekerja"


def run(*arguments: object, env: dict[str, str] | None = None) -> dict[str, Any]:
    """Run one measurement and return what it printed, with the seconds it took."""
    print("…", *arguments, file=sys.stderr, flush=True)
    command = [sys.executable, *(str(argument) for argument in arguments)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(command, env=os.environ | (env or {}), capture_output=True, text=True, check=False)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-4000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip().startswith("{") else "{}"
    return {**json.loads(last), "wall_seconds": round(wall, 2), "cpu_seconds": round(cpu, 2)}


def measure_sizes(root: Path, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Write and search with both stacks at each size."""
    rows = []
    for size in sizes:
        for stack in ("ours", "peer"):
            folder = root / f"{stack}-{size}"
            folder.mkdir()
            written = run("-m", "benchmarks.stacks", stack, "write", size, folder)
            found = run("-m", "benchmarks.stacks", stack, "search", size, folder)
            rows.append(written | found)
    return rows


def measure_whole(root: Path) -> dict[str, Any]:
    """Measure what has the embedding in it, and the command line's start."""
    home = root / "home"
    built = run("-m", "benchmarks.whole", "home", home)
    peer = root / "peer-10000"
    cold = {"KB_HOME": str(home), "KB_CHUNK_CHARACTERS": "800"}
    return {
        "server_chunks": built["chunks"],
        "encoder": run("-m", "benchmarks.whole", "encoder", root),
        "index_ours": run("-m", "benchmarks.whole", "index-ours", root / "index-ours"),
        "index_peer": run("-m", "benchmarks.whole", "index-peer", root / "index-peer"),
        "server": run("-m", "benchmarks.whole", "server", home),
        "cold_ours": run("-m", "kb", "search", COLD_QUESTION, env=cold),
        "cold_ours_sparse": run("-m", "kb", "search", COLD_QUESTION, "--mode", "sparse", env=cold),
        "cold_peer": run("-m", "benchmarks.whole", "cold-peer", peer) if peer.is_dir() else {},
        "help": run("-m", "kb", "--help"),
        "import": run("-c", "import kb"),
    }


def ratio(ours: float, peer: float) -> str:
    """Say how many times one is the other."""
    return f"{peer / ours:,.1f}×" if ours else "–"


def format_sizes(rows: Sequence[dict[str, Any]]) -> list[str]:
    lines = [
        "| chunks | what | Rujukan | peer | ratio |",
        "|--:|---|--:|--:|--:|",
    ]
    for size in sorted({row["chunks"] for row in rows}):
        ours, peer = (next(r for r in rows if r["chunks"] == size and r["stack"] == s) for s in ("ours", "peer"))
        label = f"{size:,}{KEPT if ours.get('kept') else ''}"
        for key, name in (("p50_ms", "search p50, ms"), ("p95_ms", "search p95, ms"), ("open_seconds", "open, s")):
            lines.append(f"| {label} | {name} | {ours[key]} | {peer[key]} | {ratio(ours[key], peer[key])} faster |")
        fast, slow = ours["write_per_second"], peer["write_per_second"]
        lines.append(f"| {label} | write, chunks/s | {fast} | {slow} | {ratio(slow, fast)} faster |")
        for key, name in (("memory_mb", "memory to open and search, MB"), ("disk_mb", "disk, MB")):
            lines.append(f"| {label} | {name} | {ours[key]} | {peer[key]} | {ratio(ours[key], peer[key])} less |")
    return lines


def format_whole(whole: dict[str, Any]) -> list[str]:
    ours, peer = whole["index_ours"]["chunks_per_second"], whole["index_peer"]["chunks_per_second"]
    server, encoder = whole["server"], whole["encoder"]
    asked, embedded = ([encoder[of][key] for of in ("ours", "torch")] for key in ("question_ms", "chunks_per_second"))
    lines = [
        "| what | Rujukan | peer |",
        "|---|--:|--:|",
        f"| embedding a question of 14 pieces, tokenising included, median ms | {asked[0]} | {asked[1]} |",
        f"| embedding chunks of the real corpus, chunks/s | {embedded[0]} | {embedded[1]} |",
        f"| indexing with the embedding, chunks/s | {ours} | {peer} |",
        f"| search in a running server, {whole['server_chunks']:,} chunks, embedding included, p50 / p95 ms "
        f"| {server['p50_ms']} / {server['p95_ms']} | – |",
        f"| the server's peak memory, MB | {server['peak_memory_mb']} | – |",
    ]
    for key, name in (("cold_ours", "`kb search`, cold"), ("cold_ours_sparse", "`kb search --mode sparse`, cold")):
        other = whole["cold_peer"].get("wall_seconds", "–") if key == "cold_ours" else "–"
        lines.append(f"| {name}, s (10,000 chunks) | {whole[key]['wall_seconds']} | {other} |")
    lines.append(f"| `kb --help`, CPU s | {whole['help']['cpu_seconds']} | – |")
    lines.append(f"| `import kb`, CPU s | {whole['import']['cpu_seconds']} | – |")
    return lines


def load_kept(sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Read the rows of the sizes that were not measured now; each says that it is of an earlier run."""
    before = json.loads((HERE / "results.json").read_text(encoding="utf-8"))["sizes"]
    return [row | {"kept": True} for row in before if row["chunks"] not in sizes]


def format_page(results: dict[str, Any]) -> str:
    """Write the results page."""
    return "\n".join(
        [
            "# Speed, beside the stack that a Haystack user would pick today",
            "",
            f"Measured on {results['date']}, {results['machine']}, {results['cores']} cores,",
            f"Python {results['python']}. The peer is `QdrantDocumentStore` in local folder mode with",
            "`QdrantHybridRetriever` (qdrant-haystack), embedding with sentence-transformers on torch. Machines differ",
            "and are noisy: read the ratios, not the milliseconds.",
            "",
            "Make it again with `make bench` (`python -m benchmarks.speed`); raw numbers are in `results.json`.",
            "",
            "## Search and write, without the embedding",
            "",
            "Two legs of 100 with payloads, fused, ten hits. Vectors of 384 dimensions are random, one a chunk (parts,",
            "which the peer hasn't, are in the second table), texts and sparse vectors real.",
            "Above 20,000 chunks the peer is asked 15 questions, else 200 like ours.",
            "",
            *format_sizes(results["sizes"]),
            "",
            f"{KEPT.strip()} From an earlier run of the same command on the same machine.",
            "",
            "## With the embedding",
            "",
            "Both embed with the same model: ours as int8 on onnxruntime, the peer in fp32 on torch.",
            "",
            *format_whole(results["whole"]),
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--keep", action="store_true", help="keep the rows of other sizes from the run before")
    options = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="rujukan-bench-"))
    try:
        results: dict[str, Any] = {
            "date": date.today().isoformat(),
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "sizes": measure_sizes(root, [size for size in options.sizes if size <= SMALL]),
            "whole": measure_whole(root),
        }
        results["sizes"] += measure_sizes(root, [size for size in options.sizes if size > SMALL])
    finally:
        shutil.rmtree(root, ignore_errors=True)
    if options.keep:
        results["sizes"] += load_kept(options.sizes)
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (HERE / "RESULTS.md").write_text(format_page(results), encoding="utf-8")


if __name__ == "__main__":
    main()
