"""The background door: a round by the clock, and fetching what the ballot box released (`rounds`); `letters`."""

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
)

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
]
