"""The background door: `running` (mirrors by the clock), and their `letters`."""

from breakthrough.practices.mirror.jobs.running import close, open_answering, release, remind, send_letter

__all__ = ["close", "open_answering", "release", "remind", "send_letter"]
