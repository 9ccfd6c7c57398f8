"""The background door: the clock of a promise, letters, digests, and working out whether promises hold."""

from breakthrough.practices.promises.jobs.looking_back import read
from breakthrough.practices.promises.jobs.telling import digest, look_after, tell

__all__ = ["digest", "look_after", "read", "tell"]
