"""What they hold each other to on Fridays: the text in its versions, where they stood, what kept them back, and what came of it.

Written for this product, like `story`. Days count from the results of the round of Straight talk, as in `promised`; stances are
by party in the order of `story.PARTIES`: wards, therapy and pharmacy, home care.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from breakthrough.config.demo import talk
from breakthrough.config.demo.promised import Asked, Step
from breakthrough.measures.alignment.stances import Stance
from breakthrough.practices.alignment.rules.texts import Words
from breakthrough.practices.promises.rules import Event

SEED = 20261030
TITLE = "What we hold each other to on Fridays"
TEMPLATE = "working-agreement"
WRITTEN, RAISED, REWRITTEN, BEGAN = 5, 6, 7, 8
TAKEN_UP, CONCLUDED, REVIEWED = 20, 21, 72

_THURSDAY = (
    "The plan for the weekend is written on Thursday, by the ward and by home care together. The person it is about reads it "
    "before anybody signs it."
)
_SLIPS = "When something slips, whoever sees it first says so, at any hour. Nobody asks whose fault it was before the person is safe."
_HOUR = "Nobody goes home on a Friday after two in the afternoon, unless home care has said yes by name"
VERSIONS = (
    f"{_HOUR}.\n\n{_THURSDAY}\n\n{_SLIPS}",
    f"{_HOUR}, and the family knows the name and the hour of the first visit.\n\n{_THURSDAY}\n\n{_SLIPS}",
)
NOTE = "The first visit has a name and an hour"


@dataclass(frozen=True, slots=True)
class Named:
    """A reservation with a name on it, made of a sealed statement; how it was answered, and lifted."""

    by: str
    said: str
    words: Words
    answer: str
    lifted: str
    lifted_on: int


NAMED = Named(
    by="Priya Raman",
    said=talk.MORNING,
    words=Words(
        "On Saturday mornings two of us cover forty streets. A yes on Thursday can be a no by Friday night.",
        "The family knows who comes and when, and whom to ring if nobody does.",
    ),
    answer="The name and the hour are in it now. If we cannot write them down, nobody goes home that day.",
    lifted="Last Saturday the family opened the door and said my name. That is all I wanted.",
    lifted_on=18,
)

ROUND_ON_ELM = Words(
    "Two o'clock comes before the Friday round on Elm is over. We would keep people for the clock, not for their sake.",
    "The round on Elm begins before eleven on Fridays.",
)
WHOSE_FAULT = Words(
    "I do not believe that anybody will ask whose fault it was later. Here it is asked first, and then it is written down."
)
ON_THURSDAYS = Words(
    "On Thursdays half of therapy is at the other house. The plan would be written without us.",
    "One of us is there, or is rung before it is signed.",
)
ONE_NAME = Words(
    "A yes by name puts the whole Saturday on one person at Riverside.",
    "There is a second name beside the first.",
)
LAMINATED = Words("We shall write it, laminate it and forget it.")
SEALED = (ROUND_ON_ELM, WHOSE_FAULT, ON_THURSDAYS, ONE_NAME, LAMINATED)
"""What was raised sealed, by the first devices."""

STANDS = "I go along with the rest. This I will believe in spring."
"""What its raiser, still unknown, says of `WHOSE_FAULT`. `ROUND_ON_ELM` is lifted, `LAMINATED` taken back."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer by name to a sealed reservation."""

    by: str
    to: Words
    text: str
    day: int


REPLIES = (
    Reply(
        "Daniel Weiss",
        ON_THURSDAYS,
        "True, and I had not seen it. Ring me before you sign, every Thursday, and I send somebody or come myself.",
        14,
    ),
    Reply(
        "Joseph Okafor",
        WHOSE_FAULT,
        "I have asked it first myself. I cannot prove to you that I will not. Watch me, and tell me when I do.",
        15,
    ),
)

