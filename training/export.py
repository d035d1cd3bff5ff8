"""Write a finished model: the folder that is served, with an int8 ONNX model that runs without torch.

``python -m training.export --work FOLDER --start FOLDER --to FOLDER``. With ``--weights`` the folder is a
sentence-transformers one as well: weights as float16, which halves them and moves no vector by more than a thousandth,
and float32 again when loaded. The int8 model is kept only when its vectors have a cosine of at least 0.98 with the
model's own, on average, and the folder stays under 64 MB.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kb.embedding.encoder import ONNX_NAME, OnnxEncoder
from training.data import SEED, read_texts
from training.smooth import find_scales
from training.student import Encoder, load_encoder, save_encoder, write_serving

LENGTH = 256
CHECKED_TEXTS = 1_000
SMOOTHING_TEXTS = 200
LEAST_COSINE = 0.98
"""Twelve layers whose last steps were taken with rounding reach 0.985, six 0.991; ``training.train`` tells what it
costs in what is found."""

MOST_BYTES = 64_000_000

Floats = NDArray[np.float32]


def write_weights(encoder: Encoder, folder: Path) -> None:
    """Write the sentence-transformers folder with float16 weights that load as float32."""
    encoder.model.half()
    save_encoder(encoder, folder, LENGTH)
    encoder.model.float()
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config = {name: value for name, value in config.items() if name != "torch_dtype"} | {"dtype": "float32"}
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    assert next(encoder.model.parameters()).dtype == torch.float32


class Flat(torch.nn.Module):
    """The student written out for texts without padding: no mask, one product for query, key and value.

    Half of an exported BERT's time on short texts goes into shapes, masks and transposes. The pieces' embeddings are
    int8 already, each with a scale of its own; one scale for the whole table, as onnxruntime's quantiser gives it,
    costs more than all layers together.

    Args:
        model: transformers' BertModel.
        smooth: of each layer, what its first and its second input are divided by (``training.smooth``).
    """

    def __init__(self, model: Any, smooth: Sequence[tuple[Tensor, Tensor]]) -> None:
        super().__init__()
        self.table: Tensor
        self.scales: Tensor
        self.place: Tensor
        embeddings = model.embeddings
        table, scales = round_rows(embeddings.word_embeddings.weight.detach().numpy())
        self.register_buffer("table", torch.from_numpy(table))
        self.register_buffer("scales", torch.from_numpy(scales))
        place = embeddings.position_embeddings.weight.detach() + embeddings.token_type_embeddings.weight.detach()[:1]
        self.register_buffer("place", place)
        self.normal = embeddings.LayerNorm
        self.layers = torch.nn.ModuleList(
            [FlatLayer(layer, *scale) for layer, scale in zip(model.encoder.layer, smooth, strict=True)]
        )

    def forward(self, input_ids: Tensor) -> tuple[Tensor, Tensor]:
        """Embed texts of one length.

        Returns:
            texts × 384, each of length 1, and the pieces' states that they are means of: texts × pieces × 384.
        """
        hidden = self.table[input_ids].float() * self.scales[input_ids] + self.place[: input_ids.shape[1]]
        hidden = self.normal(hidden)
        for layer in self.layers:
            hidden = layer(hidden)
        return torch.nn.functional.normalize(hidden.mean(1), dim=-1), hidden


class FlatLayer(torch.nn.Module):
    """One layer of the student, smoothed."""

    def __init__(self, layer: Any, first: Tensor, second: Tensor) -> None:
        super().__init__()
        self.first: Tensor
        self.second: Tensor
        own = layer.attention.self
        self.heads, self.size = own.num_attention_heads, own.attention_head_size
        parts = [(own.query, self.size**-0.5), (own.key, 1.0), (own.value, 1.0)]
        self.joined = build_linear(
            torch.cat([part.weight.detach() * share for part, share in parts]) * first,
            torch.cat([part.bias.detach() * share for part, share in parts]),
        )
        self.up = build_linear(
            layer.intermediate.dense.weight.detach() * second, layer.intermediate.dense.bias.detach()
        )
        self.register_buffer("first", 1.0 / first)
        self.register_buffer("second", 1.0 / second)
        self.out, self.out_normal = layer.attention.output.dense, layer.attention.output.LayerNorm
        self.down, self.down_normal = layer.output.dense, layer.output.LayerNorm

    def forward(self, hidden: Tensor) -> Tensor:
        """Give what the layer gives."""
        texts, pieces, width = hidden.shape
        joined = self.joined(hidden * self.first).reshape(texts, pieces, 3, self.heads, self.size)
        query, key, value = joined.permute(2, 0, 3, 1, 4).unbind(0)
        seen = torch.softmax(query @ key.transpose(-1, -2), dim=-1) @ value
        hidden = self.out_normal(hidden + self.out(seen.transpose(1, 2).reshape(texts, pieces, width)))
        raised = torch.nn.functional.gelu(self.up(hidden * self.second))
        return self.down_normal(hidden + self.down(raised))  # type: ignore[no-any-return]


def build_linear(weight: Tensor, bias: Tensor) -> torch.nn.Linear:
    """Make a linear layer of given weights."""
    linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
    linear.weight.data, linear.bias.data = weight, bias
    return linear


def write_onnx(encoder: Encoder, texts: Sequence[str], path: Path) -> None:
    """Write the student as ONNX: ``input_ids`` of texts of one length in, ``sentence_embedding`` and ``hidden`` out.

    Args:
        texts: to smooth the layers by.
    """
    encoder.model.eval()
    flat = Flat(encoder.model, find_scales(encoder, texts)).eval()
    ids = torch.randint(5, encoder.model.config.vocab_size, (2, 9))
    size = {0: "texts", 1: "pieces"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            flat,
            (ids,),
            str(path),
            dynamo=False,
            input_names=["input_ids"],
            output_names=["sentence_embedding", "hidden"],
            dynamic_axes={"input_ids": size, "sentence_embedding": {0: "texts"}, "hidden": size},
            opset_version=20,
        )


def round_rows(table: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Round each row to int8 by a scale of its own.

    Returns:
        The rounded rows, and a column of scales: rounded × scale is the row again, within half a scale.
    """
    scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-9) / 127.0
    return np.round(table / scales).astype(np.int8), scales.astype(np.float32)


