"""Writes: `writing` (texts, versions), `reserving` (reservations), `setting_up`, `running` (a round's life), `releasing` (what the
ballot box hands out), `concluding` (named stances, outcomes), `moderating`, `notifying`, `portable`."""

from breakthrough.practices.alignment.actions.concluding import conclude, take_stance
from breakthrough.practices.alignment.actions.moderating import (
    flag,
    hide,
    hide_flagged,
    leave_hidden_out,
    unflag,
)
from breakthrough.practices.alignment.actions.notifying import (
    POST,
    claim_text_letter,
    version_occasion,
)
from breakthrough.practices.alignment.actions.portable import erase_records, export_records, merge_records
from breakthrough.practices.alignment.actions.releasing import (
    appoint_release,
    context_of,
    finish,
    follow,
    keep_reservations,
    release_key,
    tick_in_room,
)
from breakthrough.practices.alignment.actions.reserving import (
    answer,
    raise_named,
    reopen,
    say_as_raiser,
)
from breakthrough.practices.alignment.actions.running import (
    close_by_clock,
    close_named,
    close_sealed,
    give_time,
    open_by_clock,
    open_sealed,
    prepare,
    restart,
)
from breakthrough.practices.alignment.actions.setting_up import begin_round, change_round, discard_round
from breakthrough.practices.alignment.actions.writing import Answer, begin_text, link_change, write_version

__all__ = [
    "POST",
    "Answer",
    "answer",
    "appoint_release",
    "begin_round",
    "begin_text",
    "change_round",
    "claim_text_letter",
    "close_by_clock",
    "close_named",
    "close_sealed",
    "conclude",
    "context_of",
    "discard_round",
    "erase_records",
    "export_records",
    "finish",
    "flag",
    "follow",
    "give_time",
    "hide",
    "hide_flagged",
    "keep_reservations",
    "leave_hidden_out",
    "link_change",
    "merge_records",
    "open_by_clock",
    "open_sealed",
    "prepare",
    "raise_named",
    "release_key",
    "reopen",
    "restart",
    "say_as_raiser",
    "take_stance",
    "tick_in_room",
    "unflag",
    "version_occasion",
    "write_version",
]
