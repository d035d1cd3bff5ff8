"""``kb``: the command line.

It holds no logic. Every command asks an operation of the table through a client and shows the answer; whether a server
or this process answered makes no difference. Importing it loads nothing heavy, so that
``kb --help`` answers at once: each command imports what it needs.
"""

from __future__ import annotations

import click

from kb import __version__
from kb.cli.ask import coverage, documents, read, search, show_config, status
from kb.cli.change import ingest, push, reindex, serve
from kb.cli.check import check
from kb.cli.figures import figures, timeline
from kb.cli.relations import cited_by, references
from kb.cli.verify import lookup, resolve, verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kb")
def main() -> None:
    """Search regulations, circulars and news releases; every answer is a quote with its citation.

    KB_HOME names the data folder. `kb config` lists every setting. While `kb serve` runs on that folder, the other
    commands go through it.

    Exit codes: 0 done, 1 something failed, 2 question or option not understood, 3 not found, 4 stores not usable or
    locked, 5 not allowed, 6 model not loadable.
    """


for _command in (search, read, documents, lookup, resolve, verify, check, figures, timeline, coverage, status):
    main.add_command(_command)
for _command in (references, cited_by):
    main.add_command(_command)
for _command in (ingest, reindex, push, show_config, serve):
    main.add_command(_command)
