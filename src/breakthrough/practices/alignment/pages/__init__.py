"""The HTML door: `texts` (with versions and differences), `reserving`, `setting_up`, `rounds` (the page of each phase), `steering`,
`presenting` (the wall), `found` (what it came to, in words), `where` ("Where we are"), `downloads`."""

from breakthrough.practices.alignment.pages.downloads import (
    reading_csv,
    reading_json,
    reservations_csv,
    text_json,
)
from breakthrough.practices.alignment.pages.presenting import present
from breakthrough.practices.alignment.pages.reserving import (
    answer,
    choose_text,
    flag,
    hide,
    raise_named,
    say,
    show_reservation,
)
from breakthrough.practices.alignment.pages.rounds import conclude, seal_reservation, show, take_stance
from breakthrough.practices.alignment.pages.setting_up import begin_round, change, discard
from breakthrough.practices.alignment.pages.steering import (
    close_named,
    close_sealed,
    give_time,
    open_sealed,
    prepare,
    restart,
)
from breakthrough.practices.alignment.pages.texts import (
    begin,
    index,
    link_change,
    method,
    show_text,
    show_version,
    write_next,
)
from breakthrough.practices.alignment.pages.where import find_evidence

__all__ = [
    "answer",
    "begin",
    "begin_round",
    "change",
    "choose_text",
    "close_named",
    "close_sealed",
    "conclude",
    "discard",
    "find_evidence",
    "flag",
    "give_time",
    "hide",
    "index",
    "link_change",
    "method",
    "open_sealed",
    "prepare",
    "present",
    "raise_named",
    "reading_csv",
    "reading_json",
    "reservations_csv",
    "restart",
    "say",
    "seal_reservation",
    "show",
    "show_reservation",
    "show_text",
    "show_version",
    "take_stance",
    "text_json",
    "write_next",
]
