"""What every request works with: the knowledge base and the home folder's token. Set once, when the app is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from fastapi import Request

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class State:
    """What answers.

    Args:
        kb: the knowledge base.
        token: what stands for the home folder's owner; empty: nobody.
        stopping: set when the server was told to stop; long work ends at its next step then.
    """

    kb: KnowledgeBase
    token: str
    stopping: Event = field(default_factory=Event)


def get_state(request: Request) -> State:
    """Return the state of the app that handles a request."""
    state: State = request.app.state.rujukan
    return state
