"""The whole way, embedding included: indexing, cold start, and a search in a running server.

    python -m benchmarks.whole {encoder,index-ours,index-peer,cold-peer,server} FOLDER

Each prints one JSON object. The peer's parts are Haystack's sentence-transformers components and Qdrant store in local
folder mode, on the same model's fp32 weights; its sparse vectors are ours, because fastembed's come from a hub.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import DIMENSION, SEED, build_questions, find_corpus, load_chunks

INDEXED = 192
"""Chunks that the indexing rate is measured on: some ten seconds on two cores."""

SERVED = 10_000
"""Chunks that the server is asked at; the real corpus gives so many when chunks are at most 800 characters long."""

SERVED_CHARACTERS = "800"
REQUESTS = 300

PARTS = 24
"""Parts of a chunk whose vectors are drawn by chance: what a chunk of 100 pieces has."""


QUESTION = "berapa iuran jaminan kecelakaan kerja bagi pekerja harian lepas di proyek?"
"""14 pieces with the two that open and close a text."""

ASKED = 300


def model_folder() -> Path:
    from kb.embedding.encoder import MODELS, SHIPPED_MODEL

    return MODELS / SHIPPED_MODEL


def measure_encoder(_: Path) -> dict[str, Any]:
    """Embed the same question and the same chunks by the shipped path and by torch, tokenising included."""
    from kb.embedding.encoder import Encoder, OnnxEncoder, TorchEncoder

    texts = [chunk.search_text for _, chunk in load_chunks()[:INDEXED]]
    found: dict[str, Any] = {}
    encoders: dict[str, Encoder] = {"ours": OnnxEncoder(model_folder()), "torch": TorchEncoder(str(model_folder()))}
    for name, encoder in encoders.items():
        encoder.encode(texts[:16], "document")
        times = [take_time(partial(encoder.encode, [QUESTION], "query")) for _ in range(ASKED)]
        passed = take_time(partial(encoder.encode, texts, "document"))
        found[name] = {
            "question_ms": round(float(np.median(times)) * 1000, 2),
            "chunks_per_second": round(len(texts) / passed, 1),
        }
    return found


def take_time(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def index_ours(folder: Path) -> dict[str, Any]:
    """Embed and write as the write path does, a batch at a time."""
    from kb.embedding.dense import DenseModel
    from kb.embedding.sparse import embed_sparse_document
    from kb.ingest.indexing import WRITE_BATCH, build_points
    from kb.model.settings import Settings
    from kb.stores.index import open_index

    chunks = load_chunks()[:INDEXED]
    model = DenseModel()
    model.embed_query("pemanasan")
    index = open_index(Settings.from_env({"KB_HOME": str(folder)}), folder / "index", DIMENSION, "benchmark")
    started = time.perf_counter()
    for at in range(0, len(chunks), WRITE_BATCH):
        batch = chunks[at : at + WRITE_BATCH]
        index.write(build_points(model, [(*each, embed_sparse_document(each[1].search_text)) for each in batch]))
    index.flush()
    return {"chunks_per_second": round(INDEXED / (time.perf_counter() - started), 1)}


def index_peer(folder: Path) -> dict[str, Any]:
    """Embed and write with Haystack's components."""
    from haystack import Document
    from haystack.dataclasses import SparseEmbedding
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersDocumentEmbedder

    from benchmarks.stacks import Peer
    from kb.embedding.sparse import embed_sparse_document

    chunks = load_chunks()[:INDEXED]
    embedder = SentenceTransformersDocumentEmbedder(model=str(model_folder()), progress_bar=False)
    embedder.warm_up()
    embedder.run([Document(content="pemanasan")])
    store = Peer(folder).store
    started = time.perf_counter()
    documents = []
    for _, chunk in chunks:
        weights = embed_sparse_document(chunk.search_text)
        sparse = SparseEmbedding(list(weights.indices), list(weights.values))
        documents.append(Document(id=chunk.id, content=chunk.search_text, sparse_embedding=sparse))
    store.write_documents(embedder.run(documents)["documents"])
    return {"chunks_per_second": round(INDEXED / (time.perf_counter() - started), 1)}


