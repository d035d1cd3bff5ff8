"""Choose the dense leg's share in the fusion on the development questions.

Prints nDCG@10 for the sparse leg, the dense leg, and the fusion for a row of weights. Run:

    python -m benchmarks.tune_fusion --data FOLDER_WITH_dev --cache FOLDER [--paragraphs 4000]

The folder holds ``dev/tydiqa_id_{queries,corpus}.jsonl.gz`` and ``dev/legal_{queries,corpus}.jsonl.gz``. Only the
development split is ever read.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from kb.embed import DenseModel, embed_sparse_document, embed_sparse_query
from kb.fuse import fuse
from kb.index.contract import SparseVector

SETS = ("tydiqa_id", "legal")
WEIGHTS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
DEPTH = 100


def load_rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def load_set(folder: Path, name: str, paragraphs: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Read questions and a corpus that holds every gold paragraph and the first others up to a number."""
    queries = load_rows(folder / "dev" / f"{name}_queries.jsonl.gz")
    corpus = load_rows(folder / "dev" / f"{name}_corpus.jsonl.gz")
    gold = {key for query in queries for key in gold_of(query)}
    kept = [row for row in corpus if row["id"] in gold]
    others = [row for row in corpus if row["id"] not in gold]
    return queries, kept + others[: max(0, paragraphs - len(kept))]


def gold_of(query: dict[str, Any]) -> list[str]:
    return query["gold"] if isinstance(query["gold"], list) else [query["gold"]]


def text_of(row: dict[str, Any]) -> str:
    return f"{row.get('title', '')}\n{row['text']}".strip()


def embed(model: DenseModel, texts: Sequence[str], cache: Path) -> np.ndarray:
    if cache.is_file():
        return np.load(cache)
    vectors = np.array(
        model.embed_documents(texts, lambda done: print(f"\r{done}/{len(texts)}", end="")), dtype=np.float32
    )
    np.save(cache, vectors)
    return vectors


def to_matrix(rows: Sequence[SparseVector], columns: dict[int, int]) -> sp.csr_matrix:
    """Stack sparse vectors, giving each term id a column."""
    data, where, starts = [], [], [0]
    for row in rows:
        for index, value in zip(row.indices, row.values, strict=True):
            where.append(columns.setdefault(index, len(columns)))
            data.append(value)
        starts.append(len(where))
    return sp.csr_matrix((data, where, starts), shape=(len(rows), 5_000_000))


def rank_sparse(queries: Sequence[str], documents: Sequence[str]) -> np.ndarray:
    """Score as Qdrant does: the stored weights times its IDF, ln(1 + (N - n + 0.5) / (n + 0.5))."""
    columns: dict[int, int] = {}
    matrix = to_matrix([embed_sparse_document(text) for text in documents], columns)
    asked = to_matrix([embed_sparse_query(text) for text in queries], columns)
    counts = np.asarray((matrix > 0).sum(axis=0)).ravel()
    idf = np.log1p((len(documents) - counts + 0.5) / (counts + 0.5))
    return np.asarray((asked.multiply(idf[None, :]).tocsr() @ matrix.T).todense())


def top(scores: np.ndarray, ids: Sequence[str]) -> list[str]:
    order = np.argsort(-scores, kind="stable")[:DEPTH]
    return [ids[n] for n in order if scores[n] > 0.0]


def ndcg(ranked: Sequence[str], gold: Sequence[str], cut: int = 10) -> float:
    gains = [1.0 / math.log2(rank + 2) for rank, key in enumerate(ranked[:cut]) if key in gold]
    best = sum(1.0 / math.log2(rank + 2) for rank in range(min(cut, len(gold))))
    return sum(gains) / best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--paragraphs", type=int, default=4000)
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    model = DenseModel()
    for name in SETS:
        measure(name, options, model)


def measure(name: str, options: argparse.Namespace, model: DenseModel) -> None:
    queries, corpus = load_set(options.data, name, options.paragraphs)
    ids = [row["id"] for row in corpus]
    texts = [text_of(row) for row in corpus]
    questions = [query["question"] for query in queries]
    stem = f"{name}-{len(corpus)}"
    documents = embed(model, texts, options.cache / f"{stem}-corpus.npy")
    asked = embed(model, questions, options.cache / f"{stem}-queries.npy")
    dense = [top(row, ids) for row in asked @ documents.T]
    sparse = [top(row, ids) for row in rank_sparse(questions, texts)]
    lengths = [len(embed_sparse_document(text).indices) for text in texts]
    print(f"\n{name}: {len(queries)} questions, {len(corpus)} paragraphs, {np.mean(lengths):.1f} distinct terms each")
    print(f"  sparse {mean(sparse, queries):.4f}   dense {mean(dense, queries):.4f}")
    for weight in WEIGHTS:
        fused = [
            [item.key for item in fuse({"dense": d, "sparse": s}, {"dense": weight, "sparse": 1.0 - weight})]
            for d, s in zip(dense, sparse, strict=True)
        ]
        print(f"  dense weight {weight:.3f}: fused {mean(fused, queries):.4f}")


def mean(runs: Sequence[Sequence[str]], queries: Sequence[dict[str, Any]]) -> float:
    return float(np.mean([ndcg(run, gold_of(query)) for run, query in zip(runs, queries, strict=True)]))


if __name__ == "__main__":
    main()
