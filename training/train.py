"""Train the full encoder, a smaller one and a pair encoder in one go, each within its share of the time given.

``python -m training.train --packed FOLDER --out FOLDER --seconds N`` needs the packed folder (``training.pack``), torch
and numpy, nothing else. It first runs a few steps of everything and reads back what it would save, so that a mistake
shows in seconds. Then:

1. full: twelve layers, contrast by whole vectors and by parts, wrong answers mined twice;
2. six: six of its layers, taught by it and by the same contrast, the pieces' table shared;
3. reader: the pair encoder, begun from the six, over lists that the full one finds hard.

The last steps of each are taken with int8 rounding. What is saved is the moving average of the weights, as a change
from what the stage began with (``training.saved``).
"""

from __future__ import annotations

import argparse
import math
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training import body as bodies
from training.body import Body, load_start, pick_layers
from training.e5 import WHOLE
from training.nearest import drop_untranslated, find_neighbours, find_rarity
from training.objective import PASSAGE_CUT, QUESTION_CUT, Made, contrast, find_false, make, score_parts
from training.packed import Ints, Kind, Packed
from training.reader import Reader, draw_lists, judged_loss, list_loss
from training.saved import SIX, Tensors, drop_shared, load_change, save_change, split_full
from training.trial import try_body, try_judge

SEED = 2021
REPORT_EVERY = 10.0
CLIP = 1.0
WARM = 0.04
LAST_RATE = 0.03
"""Share of the stage in which the rate rises, and what is left of it at the end."""

