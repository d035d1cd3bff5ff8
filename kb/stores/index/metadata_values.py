"""What Haystack's document stores tell about their metadata, computed from the metadata itself.

Values keep their type: 1, 1.0, "1" and True are four values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from kb.model.json import JSONValue

_TYPE_NAMES = {bool: "boolean", int: "long", float: "float", str: "keyword", list: "list", dict: "object"}

Meta = Mapping[str, JSONValue]


def strip_prefix(field: str) -> str:
    """Take ``meta.`` off a field's name."""
    return field.removeprefix("meta.")


def get_value(meta: Meta, field: str) -> JSONValue:
    """Return the value at a dotted path, None where there is none."""
    value: JSONValue = meta
    for segment in strip_prefix(field).split("."):
        value = value.get(segment) if isinstance(value, Mapping) else None
    return value


def find_values(metas: Iterable[Meta], field: str) -> list[JSONValue]:
    """List a field's distinct values, the elements of lists one by one, in a stable order."""
    distinct: dict[tuple[str, str], JSONValue] = {}
    for meta in metas:
        value = get_value(meta, field)
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                distinct.setdefault((type(item).__name__, json.dumps(item, sort_keys=True)), item)
    return sorted(distinct.values(), key=_sort_key)


def _sort_key(value: JSONValue) -> tuple[str, float, str]:
    """Order values of one type: numbers as numbers, everything else as its text."""
    if isinstance(value, int | float):
        return type(value).__name__, value, ""
    return type(value).__name__, 0, value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def find_matching(values: Iterable[JSONValue], search_term: str | None) -> list[JSONValue]:
    """Keep the values whose text holds the term, whatever the case."""
    wanted = (search_term or "").casefold()
    return [value for value in values if wanted in str(value).casefold()]


def find_min_max(metas: Iterable[Meta], field: str) -> dict[str, JSONValue]:
    """Return a field's least and greatest value; both None where no document has one.

    Numbers are compared with numbers; only where there are none, texts (dates in ISO form) with texts.
    """
    values = find_values(metas, field)
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if numbers:
        return {"min": min(numbers), "max": max(numbers)}
    texts = [value for value in values if isinstance(value, str)]
    return {"min": min(texts, default=None), "max": max(texts, default=None)}


def find_types(metas: Iterable[Meta]) -> dict[str, dict[str, str]]:
    """Name every metadata field with the type of its values; ``mixed`` where they differ."""
    found: dict[str, set[str]] = {}
    for meta in metas:
        for name, value in meta.items():
            if value is not None:
                found.setdefault(name, set()).add(_TYPE_NAMES.get(type(value), type(value).__name__))
    return {name: {"type": types.pop() if len(types) == 1 else "mixed"} for name, types in sorted(found.items())}
