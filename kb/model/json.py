"""Values that JSON can hold, as the stores keep them and answers carry them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

JSONValue = str | int | float | bool | None | Sequence["JSONValue"] | Mapping[str, "JSONValue"]
