"""An embedding model that costs next to nothing: 32 random numbers a word, averaged, run by onnxruntime.

It is opened by the same code as the shipped model and gives as many parts, so that everything but the embedding costs
what it costs in use. What it finds similar means nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import numpy as np

from kb.embedding.encoder import ONNX_NAME

DIMENSION = 32
WORDS = 5_000
SEED = 2021
OPSET = 21
IR_VERSION = 10
"""Of ONNX's file format: what onnxruntime 1.20, the oldest that the package allows, can read."""

_WORD = re.compile(r"\w+")


def build_tiny_encoder(texts: Iterable[str], folder: Path) -> Path:
    """Make the model in a folder, the same each time for the same texts.

    Args:
        texts: whose most frequent words get a vector of their own; all others share one.
    """
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(WordLevel(_number_words(texts), unk_token="[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_graph(tokenizer.get_vocab_size(), folder / ONNX_NAME)
    return folder


def _number_words(texts: Iterable[str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for text in islice(texts, 20_000):
        counts.update(_WORD.findall(text.lower()))
    return {"[UNK]": 0} | {word: n for n, (word, _) in enumerate(counts.most_common(WORDS), start=1)}


def _write_graph(words: int, path: Path) -> None:
    from onnx import TensorProto, checker, helper, numpy_helper, save

    table = np.random.default_rng(SEED).standard_normal((words, DIMENSION)).astype(np.float32)
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["hidden"]),
        helper.make_node("ReduceMean", ["hidden", "pieces"], ["mean"], keepdims=0),
        helper.make_node("LpNormalization", ["mean"], ["sentence_embedding"], axis=-1, p=2),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "pieces"])],
        [
            helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, [1, DIMENSION]),
            helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [1, "pieces", DIMENSION]),
        ],
        [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([1]), "pieces")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    checker.check_model(model)
    save(model, str(path))
