"""What a request has at hand: the settings, and the one snapshot that it answers from."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, g

from qualigraph_server.settings import Settings
from qualigraph_server.snapshot import Keeper, Snapshot

EXTENSION = "qualigraph"


@dataclass(frozen=True)
class State:
    """The settings and the snapshot of this request."""

    settings: Settings
    snapshot: Snapshot


def keeper() -> Keeper:
    """Return the application's keeper of snapshots."""
    found: Keeper = current_app.extensions[EXTENSION]
    return found


def state() -> State:
    """Return what this request answers from; it stays the same until the request ends."""
    if "state" not in g:
        holder = keeper()
        g.state = State(holder.settings, holder.enter())
    found: State = g.state
    return found


def leave() -> None:
    """Let go of the request's snapshot."""
    held: State | None = g.pop("state", None)
    if held is not None:
        keeper().leave(held.snapshot)
