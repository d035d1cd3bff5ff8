"""Run an embedding model: the shipped one on onnxruntime, any other by sentence-transformers.

Libraries are imported when a model of their kind is opened, not before. The order of the embeddings is the order of the
texts.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypedDict

from kb.embedding.windows import CUTS, find_starts
from kb.model.errors import ModelUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Halves = NDArray[np.float16]
    Numbers = NDArray[np.float32]

SHIPPED_MODEL = "rujukan-embed-id"
"""The model that comes with the package: Indonesian and English."""

SHIPPED_DIMENSION = 384

MODELS = Path(__file__).parent / "models"

ONNX_NAME = "model_int8.onnx"
"""A folder with this file in it runs without torch."""

TORCH_BATCH = 16
"""Texts that torch embeds at once: larger batches gain nothing on a CPU and cost memory and padding."""

FEW = 4
"""Texts from which on each processor runs its own: a question stays with the session that is open already."""

LONGEST = 256
"""Pieces after which a text is cut, where the folder doesn't say."""

EXTRA = (
    "Install what it runs on: pip install 'rujukan[models]' (in a checkout: pip install -e '.[models]'). "
    "Or leave KB_DENSE_MODEL empty for the shipped model."
)

Side = Literal["query", "document"]

HINT = (
    "Set KB_DENSE_MODEL to a folder that holds a sentence-transformers model, or to a model's name where a hub "
    "can be reached; empty takes the shipped model."
)


class Embedding(NamedTuple):
    """A text as vectors.

    Args:
        whole: of the whole text, of length 1.
        parts: parts × numbers, each of length 1: its stretches in order (``kb.embedding.windows``), or the whole vector
            alone where a model tells nothing of stretches. As float16, which is how an index keeps them.
    """

    whole: list[float]
    parts: Halves


class Tensor(Protocol):
    """What a session tells of an output."""

    shape: Sequence[int]


class Session(Protocol):
    """As much of onnxruntime's session as is used."""

    def get_outputs(self) -> Sequence[Tensor]: ...

    def run(self, _names: None, _feeds: Mapping[str, NDArray[np.int64]], /) -> Sequence[Numbers]: ...


class Config(TypedDict, total=False):
    """What sentence-transformers' own files may say of a model."""

    max_seq_length: int
    prompts: dict[str, str]


class Encoder(Protocol):
    """What turns texts into vectors."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def encode(self, texts: Sequence[str], side: Side) -> list[Embedding]:
        """Embed texts, in their order.

        Args:
            side: models may put different words before a question and before a document, and cut them differently.
        """


def open_encoder(name: str) -> Encoder:
    """Open a model.

    Args:
        name: a model's name on a hub, a folder, or ``SHIPPED_MODEL``.

    Raises:
        ModelUnavailable: it can't be had, or can't be loaded.
    """
    folder = find_folder(name)
    if folder is not None and (folder / ONNX_NAME).is_file():
        return OnnxEncoder(folder)
    if name == SHIPPED_MODEL:
        raise ModelUnavailable(f"The shipped model is not at {folder}.", "Install Rujukan again.")
    return TorchEncoder(name)


def find_folder(name: str) -> Path | None:
    """Find a model's folder; None for a name on a hub."""
    folder = MODELS / name if name == SHIPPED_MODEL else Path(name)
    return folder if folder.is_dir() or name == SHIPPED_MODEL else None


