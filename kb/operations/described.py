"""What a request and an answer are made of: pydantic models that say what each field means.

A description is written once. JSON, OpenAPI and the value that a client gets are all made from it, and a value of the
knowledge base becomes an answer only by passing it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from kb.model.errors import InvalidQuery


class Answer(BaseModel):
    """What an operation answers, or a part of it; made of a domain value by reading the attributes of its names.

    ``parts`` are attributes whose own attributes are looked up as well, after the value's.
    """

    model_config = ConfigDict(extra="forbid", from_attributes=True, defer_build=True, frozen=True)

    parts: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, value: object) -> object:
        """Read a domain value, with what the field names need beyond its own attributes."""
        if isinstance(value, (Mapping, Answer)):
            return value
        places = [value, *(getattr(value, part) for part in cls.parts)]
        found = {
            name: next(getattr(place, name) for place in places if hasattr(place, name))
            for name in cls.model_fields
            if any(hasattr(place, name) for place in places)
        }
        return {**found, **cls.derive(value)}

    @classmethod
    def derive(cls, value: object) -> Mapping[str, object]:
        """Work out the fields that a domain value has no attribute for."""
        return {}


class Request(BaseModel):
    """What an operation is asked. An unknown field is refused, so that a misspelt filter can't pass unnoticed."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)

    in_query: ClassVar[frozenset[str]] = frozenset()
    """Fields of a request with a body that stand in the address all the same."""

    @classmethod
    def read(cls, values: Mapping[str, object]) -> Self:
        """Read what was asked.

        Raises:
            InvalidQuery: it isn't what it should be; the message names the field.
        """
        try:
            return cls.model_validate(dict(values))
        except ValidationError as exc:
            problems = "; ".join(describe_problem(error["type"], error["loc"], error["msg"]) for error in exc.errors())
            names = ", ".join(cls.model_fields)
            raise InvalidQuery(f"{problems}.", f"What can be asked: {names}.") from exc

    def for_server(self) -> Request:
        """Return the request as the server of the same machine understands it."""
        return self


def describe_problem(kind: str, where: tuple[int | str, ...], message: str) -> str:
    """Say in one sentence what is wrong with which field."""
    name = ".".join(str(part) for part in where)
    if kind == "extra_forbidden":
        return f"there is no parameter {name!r}"
    return f"{name}: {message}" if name else message
