"""Keep libraries from sending anything and from writing outside the data folder.

They look at these variables when they are loaded, so the package sets them at its own first import, before it can load
any of them. What the user has set stays.
"""

from __future__ import annotations

import os

QUIET = {
    # Writes a device id and queued events below ~/.cache, for Microsoft.
    "ORT_DISABLE_TELEMETRY": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "false",
    # Else a failing pipeline leaves its inputs below ~/.haystack.
    "HAYSTACK_PIPELINE_SNAPSHOT_SAVE_ENABLED": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # Not telemetry: tokenizers warns of deadlocks after a fork where it has used threads of its own.
    "TOKENIZERS_PARALLELISM": "false",
}


def silence_libraries() -> None:
    """Set the variables that aren't set."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
