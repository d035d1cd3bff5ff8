"""What every request works with: the knowledge base and the home folder's token.

Step 8. Invariant: set once when the app is made, never changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from kb.client import LocalClient

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class State:
    """What answers.

    Args:
        kb: the knowledge base.
        client: the same knowledge base, answering with views.
        token: what stands for the home folder's owner; empty: nobody.
        stopping: set when the server was told to stop; long work ends at its next step then.
    """

    kb: KnowledgeBase
    client: LocalClient
    token: str
    stopping: Event = field(default_factory=Event)


def get_state(request: Request) -> State:
    """Return the state of the app that handles a request."""
    state: State = request.app.state.rujukan
    return state


Rujukan = Annotated[State, Depends(get_state)]
"""The state as a route parameter."""
