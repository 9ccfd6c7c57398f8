"""Writes: asking and offering, every step of the conversation, what the clock does, what people want to hear, looking back."""

from breakthrough.practices.promises.actions.asking import ask
from breakthrough.practices.promises.actions.clock import look_after, note_letter
from breakthrough.practices.promises.actions.looking_back import look_back
from breakthrough.practices.promises.actions.notices import change_notices, make_feed, revoke_feed
from breakthrough.practices.promises.actions.records import erase_records, export_records, merge_records
from breakthrough.practices.promises.actions.stepping import add_proof, take_step

__all__ = [
    "add_proof",
    "ask",
    "change_notices",
    "erase_records",
    "export_records",
    "look_after",
    "look_back",
    "make_feed",
    "merge_records",
    "note_letter",
    "revoke_feed",
    "take_step",
]
