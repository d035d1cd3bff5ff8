"""The int8 model that is served says what the whole model says, and both are one folder."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from benchmarks.evaluate.domain import load_questions
from kb.embedding.encoder import MODELS, SHIPPED_MODEL, OnnxEncoder, TorchEncoder
from kb.knowledge_base import IngestReport, KnowledgeBase
from kb.model import Filters
from tests.unit.test_architecture import REPOSITORY

pytestmark = pytest.mark.real

TEXTS = 1_000
LEAST_COSINE = 0.99


def test_int8_vectors_are_those_of_the_whole_model(real_base: tuple[KnowledgeBase, IngestReport]) -> None:
    questions = [question.text for question in load_questions(REPOSITORY / "benchmarks/domain/questions.jsonl", "all")]
    texts = questions + random.Random(2021).sample(read_chunks(real_base[0]), TEXTS - len(questions))
    assert len(texts) == TEXTS
    folder = MODELS / SHIPPED_MODEL
    made = (model(folder).encode(texts, "document") for model in (open_whole, OnnxEncoder))
    torch, served = (np.array([one.whole for one in side]) for side in made)
    cosines = (torch * served).sum(axis=1)
    assert cosines.mean() >= LEAST_COSINE
    assert (cosines >= 0.98).mean() >= 0.99
    assert cosines.min() >= 0.9


def open_whole(folder: Path) -> TorchEncoder:
    """Open the folder as anybody would who knows nothing of us: ``SentenceTransformer(path)``."""
    return TorchEncoder(str(folder))


def read_chunks(base: KnowledgeBase) -> list[str]:
    """Read the current chunks of every document as they are embedded."""
    documents = base.find_documents(Filters(), "", 100).documents
    return [
        "\n".join((*chunk.headings, chunk.text))
        for document in documents
        for chunk in base.library.load_chunks(
            row.id for row in base.catalog.get_chunks(document.id, document.version)
        ).chunks.values()
    ]
