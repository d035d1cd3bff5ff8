"""Import Haystack without torch.

Haystack imports torch where that is installed, only to name devices: 150 MB and more than a second that no part of ours
uses. Whoever needs Haystack imports this module first.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self, cast


@contextmanager
def hide_torch() -> Iterator[None]:
    """Let torch be missing for whoever imports it meanwhile; where it is loaded already, it stays."""
    if "torch" in sys.modules:
        yield
        return
    modules = cast(dict[str, Any], sys.modules)
    modules["torch"] = None
    try:
        yield
    finally:
        del modules["torch"]


with hide_torch():
    from haystack import Pipeline, component
    from haystack.core.errors import PipelineRuntimeError

__all__ = ["HandedOver", "Pipeline", "PipelineRuntimeError", "component", "hide_torch", "run_pipeline"]


class HandedOver:
    """A value that pipelines hand on as it is.

    Pipelines deep-copy what goes from one component to the next, so that none can change another's input. A frozen
    value can't be changed; copying a hundred ranked chunks at every hop would take longer than finding them.
    """

    __slots__ = ()

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self


def run_pipeline(pipeline: Pipeline, inputs: dict[str, Any]) -> dict[str, Any]:
    """Run a pipeline and let our own errors through as they are, not wrapped."""
    try:
        return pipeline.run(inputs)
    except PipelineRuntimeError as exc:
        raise (exc.__cause__ or exc) from exc
