"""The one client: asks any operation of the table through a transport."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol, Self, TypeVar

from kb.operations.answers import Content
from kb.operations.described import Answer, Request
from kb.operations.operation import OnProgress, Operation

Asked = TypeVar("Asked", bound=Request)
Answered = TypeVar("Answered", bound=Answer | Content)


class Transport(Protocol):
    """Where operations are answered."""

    def answer(
        self, operation: Operation[Asked, Answered], asked: Asked, on_progress: OnProgress | None
    ) -> Answered: ...

    def close(self) -> None: ...


class Client:
    """Ask operations. ``client.ask(operation, …)`` knows the type of its answer; ``client.NAME(…)`` is shorter."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def ask(
        self, operation: Operation[Asked, Answered], on_progress: OnProgress | None = None, /, **fields: object
    ) -> Answered:
        """Ask an operation.

        Args:
            on_progress: told how far long work has come.
            fields: those of the operation's request.

        Raises:
            InvalidQuery: a field isn't what it should be.
            KBError: whatever else the operation's row lists.
        """
        return self.transport.answer(operation, operation.request.read(fields), on_progress)

    def __getattr__(self, name: str) -> Callable[..., Answer | Content]:
        """Return an operation by its name, ready to be asked."""
        from kb.operations.table import TABLE

        if name not in TABLE.rows:
            raise AttributeError(f"there is no operation {name!r}")
        return partial(self.ask, TABLE.rows[name])

    def close(self) -> None:
        """Close what answers."""
        self.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()
