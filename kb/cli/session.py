"""The frame around every command: settings, the client, ``--json``, errors and the progress bar.

stdout carries the result and nothing else; progress, logs and errors go to stderr. With ``--json`` the result is the
operation's answer as HTTP has it, and so is an error: ``{"error": {"type", "message", "hint"}}``, with an exit code
that isn't 0.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Never, TypeVar

import click

from kb.cli.exits import get_exit_code
from kb.model.errors import ConfigError, KBError

if TYPE_CHECKING:
    from tqdm import tqdm

    from kb.client import Client
    from kb.model.settings import Settings
    from kb.operations import table as table
    from kb.operations.described import Answer, Request
    from kb.operations.document_answers import ProgressBody
    from kb.operations.operation import Operation
else:

    class _Later:
        """The table of operations, loaded when a command asks for one: `kb --help` needs none."""

        def __getattr__(self, name: str) -> object:
            return getattr(import_module("kb.operations.table"), name)

    table = _Later()

Asked = TypeVar("Asked", bound="Request")
Shown = TypeVar("Shown", bound="Answer")


@dataclass(frozen=True, slots=True)
class Session:
    """What a command works with.

    Args:
        settings: of this process.
        open_client: opens the client; ``kb.client.open_client`` outside of tests.
    """

    settings: Settings
    open_client: Callable[[Settings], Client]

    @contextmanager
    def client(self) -> Iterator[Client]:
        """Open the client for one piece of work; what libraries print meanwhile goes to stderr."""
        with redirect_stdout(sys.stderr), self.open_client(self.settings) as client:
            yield client


def command(function: Callable[..., int | None]) -> Callable[..., None]:
    """Give a command its session, ``--json`` and the exit codes.

    The function takes ``session`` and ``as_json`` and may return an exit code.
    """

    @click.option("--json", "as_json", is_flag=True, help="Print JSON with the field names of the HTTP API.")
    @click.pass_context
    @functools.wraps(function)
    def run(context: click.Context, /, as_json: bool, **options: object) -> None:
        try:
            code = function(session=_get_session(context), as_json=as_json, **options)
        except KBError as error:
            code = _show_error(error, as_json)
        context.exit(code or 0)

    return run


def show(answer: Shown, as_json: bool, render: Callable[[Shown], str]) -> None:
    """Print an operation's answer: as JSON for programs, rendered for people."""
    click.echo(format_json(answer.model_dump(mode="json")) if as_json else render(answer))


def answer(
    session: Session,
    as_json: bool,
    operation: Operation[Asked, Shown],
    render: Callable[[Shown], str],
    /,
    **asked: object,
) -> Shown:
    """Ask one operation, print what it answers, and return that."""
    with session.client() as client:
        found = client.ask(operation, **asked)
    show(found, as_json, render)
    return found


def format_json(value: object) -> str:
    """Write a value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False)


def note(text: str) -> None:
    """Tell people something that isn't the result."""
    click.echo(text, err=True)


@contextmanager
def progress_bar() -> Iterator[Callable[[ProgressBody], None]]:
    """Draw progress as a bar on stderr while the work runs; nothing where stderr is no terminal."""
    from tqdm import tqdm

    with tqdm(file=sys.stderr, disable=None, leave=False, unit="", dynamic_ncols=True) as bar:
        yield functools.partial(_draw, bar)


def _draw(bar: tqdm[Never], progress: ProgressBody) -> None:
    bar.total = progress.total or None
    bar.n = progress.done
    bar.set_description_str(f"{progress.stage} {progress.path.rsplit('/', 1)[-1][:40]}".strip(), refresh=False)
    bar.refresh()


def _get_session(context: click.Context) -> Session:
    """Return the session that a test handed over, else one for this process's environment."""
    found = context.find_object(Session)
    return found if found is not None else _build_session()


def _build_session() -> Session:
    import logging
    import os

    from kb.client import open_client
    from kb.model.settings import Settings

    settings = Settings.from_env(os.environ)
    level = logging.getLevelNamesMapping().get(settings.log_level.upper())
    if level is None:
        raise ConfigError(f"KB_LOG_LEVEL can't be {settings.log_level!r}.", "Choose DEBUG, INFO, WARNING or ERROR.")
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s: %(message)s")
    return Session(settings, open_client)


def _show_error(error: KBError, as_json: bool) -> int:
    if as_json:
        told = {"type": error.type, "message": error.message, "hint": error.hint}
        click.echo(format_json({"error": told}))
    else:
        hint = f"\n{error.hint}" if error.hint else ""
        note(f"Error: {error.message}{hint}")
    return get_exit_code(error)
