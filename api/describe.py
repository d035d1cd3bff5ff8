"""OpenAPI, made from the table: parameters, bodies, examples, answers and errors of every operation.

FastAPI collects the routes and the models of the answers; the requests are added here, because bodies are read with a
limit and only after the caller was judged.
"""

from __future__ import annotations

import re
from typing import cast

from fastapi import FastAPI
from pydantic.json_schema import JsonSchemaValue, models_json_schema

from api.access import HINT
from api.errors import STATUSES
from kb.operations import table
from kb.operations.answers import Content, ErrorBody
from kb.operations.document_answers import IngestBody

REFERENCE = "#/components/schemas/{model}"
_ARGUMENT = re.compile(r"^(?P<names>\w+(?:, \w+)*): (?P<text>.+)$")


class DescribedApp(FastAPI):
    """An app whose description has the requests of the table too."""

    def openapi(self) -> dict[str, JsonSchemaValue]:
        """Describe every route."""
        if self.openapi_schema is None:
            made = super().openapi()
            parts = made.setdefault("components", {})
            parts.setdefault("schemas", {}).update(describe_requests())
            parts["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "description": HINT}}
            for schema in parts["schemas"].values():
                _split_docstring(schema)
        return cast(dict[str, JsonSchemaValue], self.openapi_schema)


def describe_requests() -> dict[str, JsonSchemaValue]:
    """Describe the bodies that are sent, by name."""
    models = [
        (one.request, "validation") for one in table.OPERATIONS if one.method == "POST" and one.request.model_fields
    ]
    _, made = models_json_schema(models, ref_template=REFERENCE)  # type: ignore[arg-type]
    told = cast(dict[str, JsonSchemaValue], made["$defs"])
    for model, _ in models:
        for name in model.in_query:
            told[model.__name__]["properties"].pop(name)
    return told


def describe_operation(operation: table.AnyOperation) -> dict[str, object]:
    """Describe what FastAPI can't see of an operation."""
    schema = operation.request.model_json_schema(ref_template=REFERENCE)
    fields = cast(dict[str, dict[str, object]], schema.get("properties", {}))
    needed = cast(list[str], schema.get("required", []))
    told: dict[str, object] = {"parameters": [
        {"name": name, "in": where, "required": where == "path" or name in needed, "schema": fields[name],
         "description": fields[name].get("description", "")}
        for where, names in (("path", operation.fields_in_path), ("query", operation.fields_in_query))
        for name in names
    ]}  # fmt: skip
    if operation.method == "POST" and fields:
        told["requestBody"] = _describe_body(operation)
    if operation.who != "reader":
        told["security"] = [{"bearer": []}]
    return told | {"x-cost": operation.cost, "x-role": operation.who}


def _describe_body(operation: table.AnyOperation) -> dict[str, object]:
    examples = {name: {"summary": summary, "value": value} for name, summary, value in operation.examples}
    reference = {"$ref": REFERENCE.format(model=operation.request.__name__)}
    content: dict[str, object] = {"application/json": {"schema": reference, "examples": examples}}
    if "data" in operation.request.model_fields:
        content["application/octet-stream"] = {"schema": {"type": "string", "format": "binary"}}
    return {"required": True, "content": content}


def describe_responses(operation: table.AnyOperation) -> dict[int | str, dict[str, object]]:
    """Describe an operation's answer and its errors by status."""
    told: dict[int | str, dict[str, object]] = {200: _describe_answer(operation)}
    if operation.answer is IngestBody:
        told[207] = {"model": IngestBody, "description": "Some sources failed."}
    for error in operation.errors:
        status = STATUSES[error]
        reason = f"`{error.type}`: {(error.__doc__ or '').strip()}"
        known = told.get(status)
        told[status] = {"model": ErrorBody, "description": f"{known['description']} {reason}" if known else reason}
    return told


def _describe_answer(operation: table.AnyOperation) -> dict[str, object]:
    if operation.answer is Content:
        return {"content": {"text/plain": {}, "application/octet-stream": {}}, "description": "The bytes."}
    answer: dict[str, object] = {"model": operation.answer, "description": (operation.answer.__doc__ or "").strip()}
    if operation.cost == "long":
        lines = "As NDJSON: lines of `progress` and at last one of `result` or `error`."
        answer |= {"content": {"application/x-ndjson": {}}, "description": f"{answer['description']} {lines}"}
    return answer


def _split_docstring(schema: dict[str, object]) -> None:
    """Give the fields of a domain value the descriptions that stand under ``Args:`` in its docstring."""
    text, found, arguments = str(schema.get("description", "")).partition("\n\nArgs:\n")
    if not found:
        return
    schema["description"] = text
    fields = cast(dict[str, dict[str, object]], schema["properties"])
    for row in re.sub(r"\n {8,}", " ", arguments).splitlines():
        if match := _ARGUMENT.match(row.strip()):
            for name in match["names"].split(", "):
                fields.get(name, {}).setdefault("description", match["text"])
