"""Writes: `setting_up` (with what the leader says first), `running` (the life of a mirror), `following` (what the ballot box hands out),
`showing` (what others see, the pledge), `notifying`; `portable` is what a Mirror keeps about a member by name."""

from breakthrough.practices.mirror.actions.following import (
    appoint_release,
    context_of,
    follow,
    keep_counted,
    release_key,
)
from breakthrough.practices.mirror.actions.notifying import SEND_KIND, claim_letter, list_readers
from breakthrough.practices.mirror.actions.portable import erase_records, export_records, merge_records
from breakthrough.practices.mirror.actions.running import (
    close,
    close_by_clock,
    give_time,
    open_answering,
    open_by_clock,
    prepare,
    restart,
)
from breakthrough.practices.mirror.actions.setting_up import (
    begin_mirror,
    change_mirror,
    discard_mirror,
    say_first,
)
from breakthrough.practices.mirror.actions.showing import pledge, show_facets

__all__ = [
    "SEND_KIND",
    "appoint_release",
    "begin_mirror",
    "change_mirror",
    "claim_letter",
    "close",
    "close_by_clock",
    "context_of",
    "discard_mirror",
    "erase_records",
    "export_records",
    "follow",
    "give_time",
    "keep_counted",
    "list_readers",
    "merge_records",
    "open_answering",
    "open_by_clock",
    "pledge",
    "prepare",
    "release_key",
    "restart",
    "say_first",
    "show_facets",
]
