"""What a stance is worth when the text changes: told straight. Nobody counts as supporting words they have not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

FEWEST = 5


class Carried(StrEnum):
    """How somebody stands to a version."""

    OWN = "own"
    SAME_WORDS = "same_words"
    ASKED_AGAIN = "asked_again"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Given:
    """A stance as it was given: on the version with this number and these parts, with a position (-2 to 2) on each part.

    `is_this_round`: in the round that is looked at, and not in one before it.
    """

    version: int
    marks: tuple[str, ...]
    position: int
    weight: int
    by_part: Mapping[str, int]
    is_this_round: bool = False


@dataclass(frozen=True, slots=True)
class Carry:
    """How somebody stands to a version.

    `kept` are their positions on parts whose words they have seen; `asked` the parts they have not; `apart` those of `kept` on
    which they said otherwise than on the whole. Position and weight on the whole are None unless they gave them on exactly these
    words; `OWN` are only those given in this round.
    """

    how: Carried
    kept: Mapping[str, int]
    asked: tuple[str, ...]
    position: int | None = None
    weight: int | None = None
    apart: Mapping[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether this is a stance on the version, and no guess."""
        return self.position is not None


@dataclass(frozen=True, slots=True)
class Staying:
    """For how many people what they said of one part holds, and how many have not seen its words."""

    mark: str
    stays: int
    asked: int


@dataclass(frozen=True, slots=True)
class Carriage:
    """Of `people` who stood by name: for how many their whole stance holds for a version, and part by part.

    Counts of people and of no positions. Who they are stands by name in the rounds, so that a count singles nobody out; below
    `FEWEST` there is none all the same, as everywhere here.
    """

    people: int
    whole: int
    parts: tuple[Staying, ...]

    @property
    def asked(self) -> int:
        """How many are asked again about the whole."""
        return self.people - self.whole


def carry(given: Sequence[Given], *, version: int, marks: Sequence[str]) -> Carry:
    """Return how somebody who gave these stances, oldest first, stands to a version with these parts.

    A part counts as what was said of it last: a newer stance takes the place of an older one, on every part of it.
    """
    earlier = [one for one in given if one.version <= version]
    if not earlier:
        return Carry(Carried.SILENT, {}, tuple(marks))
    last = earlier[-1]
    latest = {mark: one for one in earlier for mark in marks if mark in one.by_part}
    kept = {mark: one.by_part[mark] for mark, one in latest.items()}
    apart = {mark: position for mark, position in kept.items() if position != latest[mark].position}
    asked = tuple(mark for mark in marks if mark not in kept)
    if last.is_this_round:
        return Carry(Carried.OWN, kept, asked, last.position, last.weight, apart)
    if last.marks == tuple(marks):
        return Carry(Carried.SAME_WORDS, kept, (), last.position, last.weight, apart)
    return Carry(Carried.ASKED_AGAIN, kept, asked, apart=apart)


def count(
    stood: Mapping[tuple[int, ...], int], *, known: Mapping[int, Sequence[str]], marks: Sequence[str]
) -> Carriage | None:
    """Return how many stances stay on a version with these parts; None below `FEWEST` people.

    `stood` holds how many people gave stances on which versions, oldest first; `known` the parts of each of these versions. A
    stance speaks of every part of its version, so that this is `carry` for all of them without looking at what they said.
    """
    people = sum(stood.values())
    if people < FEWEST:
        return None
    kept = [
        ({mark for version in versions for mark in known[version]}, many) for versions, many in stood.items()
    ]
    stays = {mark: sum(many for seen, many in kept if mark in seen) for mark in marks}
    return Carriage(
        people=people,
        whole=sum(many for versions, many in stood.items() if tuple(known[versions[-1]]) == tuple(marks)),
        parts=tuple(Staying(mark, many, people - many) for mark, many in stays.items()),
    )
