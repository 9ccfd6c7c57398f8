"""The background door: a round by the clock, and fetching what the ballot box released (`rounds`); `letters`; letters about a text (`texts`)."""

from breakthrough.practices.alignment.jobs.rounds import (
    fetch,
    hide_flagged,
    leave_out,
    release,
    review,
    tick_in_room,
)
from breakthrough.practices.alignment.jobs.texts import tell_answered, tell_version

__all__ = [
    "fetch",
    "hide_flagged",
    "leave_out",
    "release",
    "review",
    "tell_answered",
    "tell_version",
    "tick_in_room",
]
