"""Rujukan: regulations, circulars and news releases, answered with verbatim quotes and pinpoint citations.

Importing this package switches off what its libraries would send (``kb.quiet``) and loads nothing heavy: the public
names below are looked up when they are first used.

Example:
    >>> import kb
    >>> kb.Filters(kind=("se",)).is_empty()
    False
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kb.quiet import silence_libraries

silence_libraries()

if TYPE_CHECKING:
    from kb.client import open_client
    from kb.knowledge_base import KnowledgeBase
    from kb.model import Chunk, Citation, Document, Filters, Hit, Instrument, Provision, Quote, Span
    from kb.model.errors import KBError
    from kb.model.settings import Settings

__version__ = "0.1.0"

_HOMES = {
    "Chunk": "kb.model",
    "Citation": "kb.model",
    "Document": "kb.model",
    "Filters": "kb.model",
    "Hit": "kb.model",
    "Instrument": "kb.model",
    "KBError": "kb.model.errors",
    "KnowledgeBase": "kb.knowledge_base",
    "Provision": "kb.model",
    "Quote": "kb.model",
    "Settings": "kb.model.settings",
    "Span": "kb.model",
    "open_client": "kb.client",
}

__all__ = [
    "Chunk",
    "Citation",
    "Document",
    "Filters",
    "Hit",
    "Instrument",
    "KBError",
    "KnowledgeBase",
    "Provision",
    "Quote",
    "Settings",
    "Span",
    "__version__",
    "open_client",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
