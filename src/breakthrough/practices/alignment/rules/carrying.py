"""What a stance is worth when the text changes: told straight. Nobody counts as supporting words they have not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Carried(StrEnum):
    """How somebody stands to a version."""

    OWN = "own"
    SAME_WORDS = "same_words"
    ASKED_AGAIN = "asked_again"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Given:
    """A stance as it was given: on the version with this number and these parts, with a position (-2 to 2) on each part."""

    version: int
    marks: tuple[str, ...]
    position: int
    weight: int
    by_part: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Carry:
    """How somebody stands to a version.

    `kept` are their positions on parts whose words they have seen; `asked` the parts they have not. Position and weight on the
    whole are None unless they gave them on exactly these words.
    """

    how: Carried
    kept: Mapping[str, int]
    asked: tuple[str, ...]
    position: int | None = None
    weight: int | None = None

    @property
    def counts(self) -> bool:
        """Whether this is a stance on the version, and no guess."""
        return self.position is not None


def carry(given: Sequence[Given], *, version: int, marks: Sequence[str]) -> Carry:
    """Return how somebody who gave these stances, oldest first, stands to a version with these parts."""
    earlier = [one for one in given if one.version <= version]
    if not earlier:
        return Carry(Carried.SILENT, {}, tuple(marks))
    last = earlier[-1]
    kept = {mark: one.by_part[mark] for one in earlier for mark in marks if mark in one.by_part}
    asked = tuple(mark for mark in marks if mark not in kept)
    if last.version == version:
        return Carry(Carried.OWN, kept, asked, last.position, last.weight)
    if last.marks == tuple(marks):
        return Carry(Carried.SAME_WORDS, kept, (), last.position, last.weight)
    return Carry(Carried.ASKED_AGAIN, kept, asked)