PROMISES = (
    (
        ROUND_ON_ELM,
        Asked(
            by="Frances Doyle",
            to="Joseph Okafor",
            what="Begin the Friday round on Elm before eleven.",
            day=14,
            due=19,
            steps=(
                Step(15, "Joseph Okafor", Event.PROMISE, "It costs one of us an early train. I asked her first."),
                Step(19, "Joseph Okafor", Event.REPORT_DONE, "Twenty to eleven, and everybody was there."),
                Step(19, "Frances Doyle", Event.ACCEPT, "I saw it. Two people were home before it got dark."),
            ),
        ),
    ),
    (
        ONE_NAME,
        Asked(
            by="Hanne Lindqvist",
            to="Ibrahim Kone",
            what="Put a second name beside every first visit after a Friday.",
            day=16,
            due=41,
            words="I do not want to be the one who made you say yes alone.",
            steps=(Step(17, "Ibrahim Kone", Event.PROMISE, "From the second week of next month. Before that I would lie."),),
        ),
    ),
    (
        ON_THURSDAYS,
        Asked(
            by="Leila Haddad",
            to="Ruth Adeyemi",
            what="Ring therapy before the plan for the weekend is signed, every Thursday.",
            day=16,
            due=24,
            steps=(
                Step(17, "Ruth Adeyemi", Event.PROMISE, "It is on the door of the ward office now."),
                Step(24, "Ruth Adeyemi", Event.REPORT_DONE, "Rang at one, and Nadia came over."),
                Step(25, "Leila Haddad", Event.ACCEPT),
            ),
        ),
    ),
)  # fmt: skip

OUTCOME = (
    "From now on this is how we do Fridays. Not everybody believes every line of it, and that stands beside it. Whoever cannot "
    "keep it rings the other house before two, not after."
)

OWN_STANCES = {
    "Miriam Sattler": (2, 9),
    "Joseph Okafor": (1, 8),
    "Daniel Weiss": (1, 8),
    "Frances Doyle": (1, 9),
    "Ibrahim Kone": (1, 7),
    "Priya Raman": (1, 8),
}
"""Position and weight, by name, of those whom one meets elsewhere in the story; the others' are drawn."""

SEALERS = 30
NAMERS = 34
_POSITION = ((0.9, 0.7), (0.8, 0.7), (0.2, 0.9))
"""Sealed and by name differ: mean of the position and its spread. Home care says more aloud than it holds."""
_POSITION_NAMED = ((1.1, 0.6), (1.0, 0.6), (1.0, 0.6))
_WEIGHT, _WEIGHT_NAMED = (7.6, 7.0, 7.2), (7.8, 7.4, 7.9)
_PURPOSE = (76, 72, 68)
# Where reservations go, of those four: the plan, one's standing, habit and workload, one's own way.
_RESERVED = ((3, 1, 4, 1), (3, 2, 3, 1), (4, 1, 5, 1))


def draw_sealed(parties: Sequence[int]) -> list[Stance]:
    """Return one sealed stance for each person, the same every time; `parties` are their parties, from 0."""
    chance = random.Random(f"{SEED} sealed")  # noqa: S311 (a story, not a secret)
    return [_stance(chance, party) for party in parties]


def draw_named(parties: Sequence[int]) -> list[tuple[int, int]]:
    """Return position and weight of each person by name, the same every time."""
    chance = random.Random(f"{SEED} named")  # noqa: S311 (as above)
    return [
        (_near(chance, *_POSITION_NAMED[party], least=-2, most=2), _near(chance, _WEIGHT_NAMED[party], 1.3))
        for party in parties
    ]


def _stance(chance: random.Random, party: int) -> Stance:
    purpose = _near(chance, _PURPOSE[party], 8, least=40, most=95)
    return Stance(
        position=_near(chance, *_POSITION[party], least=-2, most=2),
        weight=_near(chance, _WEIGHT[party], 1.6),
        understanding=_near(chance, 3.1, 0.7, most=4),
        place=_near(chance, 1.0, 0.8, most=2),
        predicted=_near(chance, 6.2, 1.4),
        points=(purpose, *_split(100 - purpose, _RESERVED[party])),
        waits_for=_near(chance, 3.0, 2.0),
    )


def _split(rest: int, shares: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Split points by shares; what rounding leaves goes to the last."""
    first, second, third = (rest * share // sum(shares) for share in shares[:3])
    return first, second, third, rest - first - second - third


def _near(chance: random.Random, middle: float, spread: float, *, least: int = 0, most: int = 10) -> int:
    return min(most, max(least, round(chance.gauss(middle, spread))))
