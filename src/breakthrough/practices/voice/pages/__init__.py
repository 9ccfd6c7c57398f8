"""The HTML door. Imported votes: `files`, `results`, `reading`. Straight talk: `setting_up`, `talks` (the page of each phase),
`steering`, `presenting`, `saying`, `found` (what it came to)."""

from breakthrough.practices.voice.pages.downloads import (
    chart_svg,
    reading_csv,
    reading_json,
    said_csv,
    said_json,
    votes_json,
    votes_zip,
)
from breakthrough.practices.voice.pages.files import choose_files, index, upload
from breakthrough.practices.voice.pages.presenting import present
from breakthrough.practices.voice.pages.results import begin_reading, method, show, unsaid_method
from breakthrough.practices.voice.pages.saying import (
    flag,
    hide,
    link,
    list_said,
    reply,
    show_said,
    take_reply_back,
)
from breakthrough.practices.voice.pages.setting_up import begin, change, discard, put_seeds
from breakthrough.practices.voice.pages.steering import (
    close,
    give_time,
    open_voting,
    open_writing,
    prepare,
    restart,
    write_opening,
)
from breakthrough.practices.voice.pages.where import find_evidence

__all__ = [
    "begin",
    "begin_reading",
    "change",
    "chart_svg",
    "choose_files",
    "close",
    "discard",
    "find_evidence",
    "flag",
    "give_time",
    "hide",
    "index",
    "link",
    "list_said",
    "method",
    "open_voting",
    "open_writing",
    "prepare",
    "present",
    "put_seeds",
    "reading_csv",
    "reading_json",
    "reply",
    "restart",
    "said_csv",
    "said_json",
    "show",
    "show_said",
    "take_reply_back",
    "unsaid_method",
    "upload",
    "votes_json",
    "votes_zip",
    "write_opening",
]