class OnnxEncoder:
    """A folder whose int8 model runs on onnxruntime, without torch.

    Each text runs alone: nothing is padded, and a text's vector is the same whatever is embedded with it. Batches gain
    nothing on a CPU. One text has all processors; of several, each processor runs its own, which takes half the work of
    sharing every text among them (45 against 80 ms of CPU time for 200 pieces on two cores, the same numbers).
    Safe for threads: neither sessions nor tokenizer ever change.

    Args:
        folder: with ``model_int8.onnx`` (``input_ids`` in, a normalised ``sentence_embedding`` out and, for parts, the
            pieces' ``hidden`` states), ``tokenizer.json`` and, where the model wants them, prompts and the longest text
            in sentence-transformers' own files.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from tokenizers import Tokenizer

            self._session = _open_session(folder / ONNX_NAME)
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except ImportError as exc:
            raise ModelUnavailable(f"{exc.name} is not installed.", "Install Rujukan again.") from exc
        except Exception as exc:  # Both libraries raise bare exceptions of their own.
            raise ModelUnavailable(f"The model in {folder} can't be loaded: {_first_line(exc)}", HINT) from exc
        self._path = folder / ONNX_NAME
        limits = _read_config(folder / "sentence_bert_config.json")
        self._tokenizer.enable_truncation(limits.get("max_seq_length", LONGEST))
        self._tokenizer.no_padding()
        self._prompts = _read_config(folder / "config_sentence_transformers.json").get("prompts", {})

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._session.get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str], side: Side) -> list[Embedding]:
        """Embed texts, in their order."""
        prompt = self._prompts.get(side) or ""
        made = self._tokenizer.encode_batch([prompt + text for text in texts])
        if len(made) < FEW:
            return [self._run(self._session, one.ids, side) for one in made]
        session = self._single
        with ThreadPoolExecutor(count_processors()) as pool:
            return list(pool.map(lambda one: self._run(session, one.ids, side), made))

    @cached_property
    def _single(self) -> Session:
        """A second session, whose runs take one thread each."""
        return _open_session(self._path, threads=1)

    def _run(self, session: Session, ids: Sequence[int], side: Side) -> Embedding:
        import numpy as np

        vectors, *hidden = session.run(None, {"input_ids": np.array([ids], dtype=np.int64)})
        return Embedding(vectors[0].tolist(), pool_parts(hidden[0][0], side) if hidden else _as_part(vectors[0]))


def count_processors() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _open_session(path: Path, threads: int = 0) -> Session:
    """Open a model; each run uses as many threads as there are processors, or ``threads``."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session: Session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return session


def pool_parts(hidden: Numbers, side: Side) -> Halves:
    """Average the states of each part's pieces and bring it to length 1.

    Args:
        hidden: of one text, pieces × numbers.
        side: decides how it is cut.
    """
    import numpy as np

    cut = CUTS[side]
    starts = np.array(find_starts(len(hidden), cut))
    ends = np.minimum(starts + cut.size, len(hidden))
    summed = np.zeros((len(hidden) + 1, hidden.shape[1]), dtype=hidden.dtype)
    hidden.cumsum(axis=0, out=summed[1:])
    parts = summed[ends] - summed[starts]
    lengths = np.sqrt((parts * parts).sum(axis=1, keepdims=True))
    return (parts / lengths).astype(np.float16)  # type: ignore[no-any-return]


def _as_part(vector: Numbers) -> Halves:
    import numpy as np

    return np.asarray([vector], dtype=np.float16)


class TorchEncoder:
    """Any model that sentence-transformers can load, by a hub's name or from a folder, with the prompts it declares.

    One text batch at a time: torch uses all cores for it. Each text is one part: what a stranger's model says of single
    pieces may mean nothing.
    """

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging

            transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        except ImportError as exc:
            raise ModelUnavailable(f"The embedding model {name!r} needs sentence-transformers.", EXTRA) from exc
        try:
            self._model = SentenceTransformer(name, device=None)
        except (OSError, ValueError, ImportError, RuntimeError) as exc:
            raise ModelUnavailable(f"The embedding model {name!r} can't be loaded: {_first_line(exc)}", HINT) from exc
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ModelUnavailable("The embedding model doesn't tell how many numbers its vectors have.", HINT)
        return dimension

    def encode(self, texts: Sequence[str], side: Side) -> list[Embedding]:
        """Embed texts, in their order."""
        encode = self._model.encode_query if side == "query" else self._model.encode_document
        with self._lock:
            vectors = encode(list(texts), batch_size=TORCH_BATCH, show_progress_bar=False, normalize_embeddings=True)
        return [Embedding(vector.tolist(), _as_part(vector)) for vector in vectors]


def _read_config(path: Path) -> Config:
    config: Config = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return config


def _first_line(exc: Exception) -> str:
    return str(exc).strip().splitlines()[0] if str(exc).strip() else type(exc).__name__
