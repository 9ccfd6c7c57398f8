"""The HTML door: `setting_up`, `showing` (the page of each phase), `steering`, `recurring`, `results` and its `words`, `where`, `downloads`."""

from breakthrough.practices.pulse.pages.downloads import chart_svg, reading_csv, reading_json
from breakthrough.practices.pulse.pages.recurring import show_waves, stop_waves
from breakthrough.practices.pulse.pages.setting_up import begin, change, discard
from breakthrough.practices.pulse.pages.showing import index, method, show
from breakthrough.practices.pulse.pages.steering import close, give_time, open_answering, prepare, restart
from breakthrough.practices.pulse.pages.where import find_evidence

__all__ = [
    "begin",
    "change",
    "chart_svg",
    "close",
    "discard",
    "find_evidence",
    "give_time",
    "index",
    "method",
    "open_answering",
    "prepare",
    "reading_csv",
    "reading_json",
    "restart",
    "show",
    "show_waves",
    "stop_waves",
]
