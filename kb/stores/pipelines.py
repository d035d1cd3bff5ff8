"""Import Haystack without torch.

Haystack imports torch where that is installed, only to name devices: 150 MB and more than a second that no part of ours
uses. Whoever needs Haystack imports this module first.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast


@contextmanager
def hide_torch() -> Iterator[None]:
    """Let torch be missing for whoever imports it meanwhile; where it is loaded already, it stays."""
    if "torch" in sys.modules:
        yield
        return
    modules = cast(dict[str, ModuleType | None], sys.modules)
    modules["torch"] = None
    try:
        yield
    finally:
        del modules["torch"]


with hide_torch():
    import haystack  # noqa: F401
