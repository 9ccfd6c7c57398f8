"""Writes: `setting_up`, `running` (the life of a wave), `following` (what the ballot box hands out), `recurring` (series),
`notifying`; `portable` is what a Pulse keeps about a member by name."""

from breakthrough.practices.pulse.actions.following import (
    appoint_release,
    context_of,
    follow,
    keep_counted,
    release_key,
)
from breakthrough.practices.pulse.actions.notifying import SEND_KIND, claim_letter, list_readers
from breakthrough.practices.pulse.actions.portable import erase_records, export_records, merge_records
from breakthrough.practices.pulse.actions.recurring import (
    begin_next_wave,
    note_look,
    set_turning_point,
    stop_series,
)
from breakthrough.practices.pulse.actions.running import (
    close,
    close_by_clock,
    give_time,
    open_answering,
    open_by_clock,
    prepare,
    restart,
)
from breakthrough.practices.pulse.actions.setting_up import begin_pulse, change_pulse, discard_pulse

__all__ = [
    "SEND_KIND",
    "appoint_release",
    "begin_next_wave",
    "begin_pulse",
    "change_pulse",
    "claim_letter",
    "close",
    "close_by_clock",
    "context_of",
    "discard_pulse",
    "erase_records",
    "export_records",
    "follow",
    "give_time",
    "keep_counted",
    "list_readers",
    "merge_records",
    "note_look",
    "open_answering",
    "open_by_clock",
    "prepare",
    "release_key",
    "restart",
    "set_turning_point",
    "stop_series",
]
