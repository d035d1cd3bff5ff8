"""An operation of the product: what it is asked, what it answers, who may ask and what it costs.

The HTTP routes, the client, ``--json`` and the guide to the API are made from this description alone.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from kb.model.errors import KBError
from kb.operations.answers import Content, ErrorBody
from kb.operations.described import Answer, Request
from kb.operations.document_answers import ProgressBody

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

Asked = TypeVar("Asked", bound=Request)
Answered = TypeVar("Answered", bound=Answer | Content)

OnProgress = Callable[[ProgressBody], None]
"""Told how far long work has come."""

Role = Literal["reader", "writer", "owner"]
"""``reader``: anybody who reaches the address. ``writer``: who shows the home folder's token or the configured key.
``owner``: who shows the token."""

Cost = Literal["point", "page", "search", "check", "long"]
"""``point``: one document or one number. ``page``: one page of a listing. ``search``: one search. ``check``: a search
or a look through all texts for each part of a passage. ``long``: minutes; its progress is told."""

Example = tuple[str, str, dict[str, object]]
"""Name, summary, and what is asked."""


def _ask_nothing_more(asked: object) -> str:
    return ""


@dataclass(frozen=True)
class Operation(Generic[Asked, Answered]):
    """One row of the table.

    Args:
        name: stable: OpenAPI's ``operationId``, the client's method, later the name of an MCP tool.
        help: what it does; the first line says it in one sentence.
        method: of HTTP; ``GET`` changes nothing and asks in the address, ``POST`` asks in a body.
        path: below the prefix of the API; ``{field}`` stands for a field of the request.
        group: of the guide.
        request: what is asked.
        answer: what is answered.
        handle: asks a knowledge base and returns what ``answer`` can be made of.
        errors: that it can raise, beside those of every operation.
        examples: whole requests that can be sent as they stand, where those of the fields don't make one.
        who: may ask.
        owner_only: says why a request is for the owner alone; empty where it isn't.
        cost: what it may cost.
    """

    name: str
    help: str
    method: Literal["GET", "POST"]
    path: str
    group: str
    request: type[Asked]
    answer: type[Answered]
    handle: Callable[[KnowledgeBase, Asked, OnProgress | None], object]
    errors: tuple[type[KBError], ...] = ()
    examples: tuple[Example, ...] = ()
    who: Role = "reader"
    owner_only: Callable[[Asked], str] = _ask_nothing_more
    cost: Cost = "point"

    @property
    def summary(self) -> str:
        """Say in one sentence what it does."""
        return self.help.partition("\n")[0]

    @property
    def fields_in_path(self) -> list[str]:
        """List the fields that stand in the path."""
        return [name for name in self.request.model_fields if f"{{{name}}}" in self.path]

    @property
    def fields_in_query(self) -> list[str]:
        """List the fields that stand behind the path."""
        names = self.request.model_fields if self.method == "GET" else self.request.in_query
        return [name for name in self.request.model_fields if name in names and name not in self.fields_in_path]

    def run(self, kb: KnowledgeBase, asked: Asked, on_progress: OnProgress | None = None) -> Answered:
        """Answer from a knowledge base; the answer is checked against its description."""
        return self.build(self.handle(kb, asked, on_progress))

    def build(self, value: object) -> Answered:
        """Make the answer of what the knowledge base returned, or of JSON that was read."""
        made = self.answer.model_validate(value) if issubclass(self.answer, Answer) else value
        assert isinstance(made, self.answer)
        return made


@dataclass(frozen=True)
class Table:
    """Operations by name, in the order in which they were added."""

    rows: dict[str, Operation[Request, Answer | Content]] = field(default_factory=dict)

    def add(
        self,
        method: Literal["GET", "POST"],
        path: str,
        request: type[Asked],
        answer: type[Answered],
        *,
        group: str,
        cost: Cost,
        errors: tuple[type[KBError], ...] = (),
        examples: tuple[Example, ...] = (),
        who: Role = "reader",
        owner_only: Callable[[Asked], str] = _ask_nothing_more,
    ) -> Callable[[Callable[[KnowledgeBase, Asked, OnProgress | None], object]], Operation[Asked, Answered]]:
        """Make an operation of a function: its name and docstring are the operation's."""

        def describe(handle: Callable[[KnowledgeBase, Asked, OnProgress | None], object]) -> Operation[Asked, Answered]:
            help_text = inspect.cleandoc(handle.__doc__ or "")
            made = Operation(
                handle.__name__, help_text, method, path, group, request, answer, handle, errors, examples, who,
                owner_only, cost,
            )  # fmt: skip
            self.rows[made.name] = made  # type: ignore[assignment]
            return made

        return describe


def tell_error(error: KBError) -> ErrorBody:
    """Return the one error shape."""
    return build_error(error.type, error.message, error.hint)


def build_error(type_name: str, message: str, hint: str = "") -> ErrorBody:
    """Return the one error shape of a failure that is no ``KBError``."""
    return ErrorBody.model_validate({"error": {"type": type_name, "message": message, "hint": hint}})


def make_listener(on_progress: OnProgress | None) -> Callable[[object], None] | None:
    """Let a listener hear the progress that the knowledge base tells."""
    if on_progress is None:
        return None
    return lambda progress: on_progress(ProgressBody.model_validate(progress))
