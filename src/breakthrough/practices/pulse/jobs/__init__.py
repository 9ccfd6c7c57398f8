"""The background door: `waves` by the clock, and their `letters`."""

from breakthrough.practices.pulse.jobs.waves import (
    begin_next_wave,
    close,
    open_answering,
    release,
    remind,
    send_letter,
)

__all__ = ["begin_next_wave", "close", "open_answering", "release", "remind", "send_letter"]
