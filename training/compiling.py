"""Compile the layers where that works and is worth its time.

Used by ``training.train`` on a GPU.
"""

from __future__ import annotations

import math
import signal
import time

import torch
from torch import Tensor

from training import body as bodies
from training.body import Body
from training.stage import say

MOST_COMPILING = 75.0
WORTH_COMPILING = 0.85
"""A compiled step's time against a plain one's from which it is used: compiling takes most of a minute."""


def choose_runner(body: Body, ids: Tensor, own: Tensor) -> None:
    """Compile the layers where that works and is faster.

    Args:
        ids, own: of 512 texts, to take the time on.
    """
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
    body(ids, own).float().square().mean().backward()
    torch.cuda.synchronize()
    begun = time.monotonic()
    for _ in range(count):
        body(ids, own).float().square().mean().backward()
    torch.cuda.synchronize()
    return (time.monotonic() - begun) / count
