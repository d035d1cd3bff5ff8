"""Train the full encoder, a smaller one and a pair encoder in one go, each within its share of the time given.

``python -m training.train --packed FOLDER --out FOLDER --seconds N`` needs the packed folder (``training.pack``), torch
and numpy, nothing else. It first runs a few steps of everything and reads back what it would save, so that a mistake
shows in seconds. Then:

1. full: twelve layers, contrast by whole vectors and by parts, wrong answers mined twice;
2. six: six of its layers, taught by it and by the same contrast, the pieces' table shared;
3. reader: the pair encoder, begun from the six, over lists that the full one finds hard.

The last steps of each are taken with int8 rounding. What is saved is the moving average of the weights, as a change
from what the stage began with (``training.saved``), before anything is told of how good it is: a run that is cut off
loses figures and nothing else.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.body import Body, load_start, pick_layers
from training.compiling import choose_runner
from training.e5 import WHOLE
from training.nearest import drop_untranslated, find_neighbours, find_rarity
from training.objective import PASSAGE_CUT, QUESTION_CUT, Made, contrast, find_false, make, score_parts
from training.packed import Ints, Kind, Packed
from training.reader import Reader, draw_lists, judged_loss, list_loss
from training.saved import FULL, SIX, Tensors, drop_shared, load_change, save_change, split_full
from training.stage import BEGUN, Clock, run_stage, say, tell
from training.trial import try_body, try_judge

SEED = 2021
QUESTION_LENGTH = 64
SMOOTHED = 256
"""Texts that smoothing is measured on."""

MINED = ("questions", "legal", "asked", "english", "crops", "definitions", "written")
"""Kinds with hard wrong answers; phrases and translations have none."""

SHARES = {
    "questions": 0.17,
    "legal": 0.13,
    "asked": 0.15,
    "english": 0.08,
    "crops": 0.12,
    "definitions": 0.07,
    "written": 0.12,
    "parallel": 0.10,
    "phrases": 0.06,
}
"""How often a step is of a kind."""

READ_SHARES = {
    "questions": 0.2,
    "legal": 0.1,
    "asked": 0.15,
    "english": 0.1,
    "crops": 0.1,
    "definitions": 0.1,
    "written": 0.25,
}


@dataclass(frozen=True)
class Plan:
    """Sizes and rates.

    Args:
        batch: pairs a step; ``small_batch`` for kinds with few.
        lengths: pieces of a passage, at first and in the last third.
        rate, table_rate: of the full body's layers and of its pieces' table, at their highest.
        six_rate, reader_rate, head_rate: likewise.
        mined_again: share of the full stage after which wrong answers are mined by the model as it is then.
        rounded: share of a stage after which it computes with int8 rounding.
        least: steps that a stage takes, whatever the time.
        lists, list_size: of a step of the reader.
        judged_every, judged: every how many steps single verdicts are learned beside, and how many of each sort.
        most: pairs kept of each kind; None for all.
    """

    batch: int = 1_024
    small_batch: int = 512
    lengths: tuple[int, int] = (128, 208)
    rate: float = 1.2e-4
    table_rate: float = 2e-4
    six_rate: float = 2.5e-4
    reader_rate: float = 1.5e-4
    head_rate: float = 1e-3
    mined_again: float = 0.4
    rounded: float = 0.8
    least: int = 1
    lists: int = 72
    list_size: int = 12
    judged_every: int = 6
    judged: int = 256
    most: int | None = None


TINY = Plan(batch=12, small_batch=9, lengths=(32, 40), lists=3, list_size=4, judged=4, judged_every=2, most=48)
SMALL_KINDS = frozenset({"definitions", "written", "english"})


class Trainer:
    """What all stages share.

    Args:
        packed: the data on its device.
        start: the start's tensors.
        plan: sizes and rates.
    """

    def __init__(self, packed: Packed, start: Tensors, plan: Plan) -> None:
        self.packed, self.start, self.plan = packed, start, plan
        self.device = packed.device
        self.computing = torch.bfloat16 if self.device.type == "cuda" else torch.float32
        self.chance = np.random.default_rng(SEED)
        self.rarity = find_rarity(packed, len(start[WHOLE]))

    def build(self, tensors: Mapping[str, Tensor]) -> Body:
        """Build a body on the device."""
        return Body(tensors, self.computing).to(self.device)

    def mine(self, body: Body, names: tuple[str, ...] = MINED) -> None:
        """Find every kind's neighbours by a body as it is."""
        begun = time.monotonic()
        for name in names:
            kind = self.packed.kinds[name]
            kind.neighbours = find_neighbours(body, self.packed, kind, self.rarity, self.chance)
        say(f"mined {', '.join(names)} in {time.monotonic() - begun:.1f} s")

    def draw_kind(self, shares: Mapping[str, float]) -> Kind:
        """Draw a step's kind."""
        names = list(shares)
        weights = np.array([shares[name] for name in names])
        return self.packed.kinds[names[self.chance.choice(len(names), p=weights / weights.sum())]]

    def draw(self) -> tuple[Kind, Ints, Ints]:
        """Draw a step's kind, rows and further wrong passages."""
        kind = self.draw_kind(SHARES)
        rows = kind.draw(self.plan.small_batch if kind.name in SMALL_KINDS else self.plan.batch, self.chance)
        return kind, rows, kind.draw_wrong(rows, self.chance)

    def contrast(self, body: Body, share: float, teacher: Body | None = None) -> Tensor:
        """Give the loss of a step: whole vectors and parts; with a teacher, nearness to it as well."""
        kind, rows, others = self.draw()
        left, right = kind.left[rows], kind.right[rows]
        if kind.name in {"parallel", "phrases"} and self.chance.random() < 0.5:
            left, right = right, left
        columns = np.concatenate([right, others])
        length = self.plan.lengths[share > 2 / 3]
        states: list[Tensor] = []
        asked = make(body, self.packed, left, QUESTION_LENGTH, QUESTION_CUT, states)
        given = make(body, self.packed, columns, length, PASSAGE_CUT, states)
        alike = kind.alike[rows] if kind.alike is not None else None
        false = find_false(left, right, kind.key[rows], alike, others, self.device)
        loss = contrast(asked.whole @ given.whole.T, false) + contrast(score_parts(asked, given), false)
        if teacher is None:
            return loss
        return share * loss + self.follow(teacher, left, columns, length, (asked, given), states)

    def follow(
        self, teacher: Body, left: Ints, columns: Ints, length: int, made: tuple[Made, Made], states: list[Tensor]
    ) -> Tensor:
        """Weigh how far vectors and pieces' states are from a teacher's, by cosine."""
        goals: list[Tensor] = []
        with torch.no_grad():
            wanted = [
                make(teacher, self.packed, left, QUESTION_LENGTH, QUESTION_CUT, goals),
                make(teacher, self.packed, columns, length, PASSAGE_CUT, goals),
            ]
        whole = sum((1.0 - (one.whole * goal.whole).sum(-1)).mean() for one, goal in zip(made, wanted, strict=True))
        near = torch.cat([nn.functional.cosine_similarity(*pair, dim=-1) for pair in zip(states, goals, strict=True)])
        return FOLLOW_WHOLE * whole + FOLLOW_STATES * (1.0 - near.float()).mean()

    def sample(self) -> tuple[Tensor, Tensor]:
        """Fill in some passages, to measure smoothing on."""
        kinds = ("questions", "legal", "written", "crops")
        texts = np.concatenate([self.chance.choice(self.packed.kinds[name].right, SMOOTHED // 4) for name in kinds])
        return self.packed.fill(texts, self.plan.lengths[1])


FOLLOW_WHOLE, FOLLOW_STATES = 10.0, 10.0


def train_full(trainer: Trainer, seconds: float, tells: bool) -> Body:
    """Train twelve layers; give them as they compute at the end, with rounding."""
    body, plan = trainer.build(trainer.start), trainer.plan
    table = body.weights[WHOLE.replace(".", "__")]
    rest = [value for value in body.parameters() if value is not table]
    groups: list[dict[str, object]] = [{"params": rest, "lr": plan.rate}, {"params": [table], "lr": plan.table_rate}]
    marks = {plan.rounded: lambda: begin_rounding(trainer, body)}
    if tells:
        marks[plan.mined_again] = lambda: trainer.mine(body)
    run_stage("full", body, groups, lambda share: trainer.contrast(body, share), seconds, marks, plan.least)
    return body


def begin_rounding(trainer: Trainer, body: Body) -> None:
    """Compute with rounding from now on."""
    body.smooth = body.find_smooth(*trainer.sample())


def train_six(trainer: Trainer, full: Tensors, seconds: float) -> Body:
    """Teach six layers what twelve know; give them as they compute at the end."""
    teacher, body = trainer.build(full).eval(), trainer.build(pick_layers(full, SIX))
    body.weights[WHOLE.replace(".", "__")].requires_grad_(False)
    groups: list[dict[str, object]] = [
        {"params": [value for value in body.parameters() if value.requires_grad], "lr": trainer.plan.six_rate}
    ]
    marks = {trainer.plan.rounded: lambda: begin_rounding(trainer, body)}
    run_stage(
        "six", body, groups, lambda share: trainer.contrast(body, share, teacher), seconds, marks, trainer.plan.least
    )
    return body


def train_reader(trainer: Trainer, six: Tensors, seconds: float) -> Reader:
    """Train the pair encoder from a body's layers; give it as it computes at the end."""
    plan, packed, chance = trainer.plan, trainer.packed, trainer.chance
    body = trainer.build(six)
    body.weights[WHOLE.replace(".", "__")].requires_grad_(False)
    torch.manual_seed(SEED)
    reader = Reader(body).to(trainer.device)
    head = [*reader.dense.parameters(), *reader.out.parameters()]
    rest = [value for value in body.parameters() if value.requires_grad]
    groups: list[dict[str, object]] = [{"params": rest, "lr": plan.reader_rate}, {"params": head, "lr": plan.head_rate}]
    counter = iter(range(1 << 60))

    def step(share: float) -> Tensor:
        loss = list_loss(
            reader, packed, *draw_lists(trainer.draw_kind(READ_SHARES), plan.lists, plan.list_size, chance)
        )
        if next(counter) % plan.judged_every == 0:
            loss = loss + judged_loss(reader, packed, plan.judged, chance)
        return loss

    marks = {plan.rounded: lambda: begin_rounding(trainer, body)}
    run_stage("reader", reader, groups, step, seconds, marks, plan.least)
    return reader


def tell_body(name: str, trainer: Trainer, body: Body) -> None:
    """Tell figures of a trained body, with rounding and without."""
    tell(f"{name}, rounded", try_body(body, trainer.packed))
    body.smooth = None
    tell(name, try_body(body, trainer.packed))


def tell_reader(trainer: Trainer, reader: Reader, full: Tensors) -> None:
    """Tell figures of a pair encoder over the lists of a body, with rounding and without."""
    packed, ranked = trainer.packed, trainer.build(full).eval()
    reader.eval()
    for name in ("reader, rounded", "reader"):
        tell(name, try_judge(lambda left, right: reader.read(packed, left, right)[:, 0], ranked, packed))
        reader.body.smooth = None


def get_full(trainer: Trainer, seconds: float, out: Path, tells: bool) -> Tensors:
    """Train twelve layers, save them in three files, and return them as they are read back."""
    body = train_full(trainer, seconds, tells)
    files = split_full(body.tensors())
    for name, tensors in files.items():
        save_change(tensors, trainer.start, out / f"{name}.npz")
    if tells:
        tell_body("full", trainer, body)
    return load_change(trainer.start, [out / f"{name}.npz" for name in files])


def get_six(trainer: Trainer, full: Tensors, seconds: float, out: Path, tells: bool) -> Tensors:
    """Train six layers, save them, and return them as they are read back."""
    body, base = train_six(trainer, full, seconds), pick_layers(full, SIX)
    save_change(drop_shared(body.tensors()), base, out / "six.npz")
    if tells:
        tell_body("six", trainer, body)
    return load_change(base, [out / "six.npz"])


def run_all(trainer: Trainer, clock: Clock, out: Path, tells: bool, trained: Path | None = None) -> None:
    """Run the stages; each saves before it tells how good it is.

    Args:
        trained: folder of an earlier run, whose bodies are taken as they are: the pair encoder alone is trained.
    """
    if trained is not None:
        full = load_change(trainer.start, [trained / f"{name}.npz" for name in FULL])
        six = load_change(pick_layers(full, SIX), [trained / "six.npz"])
    else:
        full = get_full(trainer, clock.give(0), out, tells)
        six = get_six(trainer, full, clock.give(1), out, tells)
    if tells:
        trainer.mine(trainer.build(full).eval())
    reader = train_reader(trainer, six, clock.give(2))
    tensors = {**reader.body.tensors(), **{name: value.detach() for name, value in reader.head().items()}}
    save_change(drop_shared(tensors), six, out / "reader.npz")
    if tells:
        tell_reader(trainer, reader, full)


def check(trainer: Trainer, out: Path, trained: Path | None) -> None:
    """Run a few steps of everything, read back what is saved, and take it away again."""
    begun = time.monotonic()
    trainer.mine(trainer.build(trainer.start), ("definitions",))
    shared = {name: kind.neighbours for name, kind in trainer.packed.kinds.items()}
    for kind in trainer.packed.kinds.values():
        if kind.neighbours is None:
            kind.neighbours = np.full((len(kind), 1), -1, dtype=np.int32)
    plan = trainer.plan
    trainer.plan = replace(plan, rounded=0.5, least=4)
    folder = out / "check"
    folder.mkdir(parents=True, exist_ok=True)
    length = CHECKED_SECONDS if trainer.device.type == "cuda" else 6.0
    run_all(trainer, Clock((1.0, 1.0, 1.0), begun + length), folder, False, trained)
    trainer.plan = plan
    for name, kept in shared.items():
        trainer.packed.kinds[name].neighbours = kept
    shutil.rmtree(folder)
    say(f"checked in {time.monotonic() - begun:.0f} s")


CHECKED_SECONDS = 10.0

RESERVE = 25.0
"""Seconds left at the end for saving the last stage and telling how good it is, which takes some 15 on an H200."""


def main() -> None:
    """Check, then train."""
    parser = argparse.ArgumentParser(description="Train the encoders.")
    parser.add_argument("--packed", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=560.0, help="for everything, from the start of this command")
    parser.add_argument("--shares", type=float, nargs=3, default=(0.54, 0.22, 0.24), help="of full, six and reader")
    parser.add_argument(
        "--trained", type=Path, help="folder with full and six of an earlier run: train the reader only"
    )
    parser.add_argument("--tiny", action="store_true", help="a run of seconds on a CPU, to see that all works")
    parser.add_argument("--plain", action="store_true", help="don't compile")
    given = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_float32_matmul_precision("high")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    given.out.mkdir(parents=True, exist_ok=True)
    plan = TINY if given.tiny else Plan()
    trainer = Trainer(Packed(given.packed, device, plan.most), load_start(given.packed), plan)
    say(f"{len(trainer.packed.lengths):,} texts on {device}, torch {torch.__version__}")
    if device.type == "cuda" and not given.plain:
        ids, own = trainer.packed.fill(trainer.packed.kinds["legal"].right[:512], plan.lengths[0])
        choose_runner(trainer.build(trainer.start), ids, own)
    check(trainer, given.out, given.trained)
    prepare(trainer, given.trained is None)
    run_all(trainer, Clock(given.shares, BEGUN + given.seconds - RESERVE), given.out, True, given.trained)
    say("done")


def prepare(trainer: Trainer, tells: bool) -> None:
    """Drop translations that are none, and mine by the start what it finds hard."""
    start = trainer.build(trainer.start)
    parallel = trainer.packed.kinds["parallel"]
    trainer.packed.kinds["parallel"] = drop_untranslated(start, trainer.packed, parallel, trainer.chance)
    say(f"{len(trainer.packed.kinds['parallel']):,} of {len(parallel):,} translations kept")
    if tells:
        trainer.mine(start)
        tell("start", try_body(start, trainer.packed))


if __name__ == "__main__":
    main()
