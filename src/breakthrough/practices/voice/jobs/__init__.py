"""The background door. Imported votes: `imports`; rounds of Straight talk: `talks`, and their `letters`."""

from breakthrough.practices.voice.jobs.imports import check_votes, import_votes, read
from breakthrough.practices.voice.jobs.talks import (
    hide_flagged,
    leave_out,
    release,
)

__all__ = [
    "check_votes",
    "hide_flagged",
    "import_votes",
    "leave_out",
    "read",
    "release",
]
