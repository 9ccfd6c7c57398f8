"""The background door: a round by the clock, and fetching what the ballot box released (`rounds`); `letters`."""

from breakthrough.practices.alignment.jobs.rounds import (
    close,
    fetch,
    open_sealed,
    release,
    remind,
    send_letter,
)

__all__ = ["close", "fetch", "open_sealed", "release", "remind", "send_letter"]
