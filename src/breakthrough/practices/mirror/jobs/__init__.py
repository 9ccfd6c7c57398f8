"""The background door: `running` (mirrors by the clock), and their `letters`."""

from breakthrough.practices.mirror.jobs.running import release

__all__ = ["release"]