AVERAGED_STEPS = 60
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
        return FOLLOW_WHOLE * whole + FOLLOW_STATES * (1.0 - near.float()).mean()  # type: ignore[no-any-return]

    def sample(self) -> tuple[Tensor, Tensor]:
        """Fill in some passages, to measure smoothing on."""
        kinds = ("questions", "legal", "written", "crops")
        texts = np.concatenate([self.chance.choice(self.packed.kinds[name].right, SMOOTHED // 4) for name in kinds])
        return self.packed.fill(texts, self.plan.lengths[1])


FOLLOW_WHOLE, FOLLOW_STATES = 10.0, 10.0


class Average:
    """The moving average of what is trained (Polyak and Juditsky 1992)."""

    def __init__(self, module: nn.Module) -> None:
        self.own = [value for value in module.parameters() if value.requires_grad]
        self.kept = [value.detach().clone() for value in self.own]
        self.steps = 0

    @torch.no_grad()
    def update(self) -> None:
        """Move towards the weights as they are."""
        self.steps += 1
        torch._foreach_lerp_(self.kept, [value.detach() for value in self.own], max(1 / AVERAGED_STEPS, 1 / self.steps))

    @torch.no_grad()
    def take(self) -> None:
        """Put the average in place of the weights."""
        for value, kept in zip(self.own, self.kept, strict=True):
            value.copy_(kept)


def scale_rate(share: float) -> float:
    """Say by what to multiply the rate: up linearly, then down along a cosine.

    Example:
        >>> [round(scale_rate(share), 2) for share in (0.0, 0.02, 0.04, 0.52, 1.0)]
        [0.0, 0.5, 1.0, 0.52, 0.03]
    """
    if share < WARM:
        return share / WARM
    done = (min(share, 1.0) - WARM) / (1.0 - WARM)
    return LAST_RATE + (1.0 - LAST_RATE) * (1.0 + math.cos(math.pi * done)) / 2.0


def run_stage(
    name: str,
    module: nn.Module,
    groups: list[dict[str, object]],
    step: Callable[[float], Tensor],
    seconds: float,
    marks: Mapping[float, Callable[[], None]],
    least: int,
) -> None:
    """Train until the seconds are spent; leave the average of the weights behind.

    Args:
        groups: of parameters, each with its highest ``lr``.
        step: gives the loss, told which share of the stage is done.
        marks: share → what is done once when it is reached; its time counts.
        least: steps that are taken, whatever the time.
    """
    optimizer = torch.optim.AdamW(
        groups,
        betas=(0.9, 0.98),
        weight_decay=0.01,
        fused=next(module.parameters()).is_cuda,  # type: ignore[arg-type]
    )
    highest = [float(group["lr"]) for group in optimizer.param_groups]
    average, waiting = Average(module), sorted(marks)
    begun = told = time.monotonic()
    losses: list[Tensor] = []
    while (share := (time.monotonic() - begun) / seconds) < 1.0 or average.steps < least:
        while waiting and share >= waiting[0]:
            marks[waiting.pop(0)]()
        for group, rate in zip(optimizer.param_groups, highest, strict=True):
            group["lr"] = rate * scale_rate(share)
        loss = step(min(share, 1.0))
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(average.own, CLIP)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.update()
        losses.append(loss.detach())
        if time.monotonic() - told > REPORT_EVERY:
            mean = float(torch.stack(losses).mean())
            say(f"{name}: step {average.steps}, {100 * share:.0f} %, loss {mean:.3f}")
            if not math.isfinite(mean):
                raise SystemExit(f"{name}: the loss is no number any more.")
            losses, told = [], time.monotonic()
    average.take()
    say(f"{name}: {average.steps} steps")


def train_full(trainer: Trainer, seconds: float, tells: bool = True) -> Tensors:
    """Train twelve layers; return their tensors."""
    body, plan = trainer.build(trainer.start), trainer.plan
    if tells:
        tell("start", try_body(body, trainer.packed))
    table = body.weights[WHOLE.replace(".", "__")]
    rest = [value for value in body.parameters() if value is not table]
    groups: list[dict[str, object]] = [{"params": rest, "lr": plan.rate}, {"params": [table], "lr": plan.table_rate}]
    marks = {plan.rounded: lambda: begin_rounding(trainer, body)}
    if tells:
        marks |= {
            plan.mined_again: lambda: trainer.mine(body),
            plan.mined_again + 0.01: lambda: tell("full, on its way", try_body(body, trainer.packed)),
        }
    run_stage("full", body, groups, lambda share: trainer.contrast(body, share), seconds, marks, plan.least)
    if tells:
        tell("full, rounded", try_body(body, trainer.packed))
    body.smooth = None
    if tells:
        tell("full", try_body(body, trainer.packed))
    return body.tensors()


def begin_rounding(trainer: Trainer, body: Body) -> None:
    """Compute with rounding from now on."""
    body.smooth = body.find_smooth(*trainer.sample())


def train_six(trainer: Trainer, full: Tensors, seconds: float, tells: bool = True) -> Tensors:
    """Teach six layers what twelve know; return their tensors."""
    teacher, body = trainer.build(full).eval(), trainer.build(pick_layers(full, SIX))
    body.weights[WHOLE.replace(".", "__")].requires_grad_(False)
    groups: list[dict[str, object]] = [
        {"params": [value for value in body.parameters() if value.requires_grad], "lr": trainer.plan.six_rate}
    ]
    marks = {trainer.plan.rounded: lambda: begin_rounding(trainer, body)}
    run_stage(
        "six", body, groups, lambda share: trainer.contrast(body, share, teacher), seconds, marks, trainer.plan.least
    )
    if tells:
        tell("six, rounded", try_body(body, trainer.packed))
    body.smooth = None
    if tells:
        tell("six", try_body(body, trainer.packed))
    return body.tensors()


def train_reader(trainer: Trainer, six: Tensors, full: Tensors, seconds: float, tells: bool = True) -> Tensors:
    """Train the pair encoder from a body's layers; return its tensors and its head's."""
    plan, packed, chance = trainer.plan, trainer.packed, trainer.chance
    body = trainer.build(six)
    body.weights[WHOLE.replace(".", "__")].requires_grad_(False)
    torch.manual_seed(SEED)
    reader = Reader(body, {name: value for name, value in six.items() if name.startswith("head.")} or None)
    reader.to(trainer.device)
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

    run_stage(
        "reader", reader, groups, step, seconds, {plan.rounded: lambda: begin_rounding(trainer, body)}, plan.least
    )
    if tells:
        judge = trainer.build(full).eval()
        tell("reader, rounded", try_judge(lambda left, right: reader.read(packed, left, right)[:, 0], judge, packed))
        body.smooth = None
        tell("reader", try_judge(lambda left, right: reader.read(packed, left, right)[:, 0], judge, packed))
    return {**body.tensors(), **{name: value.detach() for name, value in reader.head().items()}}


def save_full(trainer: Trainer, full: Tensors, folder: Path) -> Tensors:
    """Save twelve layers in three files; return them as they are read back."""
    files = split_full(full)
    for name, tensors in files.items():
        save_change(tensors, trainer.start, folder / f"{name}.npz")
    return load_change(trainer.start, [folder / f"{name}.npz" for name in files])


def save_small(tensors: Tensors, base: Tensors, path: Path) -> Tensors:
    """Save a smaller body without the shared table; return it as it is read back."""
    save_change(drop_shared(tensors), base, path)
    return load_change(base, [path])


def run_all(trainer: Trainer, seconds: tuple[float, float, float], out: Path, tells: bool) -> None:
    """Run the three stages, saving after each."""
    full = save_full(trainer, train_full(trainer, seconds[0], tells), out)
    six = save_small(train_six(trainer, full, seconds[1], tells), pick_layers(full, SIX), out / "six.npz")
    if tells:
        trainer.mine(trainer.build(full).eval())
    save_small(train_reader(trainer, six, full, seconds[2], tells), six, out / "reader.npz")


def check(trainer: Trainer, out: Path) -> None:
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
    run_all(trainer, (4.0, 3.0, 3.0) if trainer.device.type == "cuda" else (2.0, 2.0, 2.0), folder, False)
    trainer.plan = plan
    for name, kept in shared.items():
        trainer.packed.kinds[name].neighbours = kept
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    say(f"checked in {time.monotonic() - begun:.0f} s")


def choose_runner(trainer: Trainer) -> None:
    """Compile the layers where that works and is faster."""
    body = trainer.build(trainer.start)
    ids, own = trainer.packed.fill(trainer.packed.kinds["legal"].right[:512], trainer.plan.lengths[0])
    plain = time_steps(body, ids, own)
    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, MOST_COMPILING)
    try:
        begun = time.monotonic()
        bodies.compile_layers(torch.compile)
        for texts in (512, 384):
            time_steps(body, ids[:texts], own[:texts], 1)
        made = time_steps(body, ids, own)
        say(f"a step {plain * 1e3:.0f} ms plain, {made * 1e3:.0f} ms compiled in {time.monotonic() - begun:.0f} s")
    except Exception as exc:  # Whatever a compiler raises: the plain layers do as well.
        say(f"not compiled: {type(exc).__name__}")
        made = math.inf
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
    if made > WORTH_COMPILING * plain:
        bodies.run_plainly()


def give_up(*_: object) -> None:
    """End what takes too long."""
    raise TimeoutError


def time_steps(body: Body, ids: Tensor, own: Tensor, count: int = 5) -> float:
    """Time a step forward and back, in seconds."""
    body(ids, own).float().square().mean().backward()  # type: ignore[no-untyped-call]
    torch.cuda.synchronize()
    begun = time.monotonic()
    for _ in range(count):
        body(ids, own).float().square().mean().backward()  # type: ignore[no-untyped-call]
    torch.cuda.synchronize()
    return (time.monotonic() - begun) / count


BEGUN = time.monotonic()


def say(line: str) -> None:
    """Print a line with the seconds since the begin."""
    print(f"{time.monotonic() - BEGUN:6.1f}  {line}", flush=True)


def tell(name: str, lines: Iterator[str]) -> None:
    """Print figures under a name."""
    for line in lines:
        say(f"{name}: {line}")


MOST_COMPILING = 75.0
WORTH_COMPILING = 0.85
"""A compiled step's time against a plain one's from which it is used: compiling takes most of a minute."""

RESERVE = 12.0
"""Seconds left for saving and ending."""


def main() -> None:
    """Check, then train."""
    parser = argparse.ArgumentParser(description="Train the encoders.")
    parser.add_argument("--packed", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=560.0, help="for everything, from the start of this command")
    parser.add_argument("--shares", type=float, nargs=3, default=(0.54, 0.22, 0.24), help="of full, six and reader")
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
        choose_runner(trainer)
    check(trainer, given.out)
    start = trainer.build(trainer.start)
    parallel = trainer.packed.kinds["parallel"]
    trainer.packed.kinds["parallel"] = drop_untranslated(start, trainer.packed, parallel, trainer.chance)
    say(f"{len(trainer.packed.kinds['parallel']):,} of {len(parallel):,} translations kept")
    trainer.mine(start)
    del start
    left = max(1.0, given.seconds - (time.monotonic() - BEGUN) - RESERVE)
    run_all(trainer, tuple(share * left for share in given.shares), given.out, True)  # type: ignore[arg-type]
    say("done")


if __name__ == "__main__":
    main()
