"""Writes. Imported votes: `importing`, `uploads`. Straight talk: `setting_up`, `talking` (its life), `releasing` (what the
ballot box hands out), `moderating`, `answering`, `notifying`; `portable` is what it keeps about a member by name."""

from breakthrough.practices.voice.actions.answering import (
    keep_trace,
    link_outcome,
    list_waiting,
    reply,
    take_reply_back,
)
from breakthrough.practices.voice.actions.importing import find_findings, import_votes, start_reading
from breakthrough.practices.voice.actions.moderating import flag, hide, hide_flagged, leave_hidden_out, unflag
from breakthrough.practices.voice.actions.notifying import POST
from breakthrough.practices.voice.actions.portable import erase_records, export_records, merge_records
from breakthrough.practices.voice.actions.releasing import (
    appoint_release,
    context_of,
    follow,
    keep_counted,
    keep_texts,
    release_key,
)
from breakthrough.practices.voice.actions.setting_up import (
    begin_talk,
    change_talk,
    discard_talk,
    import_seeds,
    set_seeds,
    write_opening,
)
from breakthrough.practices.voice.actions.talking import (
    close,
    close_by_clock,
    give_time,
    open_by_clock,
    open_voting,
    open_writing,
    prepare,
    restart,
)
from breakthrough.practices.voice.actions.uploads import (
    check_upload,
    import_upload,
    keep_upload,
    start_check,
    start_import,
)

__all__ = [
    "POST",
    "appoint_release",
    "begin_talk",
    "change_talk",
    "check_upload",
    "close",
    "close_by_clock",
    "context_of",
    "discard_talk",
    "erase_records",
    "export_records",
    "find_findings",
    "flag",
    "follow",
    "give_time",
    "hide",
    "hide_flagged",
    "import_seeds",
    "import_upload",
    "import_votes",
    "keep_counted",
    "keep_texts",
    "keep_trace",
    "keep_upload",
    "leave_hidden_out",
    "link_outcome",
    "list_waiting",
    "merge_records",
    "open_by_clock",
    "open_voting",
    "open_writing",
    "prepare",
    "release_key",
    "reply",
    "restart",
    "set_seeds",
    "start_check",
    "start_import",
    "start_reading",
    "take_reply_back",
    "unflag",
    "write_opening",
]
