"""The background door: a round by the clock, and fetching what the ballot box released (`rounds`); `letters`; letters about a text (`texts`)."""

from breakthrough.practices.alignment.jobs.rounds import (
    close,
    fetch,
    hide_flagged,
    leave_out,
    open_sealed,
    release,
    remind,
    review,
    send_letter,
    tick_in_room,
)
from breakthrough.practices.alignment.jobs.texts import tell_answered, tell_version

__all__ = [
    "close",
    "fetch",
    "hide_flagged",
    "leave_out",
    "open_sealed",
    "release",
    "remind",
    "review",
    "send_letter",
    "tell_answered",
    "tell_version",
    "tick_in_room",
]
