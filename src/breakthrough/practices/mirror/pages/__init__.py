"""The HTML door: `setting_up` (with what the leader says first), `showing` (the page of each phase), `steering`, `results`, `choosing`
(what others see, the pledge), `words`, `where`."""

from breakthrough.practices.mirror.pages.choosing import pledge, show_facets
from breakthrough.practices.mirror.pages.setting_up import begin, change, discard, say_expected, say_own
from breakthrough.practices.mirror.pages.showing import index, method, show
from breakthrough.practices.mirror.pages.steering import close, give_time, open_answering, prepare, restart
from breakthrough.practices.mirror.pages.where import find_evidence

__all__ = [
    "begin",
    "change",
    "close",
    "discard",
    "find_evidence",
    "give_time",
    "index",
    "method",
    "open_answering",
    "pledge",
    "prepare",
    "restart",
    "say_expected",
    "say_own",
    "show",
    "show_facets",
]
