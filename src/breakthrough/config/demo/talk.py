"""What they said to each other without names, how they answered, and what came of it. Written for this product, like `story`.

Names of people are those of `story.PARTIES`; shares are by party in its order: wards, therapy and pharmacy, home care.
"""

from dataclasses import dataclass

TITLE = "After the hard week"
QUESTION = (
    "In one week four people came back within two days of going home, and two of them should not have gone. "
    "What led to it, what did we not say in time, and what should we do differently now?"
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed statement and how people took it.

    `agree` is the share of each party that agrees, of those who have a view; `unsure` the share that passes. `aloud` is the
    share of those who agree that would say so in the room; `expected` what most think others hold; `matters` to how many it does.
    """

    text: str
    agree: tuple[float, float, float]
    aloud: float
    expected: str
    matters: float = 0.4
    unsure: float = 0.06


SIGNED = "I have signed a plan for going home before the person it is about had read it. More than once."
MONDAY = "The Monday call is for the people who run the Monday call."
MORNING = (
    "I have told a family that somebody will come tomorrow morning, without knowing whether anybody would."
)
NO_SLOT = 'When Riverside says "no slot before Thursday", I no longer believe it.'
PHARMACY = "We say pharmacy is the bottleneck. Pharmacy has asked for the list at noon for two years and gets it at three."
CAR = "Nobody from the hospital has ever sat in my car for one morning round. I would even bring the coffee."
COST = "Our two managements agree on everything, as long as the other one pays for it."
WEEKENDS = "Going home on a Saturday will break the home care teams, and the wards will call it progress."
LEAVING = "I have thought about leaving. Not because of the work, but because of how the two houses talk about each other."
KEYS = "The lady whose keys we lost waited two days for somebody to say sorry. She is still waiting."
NAMED = "The discharge coordinator on Larch sends home whoever complains least. Everybody on the corridor knows who I mean."

SEALED = (
    Sealed(SIGNED, (0.80, 0.70, 0.75), 0.15, "few", matters=0.65),
    Sealed(MONDAY, (0.75, 0.85, 0.85), 0.18, "few", matters=0.3),
    Sealed(MORNING, (0.60, 0.60, 0.95), 0.12, "few", matters=0.6),
    Sealed(COST, (0.80, 0.90, 0.75), 0.25, "half"),
    Sealed(NO_SLOT, (0.95, 0.50, 0.05), 0.55, "half", matters=0.5),
    Sealed(WEEKENDS, (0.05, 0.45, 0.95), 0.60, "half", matters=0.55),
    Sealed(PHARMACY, (0.25, 0.95, 0.60), 0.70, "half", unsure=0.15),
    Sealed(CAR, (0.55, 0.80, 1.00), 0.85, "half", matters=0.35),
    Sealed(LEAVING, (0.25, 0.30, 0.70), 0.08, "few", matters=0.5),
    Sealed(KEYS, (0.95, 0.92, 0.95), 0.70, "most", matters=0.75),
    Sealed(
        "We look for who let go. We hardly ever look for what let go.",
        (0.95, 0.95, 1.0),
        0.65,
        "half",
        matters=0.5,
    ),
    Sealed(
        "Friday at four is when we find out what we forgot on Tuesday.",
        (1.0, 1.0, 1.0),
        0.90,
        "most",
        matters=0.6,
    ),
    Sealed(
        "I would rather be asked early and say no than be told late and have to say yes.",
        (0.30, 0.70, 1.00),
        0.50,
        "half",
        unsure=0.1,
    ),
    Sealed(
        "A bed is no waiting room. While home care looks for a slot, somebody downstairs lies on a trolley.",
        (0.95, 0.60, 0.20),
        0.75,
        "half",
        matters=0.5,
    ),
    Sealed(NAMED, (0.40, 0.40, 0.40), 0.05, "few", unsure=0.5),
)

OPENINGS = {
    "Joseph Okafor": "I told the board that we were ready. I had asked nobody outside the hospital. That was my mistake.",
    "Ibrahim Kone": "I told the wards that we had room on days when I did not know it. I wanted to be a good partner. It made me a bad one.",
}

HIDING_REASON = (
    "It points at one person, who cannot answer here. If something is wrong on Larch, come to me or to Frances, or write it "
    "again without the person."
)

LATER_WORDS = (PHARMACY, f"{PHARMACY} I should have added: last week it came at half past twelve. Thank you.")
"""A statement, and what its author made of it after the results."""


@dataclass(frozen=True, slots=True)
class Said:
    """A reply by name, so many days after the results."""

    by: str
    to: str
    text: str
    day: int


REPLIES = (
    Said(
        by="Joseph Okafor",
        to=SIGNED,
        text=(
            "I have done it too, the last time on a Friday a month ago. I am not going to ask who else. What I ask is that "
            "we stop: from next Monday nobody needs my signature before the person has read the plan with one of us. "
            "If that costs us beds in the first weeks, I will explain it upstairs."
        ),
        day=1,
    ),
    Said(
        by="Ruth Adeyemi",
        to=SIGNED,
        text="It takes eleven minutes to read it together. I timed it. We have been saving eleven minutes.",
        day=2,
    ),
    Said(
        by="Ibrahim Kone",
        to=NO_SLOT,
        text=(
            "That stings, and I see why. Half of our free slots exist on paper because two people are ill. I would rather "
            "show you the real list every morning, with the holes in it, than be believed less every week."
        ),
        day=1,
    ),
    Said(
        by="Hanne Lindqvist",
        to=NO_SLOT,
        text="I agreed with this one and I still think it was true that week. The real list would change my mind. Rounded-up lists would not.",
        day=2,
    ),
    Said(
        by="Daniel Weiss",
        to=PHARMACY,
        text="Thank you, whoever you are. I have the times of the last six weeks and would rather show them than argue about them. Thursday, coffee room, all welcome.",
        day=2,
    ),
    Said(
        by="Frances Doyle",
        to=MONDAY,
        text=(
            "As one of the people who run the Monday call: fair. Miriam and I propose to cancel it for three weeks and see "
            "who misses what. I have a suspicion that it will be us."
        ),
        day=3,
    ),
    Said(
        by="Miriam Sattler",
        to=KEYS,
        text="I went to see her on Tuesday, with flowers and a new set of keys. She said the keys would have been enough.",
        day=4,
    ),
)

CAME_OF_IT = Said(
    by="Frances Doyle",
    to=CAR,
    text="Every ward sends one person along on a morning round each month; Hanne Lindqvist went first",
    day=9,
)

NEXT_TITLE = "Before we decide about Saturdays"
NEXT_QUESTION = "Shall people go home on Saturdays too? What speaks for it, what against it, and what has nobody said yet?"
NEXT_OPENINGS = {
    "Ibrahim Kone": "I do not know yet whether I am for it. I know that I will not ask anybody to do it who has not been asked first."
}

VOTERS = 34
SEALS = 37
NEXT_SEALS = 31
DOORS = {
    "Miriam Sattler": "who facilitates",
    "Joseph Okafor": "who leads the wards",
    "Colm Brady": "who works on them",
}
"""Whom a visitor can also be."""