def cold_peer(folder: Path) -> dict[str, Any]:
    """Answer one question in a fresh process; the caller takes the time."""
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder

    from benchmarks.data import Question
    from benchmarks.stacks import Peer
    from kb.embedding.sparse import embed_sparse_query

    embedder = SentenceTransformersTextEmbedder(model=str(model_folder()), progress_bar=False)
    embedder.warm_up()
    text = "siapa wajib mendaftarkan pekerja"
    question = Question(text, embedder.run(text)["embedding"], embed_sparse_query(text))
    return {"hits": len(Peer(folder).ask(question))}


def build_home(folder: Path) -> int:
    """Take the real corpus in with random document vectors, and return how many chunks are indexed.

    Questions are embedded by the shipped model; what the documents' vectors are makes no difference to the time.
    """
    from kb.embedding.dense import DenseModel
    from kb.embedding.encoder import Embedding
    from kb.knowledge_base import KnowledgeBase
    from kb.model.settings import Settings

    generator = np.random.default_rng(SEED)

    class RandomModel(DenseModel):
        def embed_documents(self, texts: Any, on_progress: Callable[[int], None] | None = None) -> list[Embedding]:
            return [self._draw() for _ in texts]

        def _draw(self) -> Embedding:
            vectors = generator.standard_normal((1 + PARTS, DIMENSION))
            whole, *parts = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
            return Embedding(whole.tolist(), np.array(parts, dtype=np.float16))

    settings = Settings.from_env({"KB_HOME": str(folder), "KB_CHUNK_CHARACTERS": SERVED_CHARACTERS})
    with KnowledgeBase.open(settings) as base:
        base._model = RandomModel()
        base.ingest([str(find_corpus())])
        return base.get_store_state().indexed


def measure_server(folder: Path) -> dict[str, Any]:
    """Start ``kb serve`` and ask it, one question after the other, over one connection."""
    import httpx

    environment = dict(os.environ, KB_HOME=str(folder), KB_CHUNK_CHARACTERS=SERVED_CHARACTERS)
    command = [sys.executable, "-m", "kb", "serve", "--port", "0", "--no-starter", "--json"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        url = json.loads(server.stdout.readline())["url"]
        questions = [question.text for question in build_questions()]
        chooser = random.Random(SEED)
        with httpx.Client(base_url=url, timeout=60) as client:
            for question in questions[:100]:
                client.get("/api/v1/search", params={"q": question, "mode": "hybrid"}).raise_for_status()
            times = []
            for _ in range(REQUESTS):
                started = time.perf_counter()
                answer = client.get("/api/v1/search", params={"q": chooser.choice(questions), "mode": "hybrid"})
                times.append((time.perf_counter() - started) * 1000)
                assert len(answer.raise_for_status().json()["hits"]) == 10
        memory = peak_memory(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=60)
    return {
        "requests": REQUESTS,
        "p50_ms": round(float(np.percentile(times, 50)), 1),
        "p95_ms": round(float(np.percentile(times, 95)), 1),
        "peak_memory_mb": memory,
    }


def peak_memory(pid: int) -> int:
    """Return the most memory that a process had at once, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    what, folder = sys.argv[1], Path(sys.argv[2])
    steps: dict[str, Callable[[Path], dict[str, Any]]] = {
        "encoder": measure_encoder,
        "index-ours": index_ours,
        "index-peer": index_peer,
        "cold-peer": cold_peer,
        "home": lambda path: {"chunks": build_home(path)},
        "server": measure_server,
    }
    print(json.dumps({"what": what} | steps[what](folder)))


if __name__ == "__main__":
    main()
