"""Telling how far a long computation has come."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]


def start_stage(on_progress: Progress | None, *, begin: float, end: float) -> Progress:
    """A callback for one stage: its 0..1 becomes begin..end of the whole. Silent if nobody listens.

    What the listener raises (a cancellation, for example) goes through.
    """

    def tell(share: float, words: str) -> None:
        if on_progress is not None:
            on_progress(begin + (end - begin) * min(max(share, 0.0), 1.0), words)

    return tell
