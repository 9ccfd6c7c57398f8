"""One voter's answer on one statement as the small number that a sealed vector holds."""

from dataclasses import dataclass
from typing import Literal

Vote = Literal["agree", "disagree", "pass"]
Aloud = Literal["room", "one_to_one", "only_here"]
Many = Literal["few", "half", "most"]

VOTES: tuple[Vote, ...] = ("agree", "disagree", "pass")
ALOUD: tuple[Aloud | None, ...] = (None, "room", "one_to_one", "only_here")
MANY: tuple[Many | None, ...] = (None, "few", "half", "most")


@dataclass(frozen=True, slots=True)
class Answer:
    """A vote, whether it matters, where one would say it (None: not said), how many agree (None: not asked or skipped)."""

    vote: Vote
    matters: bool = False
    aloud: Aloud | None = None
    many: Many | None = None


def encode(answer: Answer) -> int:
    """Return the code: vote + 4 if it matters + 8 x aloud + 32 x many."""
    return (
        VOTES.index(answer.vote)
        + 4 * answer.matters
        + 8 * ALOUD.index(answer.aloud)
        + 32 * MANY.index(answer.many)
    )


def decode(code: int | None) -> Answer | None:
    """Return the answer behind a code; None for what was not answered and for a number that is no code."""
    if code is None or not 0 <= code < 128 or code % 4 == 3:
        return None
    return Answer(
        vote=VOTES[code % 4],
        matters=bool(code // 4 % 2),
        aloud=ALOUD[code // 8 % 4],
        many=MANY[code // 32],
    )
