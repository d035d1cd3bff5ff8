"""The transport that answers in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.client.client import Answered, Asked
from kb.operations.operation import OnProgress, Operation

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


class Local:
    """Answer from a knowledge base in this process."""

    def __init__(self, knowledge_base: KnowledgeBase) -> None:
        self.knowledge_base = knowledge_base

    def answer(self, operation: Operation[Asked, Answered], asked: Asked, on_progress: OnProgress | None) -> Answered:
        """Run the operation."""
        return operation.run(self.knowledge_base, asked, on_progress)

    def close(self) -> None:
        """Close the knowledge base."""
        self.knowledge_base.close()