def quantise(source: Path, target: Path) -> None:
    """Turn the layers' fp32 weights into int8 of 7 bits, per output channel; their inputs are rounded as they come.

    Seven bits: a processor without VNNI adds up products of bytes in 16 bits, which 8 would overflow.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(source),
        str(target),
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        reduce_range=True,
    )


def sample_texts(work: Path, count: int = CHECKED_TEXTS) -> list[str]:
    """Draw texts of the training sets, both languages, to compare two models on."""
    indonesian, english = read_texts(work)
    chance = random.Random(SEED)
    return chance.sample(indonesian, count * 4 // 5) + chance.sample(english, count - count * 4 // 5)


def compare(left: Floats, right: Floats) -> Floats:
    """Give the cosine of each row with its counterpart."""
    sides = [side / np.linalg.norm(side, axis=1, keepdims=True) for side in (left, right)]
    return np.asarray((sides[0] * sides[1]).sum(axis=1), dtype=np.float32)


@dataclass(frozen=True)
class Export:
    """What is to be written.

    Args:
        start: folder of the finished model.
        work: folder whose pairs give texts to smooth and to compare by.
        folder: to write.
        weights: whether torch's weights are written beside the int8 model.
        texts: how many are compared.
    """

    start: Path
    work: Path
    folder: Path
    weights: bool = False
    texts: int = CHECKED_TEXTS


def export(plan: Export) -> Iterator[str]:
    """Write the folder, check it, and tell what was found.

    Raises:
        SystemExit: the int8 model is too far from the model, or the folder too large; the ONNX file is taken away.
    """
    encoder = load_encoder(plan.start, torch.device("cpu"))
    shutil.rmtree(plan.folder, ignore_errors=True)
    write_weights(encoder, plan.folder) if plan.weights else write_serving(encoder, plan.folder, LENGTH)
    texts = sample_texts(plan.work, plan.texts + SMOOTHING_TEXTS)
    random.Random(SEED).shuffle(texts)
    checked = texts[: plan.texts]
    with tempfile.TemporaryDirectory() as passing:
        write_onnx(encoder, texts[plan.texts :], Path(passing) / "plain.onnx")
        quantise(Path(passing) / "plain.onnx", plan.folder / ONNX_NAME)
    made = OnnxEncoder(plan.folder).encode(checked, "document")
    alike = compare(
        np.array([one.whole for one in made], dtype=np.float32), encoder.encode(checked, LENGTH, 16).numpy()
    )
    size = sum(path.stat().st_size for path in plan.folder.rglob("*") if path.is_file())
    yield f"int8 against fp32, {len(checked):,} texts: cosine {alike.mean():.4f} on average, {alike.min():.4f} at least"
    yield f"{plan.folder}: {size / 1e6:.1f} MB"
    if alike.mean() < LEAST_COSINE or size > MOST_BYTES:
        (plan.folder / ONNX_NAME).unlink()
        raise SystemExit("The int8 model is too far from the model, or the folder is too large.")


def main() -> None:
    """Export and check."""
    parser = argparse.ArgumentParser(description="Write a finished model.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="folder of the finished model; default WORK/six")
    parser.add_argument("--to", type=Path, help="folder to write; default WORK/final")
    parser.add_argument("--weights", action="store_true", help="write torch's weights beside the int8 model")
    parser.add_argument("--texts", type=int, default=CHECKED_TEXTS, help="compared")
    given = parser.parse_args()
    plan = Export(
        given.start or given.work / "six", given.work, given.to or given.work / "final", given.weights, given.texts
    )
    for line in export(plan):
        print(line, flush=True)


if __name__ == "__main__":
    main()
