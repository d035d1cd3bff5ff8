"""The door to Haystack: its parts, imported with telemetry off.

Step 2. Haystack reads its telemetry switch when it is imported, so nobody imports it before this module has
set the switch. It takes about two seconds to import: only the paths that run a pipeline import this module.
"""

from typing import Self

from kb.config import silence_libraries

silence_libraries()

from haystack import Pipeline, component  # noqa: E402
from haystack.core.errors import PipelineRuntimeError  # noqa: E402

__all__ = ["HandedOver", "Pipeline", "PipelineRuntimeError", "component"]


class HandedOver:
    """A value that pipelines hand on as it is.

    Pipelines deep-copy what goes from one component to the next, so that none can change another's input. A frozen
    value can't be changed; copying a hundred ranked chunks at every hop would take longer than finding them.
    """

    __slots__ = ()

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self
