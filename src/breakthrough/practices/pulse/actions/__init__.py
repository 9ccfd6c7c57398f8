"""Writes: `life` (of a wave, after `setting_up` and `preparing`), `counting`, `recurring` (series); `portable` is what a Pulse
keeps about a member by name."""

from breakthrough.practices.pulse.actions.counting import context_of
from breakthrough.practices.pulse.actions.life import LIFE, POST
from breakthrough.practices.pulse.actions.portable import erase_records, export_records, merge_records
from breakthrough.practices.pulse.actions.preparing import prepare
from breakthrough.practices.pulse.actions.recurring import (
    begin_next_wave,
    note_look,
    set_turning_point,
    stop_series,
)
from breakthrough.practices.pulse.actions.setting_up import begin_pulse, change_pulse

discard_pulse, restart = LIFE.discard, LIFE.restart
open_answering, give_time, close = LIFE.open_answering, LIFE.give_time, LIFE.close
open_by_clock, close_by_clock = LIFE.open_by_clock, LIFE.close_by_clock
is_worth_reminding = LIFE.is_worth_reminding
follow, appoint_release, release_key = LIFE.follow, LIFE.appoint_release, LIFE.release_key
keep_counted = LIFE.keep_counted

__all__ = [
    "POST",
    "appoint_release",
    "begin_next_wave",
    "begin_pulse",
    "change_pulse",
    "close",
    "close_by_clock",
    "context_of",
    "discard_pulse",
    "erase_records",
    "export_records",
    "follow",
    "give_time",
    "is_worth_reminding",
    "keep_counted",
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
