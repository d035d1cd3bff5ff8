"""Run a stage of training within its time, and keep the moving average of the weights.

Used by ``training.train``; needs nothing but torch. How long a stage takes is said in seconds, not in steps, so that a
run ends in time whatever the machine is.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

REPORT_EVERY = 10.0
CLIP = 1.0
WARM = 0.04
LAST_RATE = 0.03
"""Share of the stage in which the rate rises, and what is left of it at the end."""

AVERAGED_STEPS = 60
LEAST_SECONDS = 0.1

BEGUN = time.monotonic()


def say(line: str) -> None:
    """Print a line with the seconds since the begin."""
    print(f"{time.monotonic() - BEGUN:6.1f}  {line}", flush=True)


def tell(name: str, lines: Iterator[str]) -> None:
    """Print figures under a name."""
    for line in lines:
        say(f"{name}: {line}")


@dataclass(frozen=True)
class Clock:
    """When everything ends, and how the time until then is shared.

    Args:
        shares: of the stages, in their order.
        end: by ``time.monotonic``.
    """

    shares: Sequence[float]
    end: float

    def give(self, stage: int) -> float:
        """Give a stage its share of what is left for it and those after it, in seconds.

        What was spent between stages is taken from all that follow, so that the last one ends in time.
        """
        left = self.end - time.monotonic()
        return max(LEAST_SECONDS, left * self.shares[stage] / sum(self.shares[stage:]))


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
        fused=next(module.parameters()).is_cuda,
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
