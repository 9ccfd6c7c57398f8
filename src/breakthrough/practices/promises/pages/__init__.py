"""The HTML door: one's own promises, the board, one promise, asking and offering, letters and calendar, looking back."""

from breakthrough.practices.promises.pages.asking import offer, request
from breakthrough.practices.promises.pages.calendar import calendar
from breakthrough.practices.promises.pages.lists import board, index
from breakthrough.practices.promises.pages.mailed import act
from breakthrough.practices.promises.pages.notices import make_feed, notices, revoke_feed
from breakthrough.practices.promises.pages.one import add_proof, promise, take_step
from breakthrough.practices.promises.pages.results import (
    begin_reading,
    chart_svg,
    method,
    reading,
    reading_csv,
    reading_json,
    show,
)
from breakthrough.practices.promises.pages.thread import find_source, list_follows, tell
from breakthrough.practices.promises.pages.where import find_evidence

__all__ = [
    "act",
    "add_proof",
    "begin_reading",
    "board",
    "calendar",
    "chart_svg",
    "find_evidence",
    "find_source",
    "index",
    "list_follows",
    "make_feed",
    "method",
    "notices",
    "offer",
    "promise",
    "reading",
    "reading_csv",
    "reading_json",
    "request",
    "revoke_feed",
    "show",
    "take_step",
    "tell",
]
