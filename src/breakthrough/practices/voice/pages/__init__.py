"""The HTML door: bringing votes in, and the page "What these people think"."""

from breakthrough.practices.voice.pages.downloads import (
    chart_svg,
    reading_csv,
    reading_json,
    votes_json,
    votes_zip,
)
from breakthrough.practices.voice.pages.files import choose_files, index, upload
from breakthrough.practices.voice.pages.results import begin_reading, method, show

__all__ = [
    "begin_reading",
    "chart_svg",
    "choose_files",
    "index",
    "method",
    "reading_csv",
    "reading_json",
    "show",
    "upload",
    "votes_json",
    "votes_zip",
]
