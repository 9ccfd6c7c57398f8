"""How the people of the story answer the Pulse, before the talk and after it: drawn with a fixed seed. Written for this product, like `story`."""

import random
from collections.abc import Mapping, Sequence
from statistics import fmean

from breakthrough.measures.pulse import questions

TITLE = "How we work, ward and front door"
OWN = "I know by name whom to call on the other side."
TURN = "One list of free slots, the same for the wards and for home care."
SEED = 20261005
ANSWERED = (36, 34)
"""So many answer in each wave; the others mean to, and do not."""

# What each party sees, wave by wave, from 1 (never) to 7 (always): wards, therapy and pharmacy, home care.
LEVELS: tuple[Mapping[str, tuple[float, float, float]], ...] = (
    {
        "SAY": (4.4, 3.7, 2.9),
        "STEER": (4.6, 3.4, 2.6),
        "TURN": (4.9, 5.1, 5.0),
        "AGENDA": (4.2, 3.9, 3.7),
        "ALL-IN": (4.9, 4.6, 5.0),
        "CLASH": (3.3, 3.4, 2.9),
        "STRETCH": (3.6, 3.9, 3.5),
        "BUILD": (3.7, 3.9, 3.2),
        "ENERGY": (4.2, 4.3, 3.7),
        "own": (3.0, 3.9, 3.3),
    },
    {
        "SAY": (5.5, 4.8, 3.9),
        "STEER": (4.9, 4.0, 2.9),
        "TURN": (4.6, 4.7, 4.8),
        "AGENDA": (4.4, 4.3, 4.2),
        "ALL-IN": (5.1, 5.0, 5.2),
        "CLASH": (4.1, 4.2, 3.7),
        "STRETCH": (3.9, 4.1, 3.8),
        "BUILD": (4.1, 4.3, 3.8),
        "ENERGY": (4.5, 4.6, 4.2),
        "own": (3.6, 4.3, 4.0),
    },
)
_MOOD, _SPREAD, _UNSEEN = 0.55, 0.95, 0.03


def draw(wave: int, parties: Sequence[int]) -> list[tuple[int, ...]]:
    """Return one row of codes for each person, 23 questions and the own one; `parties` are their parties, from 0."""
    chance = random.Random(f"{SEED} {wave}")  # noqa: S311 (a story, not a secret)
    moods = [chance.gauss(0, _MOOD) for _ in parties]
    # Of each party some are in a good mood and some are not: what is said of the party is what the story says.
    middle = {
        party: fmean(mood for mood, own in zip(moods, parties, strict=True) if own == party)
        for party in set(parties)
    }
    return [
        _row(chance, LEVELS[wave], party, mood - middle[party])
        for party, mood in zip(parties, moods, strict=True)
    ]


def _row(
    chance: random.Random, levels: Mapping[str, Sequence[float]], party: int, mood: float
) -> tuple[int, ...]:
    asked = [(one.dimension, one.is_reversed) for one in questions.QUESTIONS]
    return tuple(
        _code(chance, levels[key][party] + mood, is_reversed=is_reversed)
        for key, is_reversed in [*asked, ("own", False)]
    )


def _code(chance: random.Random, level: float, *, is_reversed: bool) -> int:
    if chance.random() < _UNSEEN:
        return 0  # not seen, or cannot say
    score = min(7, max(1, round(chance.gauss(level, _SPREAD))))
    return 8 - score if is_reversed else score
