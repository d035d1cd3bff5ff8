"""``kb``: the command line.

It holds no logic. Every command asks an operation of the table through a client and shows the answer; whether a server
or this process answered makes no difference. Importing it loads nothing heavy, so that
``kb --help`` answers at once: each command imports what it needs.
"""

from __future__ import annotations

import gc

import click

from kb import __version__
from kb.cli import ask, change, check, figures, relations, verify

COLLECTED = (100_000, 20, 100)
"""New objects after which Python looks for unused ones. Loading makes many and drops none: with Python's own 700, the
looking takes 6 % of a search in a new process."""


def run() -> None:
    """Run the command line as a process of its own."""
    gc.set_threshold(*COLLECTED)
    main()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kb")
def main() -> None:
    """Search regulations, circulars and news releases; every answer is a quote with its citation.

    KB_HOME names the data folder. `kb config` lists every setting. While `kb serve` runs on that folder, the other
    commands go through it.

    Exit codes: 0 done, 1 something failed, 2 question or option not understood, 3 not found, 4 stores not usable or
    locked, 5 not allowed, 6 model not loadable.
    """


for _module in (ask, verify, check, figures, relations, change):
    for _value in list(vars(_module).values()):
        if isinstance(_value, click.Command):
            main.add_command(_value)
