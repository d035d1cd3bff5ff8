"""Haystack filters → Qdrant Edge filters, complete: comparisons, dates, None, lists, AND, OR, NOT.

A filter either means exactly what Haystack says it means or is refused; it is never dropped or widened. Two things
are Qdrant's own: a condition on a list holds when one element meets it, and an integer equals an integer only (``2``
doesn't find ``2.0``; a float finds both).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import qdrant_edge as edge

from kb.model.errors import InvalidFilter

_TOP_LEVEL = frozenset({"id", "content", "blob"})
_PLAIN_SEGMENT = re.compile(r"[A-Za-z0-9_-]+")
_HINT = "See https://docs.haystack.deepset.ai/docs/metadata-filtering for the form of a filter."

_Condition = Any  # qdrant_edge.ConditionType; the stubs name it, the module doesn't hold it.


def translate_filter(filters: Mapping[str, Any] | None) -> edge.Filter | None:
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


def _translate(node: Mapping[str, Any]) -> _Condition:
    if not isinstance(node, Mapping) or "operator" not in node:
        raise InvalidFilter(f"A filter has no operator: {node!r}.", _HINT)
    if node["operator"] in _LOGIC:
        return _translate_logic(node)
    if node["operator"] in _COMPARISONS:
        return _translate_comparison(node)
    raise InvalidFilter(f"A filter's operator is unknown: {node['operator']!r}.", _HINT)


def _translate_logic(node: Mapping[str, Any]) -> _Condition:
    if "conditions" not in node:
        raise InvalidFilter(f"A filter with {node['operator']} has no conditions.", _HINT)
    return _LOGIC[node["operator"]]([_translate(condition) for condition in node["conditions"]])


def _translate_comparison(node: Mapping[str, Any]) -> _Condition:
    for key in ("field", "value"):
        if key not in node:
            raise InvalidFilter(f"A filter with {node['operator']} has no {key}.", _HINT)
    return _COMPARISONS[node["operator"]](format_key(node["field"]), node["value"])


def _everything() -> _Condition:
    return edge.Filter()


def _nothing() -> _Condition:
    return edge.HasIdCondition(set())


def _any_of(conditions: list[_Condition]) -> _Condition:
    # Qdrant reads an empty `should` as "no condition", where OR over nothing holds nowhere.
    return edge.Filter(should=conditions) if conditions else _nothing()


def _not(condition: _Condition) -> _Condition:
    return edge.Filter(must_not=[condition])


def _equals(key: str, value: Any) -> _Condition:
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


def _strict_bool(value: bool) -> Any:
    # Edge 0.9.0 tries "integer" before "boolean", and to Python a bool is an int: True would look for 1.
    # NumPy's bool is no int, and Edge reads it as the boolean that it is.
    import numpy

    return numpy.bool_(value)


def _is_in(key: str, value: Any) -> _Condition:
    if not isinstance(value, list):
        raise InvalidFilter(f"A filter with 'in' needs a list, not {value!r}.", _HINT)
    words = [item for item in value if isinstance(item, str)]
    numbers = [item for item in value if _is_integer(item)]
    conditions = [_equals(key, item) for item in value if not isinstance(item, str) and not _is_integer(item)]
    conditions += [edge.FieldCondition(key, match=edge.MatchAny(group)) for group in (words, numbers) if group]
    return _any_of(conditions)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _not_in(key: str, value: Any) -> _Condition:
    return _not(_is_in(key, value)) if value != [] else _everything()


def _compare(*bounds: str) -> Callable[[str, Any], _Condition]:
    def build(key: str, value: Any) -> _Condition:
        if value is None:
            return _nothing()
        if isinstance(value, int | float):
            return edge.FieldCondition(key, range=edge.RangeFloat(**dict.fromkeys(bounds, float(value))))
        return edge.FieldCondition(key, range=edge.RangeDateTime(**dict.fromkeys(bounds, _format_moment(key, value))))

    return build


def _format_moment(key: str, value: Any) -> str:
    if isinstance(value, date):  # a datetime is a date as well
        return value.isoformat()
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).isoformat()
        except ValueError as exc:
            raise InvalidFilter(f"A filter can't order {key} by the text {value!r}.", _HINT) from exc
    raise InvalidFilter(f"A filter can't order {key} by {value!r}.", _HINT)


_LOGIC: Mapping[str, Callable[[list[_Condition]], _Condition]] = {
    "AND": lambda conditions: edge.Filter(must=conditions),
    "OR": _any_of,
    "NOT": lambda conditions: _not(edge.Filter(must=conditions)),
}

_COMPARISONS: Mapping[str, Callable[[str, Any], _Condition]] = {
    "==": _equals,
    "!=": lambda key, value: _not(_equals(key, value)),
    ">": _compare("gt"),
    ">=": _compare("gte"),
    "<": _compare("lt"),
    "<=": _compare("lte"),
    "in": _is_in,
    "not in": _not_in,
}
