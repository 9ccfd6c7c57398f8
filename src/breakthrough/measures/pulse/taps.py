"""The three taps of the micro Pulse, `micro/1`, and what is read from them. Plain values: no numerics."""

from __future__ import annotations

from dataclasses import dataclass

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures.values import Estimate

VERSION = "micro/1"


@dataclass(frozen=True, slots=True)
class MicroQuestion:
    """One tap: `answers` are worth 0, 1, 2 …; `missing` is an answer that counts as none. `is_reversed`: high is worse."""

    key: str
    dimension: str
    text: str
    answers: tuple[str, ...]
    missing: str | None = None
    is_reversed: bool = False

    @property
    def top(self) -> int:
        return len(self.answers) - 1


QUESTIONS = (
    MicroQuestion(
        "m1",
        "SAY",
        gettext_noop("This week, was there something you wanted to say here but did not?"),
        (gettext_noop("No"), gettext_noop("Something small"), gettext_noop("Something that matters")),
        is_reversed=True,
    ),
    MicroQuestion(
        "m2",
        "AGENDA",
        gettext_noop("This week, did you choose the shared goal over your own side's?"),
        (gettext_noop("No"), gettext_noop("Once"), gettext_noop("More than once")),
        missing=gettext_noop("No chance came up"),
    ),
    MicroQuestion(
        "m3",
        "BUILD",
        gettext_noop(
            "This week, how many times did someone from another part of the group make your idea better, or you theirs?"
        ),
        (gettext_noop("0"), gettext_noop("1"), gettext_noop("2"), gettext_noop("3 or more")),
    ),
)


@dataclass(frozen=True, slots=True)
class MicroReading:
    """One question in one week: its mean as answered (not reversed), with its interval; None below five answers."""

    key: str
    method: str
    mean: Estimate | None
    n_band: str | None
