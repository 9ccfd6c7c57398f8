"""Writes: `life` (of a mirror, after `setting_up`, with what the leader says first, and `preparing`), `counting`, `showing` (what others
see, the pledge); `portable` is what a Mirror keeps about a member by name."""

from breakthrough.practices.mirror.actions.counting import context_of, keep_counted
from breakthrough.practices.mirror.actions.life import LIFE, POST
from breakthrough.practices.mirror.actions.portable import erase_records, export_records, merge_records
from breakthrough.practices.mirror.actions.preparing import prepare
from breakthrough.practices.mirror.actions.setting_up import begin_mirror, change_mirror, say_first
from breakthrough.practices.mirror.actions.showing import pledge, show_facets

discard_mirror, restart = LIFE.discard, LIFE.restart
open_answering, give_time, close = LIFE.open_answering, LIFE.give_time, LIFE.close
open_by_clock, close_by_clock = LIFE.open_by_clock, LIFE.close_by_clock
is_worth_reminding = LIFE.is_worth_reminding
follow, appoint_release, release_key = LIFE.follow, LIFE.appoint_release, LIFE.release_key

__all__ = [
    "POST",
    "appoint_release",
    "begin_mirror",
    "change_mirror",
    "close",
    "close_by_clock",
    "context_of",
    "discard_mirror",
    "erase_records",
    "export_records",
    "follow",
    "give_time",
    "is_worth_reminding",
    "keep_counted",
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
