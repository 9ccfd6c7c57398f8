"""The 23 questions of the Pulse, version `pulse/1`. Changing a word, the order or an answer makes a new version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures.pulse import frozen

VERSION = "pulse/1"
STEM = gettext_noop("In the last four weeks, in this work together…")
ANSWERS = (
    gettext_noop("Never"),
    gettext_noop("Almost never"),
    gettext_noop("Sometimes, but less than half"),
    gettext_noop("About half the time"),
    gettext_noop("More than half"),
    gettext_noop("Almost always"),
    gettext_noop("Always"),
)
"""What 1 to 7 mean. A missing answer is 0: not the middle."""
NOT_SEEN = gettext_noop("Not seen / can't say")

DIMENSION_NAMES = {
    "SAY": gettext_noop("Speaking up"),
    "STEER": gettext_noop("Shared steering"),
    "TURN": gettext_noop("Turn-taking"),
    "AGENDA": gettext_noop("One goal"),
    "ALL-IN": gettext_noop("All in"),
    "CLASH": gettext_noop("Open challenge"),
    "STRETCH": gettext_noop("Stretch"),
    "BUILD": gettext_noop("Building"),
    "ENERGY": gettext_noop("Energy"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        number: 1 to 23; its place in the order.
        is_reversed: a high answer is a low score (8 minus the answer).
        speaks_of: "me" (direct consensus) or "us" (referent shift).
        is_outcome: speaks of what comes out of the work rather than of how people work.
    """

    number: int
    dimension: str
    text: str
    is_reversed: bool = False
    speaks_of: Literal["me", "us"] = "us"
    is_outcome: bool = False


QUESTIONS = (
    Question(
        1,
        "SAY",
        gettext_noop("I say what I really think, even when it may not be welcome."),
        speaks_of="me",
    ),
    Question(
        2,
        "SAY",
        gettext_noop("Before I speak, I check in my head if it is safe to say."),
        is_reversed=True,
        speaks_of="me",
    ),
    Question(3, "SAY", gettext_noop("When someone brings bad news, they get thanked for it.")),
    Question(4, "STEER", gettext_noop("The ideas we act on come from right across the group.")),
    Question(
        5,
        "STEER",
        gettext_noop("By the time I am asked for my view, the choice has already been made."),
        is_reversed=True,
        speaks_of="me",
    ),
    Question(6, "STEER", gettext_noop("People with less power here change what we end up doing.")),
    Question(7, "TURN", gettext_noop("We each stick to our own part, then pass the work on.")),
    Question(8, "TURN", gettext_noop("We keep things calm and polite.")),
    Question(9, "TURN", gettext_noop("People keep track of who gave what.")),
    Question(10, "AGENDA", gettext_noop("We use the same goal to make hard choices.")),
    Question(
        11,
        "AGENDA",
        gettext_noop("People here are working to a plan they have not told the rest of us."),
        is_reversed=True,
    ),
    Question(12, "ALL-IN", gettext_noop("People put the shared goal ahead of looking good.")),
    Question(
        13,
        "ALL-IN",
        gettext_noop("People hold something back to protect themselves or their own side."),
        is_reversed=True,
    ),
    Question(14, "ALL-IN", gettext_noop("When this work gets hard, people step in to help.")),
    Question(15, "CLASH", gettext_noop("We disagree openly about the work.")),
    Question(
        16, "CLASH", gettext_noop("Once we choose, people who argued against it still help to make it work.")
    ),
    Question(
        17,
        "CLASH",
        gettext_noop("After a meeting, people say what they would not say in it."),
        is_reversed=True,
    ),
    Question(18, "STRETCH", gettext_noop("We try things that might not work.")),
    Question(
        19,
        "STRETCH",
        gettext_noop("When something fails, we ask what we can learn before we ask who did it."),
    ),
    Question(20, "BUILD", gettext_noop("One person's idea gets picked up and made better by someone else.")),
    Question(
        21,
        "BUILD",
        gettext_noop("We end up with something that none of us could have made alone."),
        is_outcome=True,
    ),
    Question(
        22,
        "ENERGY",
        gettext_noop("This work uses the best of what I can do."),
        speaks_of="me",
        is_outcome=True,
    ),
    Question(
        23,
        "ENERGY",
        gettext_noop("I leave our time together with more energy than I had before."),
        speaks_of="me",
        is_outcome=True,
    ),
)

IS_REVERSED = tuple(question.is_reversed for question in QUESTIONS)
PLACES = tuple(
    tuple(place for place, question in enumerate(QUESTIONS) if question.dimension == dimension)
    for dimension in frozen.DIMENSIONS
)
"""For each dimension, the places of its questions (0 to 22)."""
