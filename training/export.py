"""Write the finished student: a sentence-transformers folder, and in it an int8 ONNX model that runs without torch.

The last step. ``python -m training.export --work FOLDER`` writes ``final``. Weights are stored as float16, which
halves the folder and moves no vector by more than a thousandth, and are float32 again when loaded. Invariant: the
int8 model is written only when its vectors have a cosine of at least 0.99 with the student's, on average over 1,000
texts, and the folder stays under 64 MB.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.data import SEED, read_texts
from training.smooth import smooth_encoder
from training.student import DIMENSION, Encoder, batches_by_length, load_encoder, save_encoder

ONNX_NAME = "model_int8.onnx"
LENGTH = 256
CHECKED_TEXTS = 1_000
SMOOTHING_TEXTS = 200
LEAST_COSINE = 0.99
MOST_BYTES = 64_000_000

Floats = NDArray[np.float32]


def write_folder(encoder: Encoder, folder: Path) -> None:
    """Write the sentence-transformers folder with float16 weights that load as float32."""
    import torch

    encoder.model.half()
    save_encoder(encoder, folder, LENGTH)
    encoder.model.float()
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config = {name: value for name, value in config.items() if name != "torch_dtype"} | {"dtype": "float32"}
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    assert next(encoder.model.parameters()).dtype == torch.float32


def write_onnx(encoder: Encoder, path: Path) -> None:
    """Write the student as ONNX: ``input_ids`` and ``attention_mask`` in, ``sentence_embedding`` out.

    The pieces' embeddings are int8 already, each with a scale of its own; one scale for the whole table, as
    onnxruntime's quantiser gives it, costs more than all layers together.
    """
    import torch

    from training.student import pool

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = encoder.model
            table, scales = round_rows(encoder.model.embeddings.word_embeddings.weight.detach().numpy())
            self.register_buffer("table", torch.from_numpy(table))
            self.register_buffer("scales", torch.from_numpy(scales))

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            embeddings = self.table[input_ids].float() * self.scales[input_ids]
            hidden = self.model(inputs_embeds=embeddings, attention_mask=attention_mask).last_hidden_state
            return pool(hidden, attention_mask)

    encoder.model.eval()
    encoder.model.config._attn_implementation = "eager"
    made = encoder.tokenizer(["Pemberi kerja wajib", "mendaftarkan pekerjanya ."], padding=True, return_tensors="pt")
    size = {0: "texts", 1: "pieces"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Whole().eval(),
            (made["input_ids"], made["attention_mask"]),
            str(path),
            dynamo=False,
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_embedding"],
            dynamic_axes={"input_ids": size, "attention_mask": size, "sentence_embedding": {0: "texts"}},
            opset_version=17,
        )


def round_rows(table: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Round each row to int8 by a scale of its own.

    Returns:
        The rounded rows, and a column of scales: rounded × scale is the row again, within half a scale.
    """
    scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-9) / 127.0
    return np.round(table / scales).astype(np.int8), scales.astype(np.float32)


def quantise(source: Path, target: Path) -> None:
    """Turn the layers' fp32 weights into uint8, per output channel; their inputs are rounded as they come.

    Unsigned: a processor without VNNI multiplies signed by unsigned bytes with sums that overflow.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(source), str(target), op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QUInt8
    )


class OnnxEncoder:
    """The int8 model as the serving path runs it.

    Args:
        folder: with ``tokenizer.json`` and the ONNX file.
    """

    def __init__(self, folder: Path, name: str = ONNX_NAME) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        self.session = onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def encode(self, texts: Sequence[str], length: int = LENGTH, batch: int = 16) -> Floats:
        """Embed texts, in their order: texts × 384."""
        self.tokenizer.enable_truncation(length)
        self.tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for rows in batches_by_length(texts, batch):
            made = self.tokenizer.encode_batch([texts[row] for row in rows])
            ids = np.array([one.ids for one in made], dtype=np.int64)
            mask = np.array([one.attention_mask for one in made], dtype=np.int64)
            vectors[rows] = self.session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return vectors


def sample_texts(work: Path, count: int = CHECKED_TEXTS) -> list[str]:
    """Draw texts of the training sets, both languages, to compare two models on."""
    indonesian, english = read_texts(work)
    chance = random.Random(SEED)
    return chance.sample(indonesian, count * 4 // 5) + chance.sample(english, count - count * 4 // 5)


def compare(left: Floats, right: Floats) -> Floats:
    """Give the cosine of each row with its counterpart."""
    sides = [side / np.linalg.norm(side, axis=1, keepdims=True) for side in (left, right)]
    return np.asarray((sides[0] * sides[1]).sum(axis=1), dtype=np.float32)


def export(start: Path, work: Path, folder: Path) -> Iterator[str]:
    """Write the folder, check it, and tell what was found.

    Raises:
        SystemExit: the int8 model is too far from the student, or the folder too large; the ONNX file is taken away.
    """
    import torch

    encoder = load_encoder(start, torch.device("cpu"))
    shutil.rmtree(folder, ignore_errors=True)
    write_folder(encoder, folder)
    texts = sample_texts(work, CHECKED_TEXTS + SMOOTHING_TEXTS)
    chance = random.Random(SEED)
    chance.shuffle(texts)
    checked = texts[:CHECKED_TEXTS]
    own = encoder.encode(checked, LENGTH, 16).numpy()
    smooth_encoder(encoder, texts[CHECKED_TEXTS:])
    write_onnx(encoder, work / "plain.onnx")
    quantise(work / "plain.onnx", folder / ONNX_NAME)
    alike = compare(OnnxEncoder(folder).encode(checked), own)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    yield f"int8 against fp32, {len(checked):,} texts: cosine {alike.mean():.4f} on average, {alike.min():.4f} at least"
    yield f"{folder}: {size / 1e6:.1f} MB"
    if alike.mean() < LEAST_COSINE or size > MOST_BYTES:
        (folder / ONNX_NAME).unlink()
        raise SystemExit("The int8 model is too far from the student, or the folder is too large.")


def main() -> None:
    """Export and check."""
    parser = argparse.ArgumentParser(description="Write the finished student.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="folder of the student; default WORK/contrasted")
    parser.add_argument("--to", type=Path, help="folder to write; default WORK/final")
    given = parser.parse_args()
    for line in export(given.start or given.work / "contrasted", given.work, given.to or given.work / "final"):
        print(line)


if __name__ == "__main__":
    main()
