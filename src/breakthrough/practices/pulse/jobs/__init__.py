"""The background door: `waves` by the clock, and their `letters`."""

from breakthrough.practices.pulse.jobs.waves import (
    begin_next_wave,
    release,
)

__all__ = ["begin_next_wave", "release"]
