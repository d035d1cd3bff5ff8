"""Haystack filters → Qdrant Edge filters, complete: comparisons, dates, None, lists, AND, OR, NOT.

A filter either means exactly what Haystack says it means or is refused; it is never dropped or widened. Two things
are Qdrant's own: a condition on a list holds when one element meets it, and an integer equals an integer only (``2``
doesn't find ``2.0``; a float finds both).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

import qdrant_edge as edge

from kb.model.errors import InvalidFilter

_TOP_LEVEL = frozenset({"id", "content", "blob"})
_PLAIN_SEGMENT = re.compile(r"[A-Za-z0-9_-]+")
_HINT = "See https://docs.haystack.deepset.ai/docs/metadata-filtering for the form of a filter."

if TYPE_CHECKING:
    from qdrant_edge import ConditionType  # only the stubs hold it


def translate_filter(filters: Mapping[str, object] | None) -> edge.Filter | None:
    """Translate a Haystack filter; None or an empty one narrows nothing.

    Raises:
        InvalidFilter: a key is missing, an operator unknown, or a value can't be compared that way.
    """
    if not filters:
        return None
    return edge.Filter(must=[_translate(filters)])


def format_key(field: str) -> str:
    """Turn a Haystack field into a Qdrant path: ``name`` and ``meta.name`` are the same field.

    Segments that Qdrant would not read are quoted.
    """
    head, *rest = field.split(".")
    if head == "meta" and rest:
        segments = [head, *rest]
    else:
        segments = [head, *rest] if head in _TOP_LEVEL else ["meta", head, *rest]
    return ".".join(segment if _PLAIN_SEGMENT.fullmatch(segment) else f'"{segment}"' for segment in segments)


def _translate(node: object) -> ConditionType:
    if not isinstance(node, Mapping) or "operator" not in node:
        raise InvalidFilter(f"A filter has no operator: {node!r}.", _HINT)
    operator = node["operator"]
    if operator in _LOGIC:
        return _translate_logic(operator, node)
    if operator in _COMPARISONS:
        return _translate_comparison(operator, node)
    raise InvalidFilter(f"A filter's operator is unknown: {operator!r}.", _HINT)


def _translate_logic(operator: str, node: Mapping[str, object]) -> ConditionType:
    conditions = node.get("conditions")
    if not isinstance(conditions, list | tuple):
        raise InvalidFilter(f"A filter with {operator} has no conditions.", _HINT)
    return _LOGIC[operator]([_translate(condition) for condition in conditions])


def _translate_comparison(operator: str, node: Mapping[str, object]) -> ConditionType:
    for key in ("field", "value"):
        if key not in node:
            raise InvalidFilter(f"A filter with {operator} has no {key}.", _HINT)
    return _COMPARISONS[operator](format_key(str(node["field"])), node["value"])


def _everything() -> ConditionType:
    return edge.Filter()


def _nothing() -> ConditionType:
    return edge.HasIdCondition(set())


def _any_of(conditions: list[ConditionType]) -> ConditionType:
    # Qdrant reads an empty `should` as "no condition", where OR over nothing holds nowhere.
    return edge.Filter(should=conditions) if conditions else _nothing()


def _not(condition: ConditionType) -> ConditionType:
    return edge.Filter(must_not=[condition])


def _equals(key: str, value: object) -> ConditionType:
    if value is None:
        return edge.IsEmptyCondition(key)
    if isinstance(value, bool):
        return edge.FieldCondition(key, match=edge.MatchValue(_strict_bool(value)))
    if isinstance(value, float):
        return edge.FieldCondition(key, range=edge.RangeFloat(gte=value, lte=value))
    if isinstance(value, str | int):
        return edge.FieldCondition(key, match=edge.MatchValue(value))
    if isinstance(value, date):
        return _compare("gte", "lte")(key, value)
    raise InvalidFilter(f"A filter can't compare {key} with {value!r}.", _HINT)


def _strict_bool(value: bool) -> bool:
    # Edge 0.9.0 tries "integer" before "boolean", and to Python a bool is an int: True would look for 1.
    # NumPy's bool is no int, and Edge reads it as the boolean that it is.
    import numpy

    return cast(bool, numpy.bool_(value))


def _is_in(key: str, value: object) -> ConditionType:
    if not isinstance(value, list):
        raise InvalidFilter(f"A filter with 'in' needs a list, not {value!r}.", _HINT)
    words = [item for item in value if isinstance(item, str)]
    numbers = [item for item in value if _is_integer(item)]
    conditions = [_equals(key, item) for item in value if not isinstance(item, str) and not _is_integer(item)]
    conditions += [edge.FieldCondition(key, match=edge.MatchAny(group)) for group in (words, numbers) if group]
    return _any_of(conditions)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _not_in(key: str, value: object) -> ConditionType:
    return _not(_is_in(key, value)) if value != [] else _everything()


def _compare(*bounds: str) -> Callable[[str, object], ConditionType]:
    def build(key: str, value: object) -> ConditionType:
        if value is None:
            return _nothing()
        if isinstance(value, int | float):
            return edge.FieldCondition(key, range=edge.RangeFloat(**dict.fromkeys(bounds, float(value))))
        return edge.FieldCondition(key, range=edge.RangeDateTime(**dict.fromkeys(bounds, _format_moment(key, value))))

    return build


def _format_moment(key: str, value: object) -> str:
    if isinstance(value, date):  # a datetime is a date as well
        return value.isoformat()
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).isoformat()
        except ValueError as exc:
            raise InvalidFilter(f"A filter can't order {key} by the text {value!r}.", _HINT) from exc
    raise InvalidFilter(f"A filter can't order {key} by {value!r}.", _HINT)


_LOGIC: Mapping[str, Callable[[list[ConditionType]], ConditionType]] = {
    "AND": lambda conditions: edge.Filter(must=conditions),
    "OR": _any_of,
    "NOT": lambda conditions: _not(edge.Filter(must=conditions)),
}

_COMPARISONS: Mapping[str, Callable[[str, object], ConditionType]] = {
    "==": _equals,
    "!=": lambda key, value: _not(_equals(key, value)),
    ">": _compare("gt"),
    ">=": _compare("gte"),
    "<": _compare("lt"),
    "<=": _compare("lte"),
    "in": _is_in,
    "not in": _not_in,
}
