"""What practices say of a collaboration on its page "Where we are". Practices hang in here; nothing lists them.

    registry.register("promises", pages.find_evidence)      # in AppConfig.ready

A practice tells what people *feel* (sealed answers about themselves) or what *shows* (what came of something they did), each
under a topic. Where both are there, they stand beside each other; there is no sum of them, ever.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.utils.safestring import SafeString

from breakthrough.collaborations.models import Member
from breakthrough.kernel.words import gettext_noop

Kind = Literal["felt", "shown"]
Leaning = Literal["high", "low"]

TOPICS = {
    "speaking": gettext_noop("Speaking up"),
    "challenge": gettext_noop("Open challenge"),
    "steering": gettext_noop("Shared steering"),
    "goal": gettext_noop("One goal"),
    "ground": gettext_noop("Common ground"),
    "all_in": gettext_noop("All in"),
    "building": gettext_noop("Building on each other"),
    "promises": gettext_noop("Promises"),
    "learning": gettext_noop("Learning"),
    "whole": gettext_noop("Greater than the parts"),
}
"""What evidence is about, in the order of the page."""

ONLY_SHOWN = frozenset({"ground", "promises", "learning", "whole"})
"""Topics that nobody is asked about: they show, or they do not."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is known, of the latest time it was looked at.

    `value` is a few words ("kept: about 7 in 10"), `words` the sentence. `people` says from how many, as a band; `method` is
    the method's version and `method_address` its page; `address` leads to the result with its tables. `leaning` is given
    only where the interval lies wholly on one side. `picture` is markup that was made safe; `before` says what the time
    before showed and how far the two can be compared, empty where there was none.
    """

    topic: str
    kind: Kind
    practice: str
    value: str
    words: str
    people: str
    method: str
    method_address: str
    address: str
    at: datetime
    leaning: Leaning | None = None
    picture: SafeString = field(default_factory=SafeString)
    before: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Where the group stands between the three ways of working together; heading, what it means, the picture.

    `before` says where it stood the time before, and how the two may be read.
    """

    heading: str
    words: str
    picture: SafeString
    caption: str
    people: str
    method: str
    method_address: str
    address: str
    at: datetime
    before: str = ""


@dataclass(frozen=True, slots=True)
class Parties:
    """What parties clearly see differently, one sentence each, and how that is to be read; no `differences`: none is clear."""

    differences: Sequence[str]
    words: str
    people: str
    method: str
    method_address: str
    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """Something said or given that waits for somebody's answer."""

    title: str
    standing: str
    address: str


@dataclass(frozen=True, slots=True)
class Step:
    """What could be done next, and why. Of several, the one with the lowest `rank` is shown first."""

    words: str
    why: str
    address: str
    rank: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one practice knows. `thread_count` counts all threads; `threads` are the first few.

    `note_look` is called with the time when somebody reads this on the page: the practice then knows that its results are looked at.
    """

    position: Position | None = None
    parties: Parties | None = None
    findings: Sequence[Finding] = ()
    threads: Sequence[Thread] = ()
    thread_count: int = 0
    steps: Sequence[Step] = ()
    note_look: Callable[[datetime], None] | None = None


FindEvidence = Callable[[Member], Evidence]

_practices: dict[str, FindEvidence] = {}


def register(practice: str, find: FindEvidence) -> None:
    """Let `practice` speak on the page. `find(member)` returns only what this member may see."""
    _practices[practice] = find


def list_evidence(member: Member) -> list[Evidence]:
    """Return what every practice knows, in the order of their names."""
    return [_practices[name](member) for name in sorted(_practices)]
