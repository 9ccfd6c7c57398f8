"""The background door. Imported votes: `imports`; rounds of Straight talk: `talks`, and their `letters`."""

from breakthrough.practices.voice.jobs.imports import check_votes, import_votes, read
from breakthrough.practices.voice.jobs.talks import (
    close,
    hide_flagged,
    leave_out,
    open_writing,
    release,
    remind,
    send_letter,
)

__all__ = [
    "check_votes",
    "close",
    "hide_flagged",
    "import_votes",
    "leave_out",
    "open_writing",
    "read",
    "release",
    "remind",
    "send_letter",
]
