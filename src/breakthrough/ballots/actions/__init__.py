"""Every change to a sealed round: each is one transaction of rule, rows, journal line and announcement."""

from breakthrough.ballots.actions.issuing import BlindedRequest, issue, issue_to
from breakthrough.ballots.actions.leaving_out import leave_out
from breakthrough.ballots.actions.phases import (
    announce_closing,
    close_scope,
    open_scope,
    plan_closing,
    put_close_off,
)
from breakthrough.ballots.actions.preparing import prepare, void
from breakthrough.ballots.actions.releasing import end, end_hold, release_scope, tick
from breakthrough.ballots.actions.speaking_up import note_capability, raise_objection

__all__ = [
    "BlindedRequest",
    "announce_closing",
    "close_scope",
    "end",
    "end_hold",
    "issue",
    "issue_to",
    "leave_out",
    "note_capability",
    "open_scope",
    "plan_closing",
    "prepare",
    "put_close_off",
    "raise_objection",
    "release_scope",
    "tick",
    "void",
]
