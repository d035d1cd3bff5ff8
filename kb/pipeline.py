"""The door to Haystack: its parts, imported with telemetry off.

Step 2. Haystack reads its telemetry switch when it is imported, so nobody imports it before this module has
set the switch. It takes about two seconds to import: only the paths that run a pipeline import this module.
"""

from kb.config import silence_libraries

silence_libraries()

from haystack import Pipeline, component  # noqa: E402
from haystack.core.errors import PipelineRuntimeError  # noqa: E402

__all__ = ["Pipeline", "PipelineRuntimeError", "component"]
