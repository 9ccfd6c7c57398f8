"""The whole thread of a thing, up and down: what was said, what came of it, and how that stands today.

It begins at the furthest thing that this one came from (a round or a text in which that stands is named beside it), and goes
down through everything that came of it, in order. The number of queries depends on how many steps there are between the first
and the last, never on how many things: depth and breadth are bounded, and what is left out is counted.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from breakthrough.collaborations.models import Member
from breakthrough.rounds import threads
from breakthrough.rounds.threads import Below, Happening, Place, Source

MOST_BELOW = 12
MOST_HAPPENINGS = 12
MOST_THINGS = 60
DEEPEST = 5

_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a thread, with what happened to it and what came of it; `is_here`: it is the one that was asked for."""

    source: Source
    happenings: tuple[Happening, ...]
    more_happenings: int
    below: tuple["Thing", ...]
    more_below: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """A thread: where it begins, and what that stands in, nearest first. `here` is what was asked for."""

    root: Thing
    frames: tuple[Source, ...]
    here: Source

    @property
    def is_alone(self) -> bool:
        """Nothing is known but the thing itself."""
        return not (self.root.happenings or self.root.below)


def gather(member: Member, practice: str, key: str) -> Whole | None:
    """Return the thread through a thing as this member may see it, or None if they may not see the thing."""
    up = threads.trace(member, practice, key)
    if not up:
        return None
    own = _without_frames(up)
    found = _go_down(member, own)
    told = threads.tell(member, [one.place for one in _all(own[-1], found)])
    return Whole(_thing(own[-1], found, told, here=up[0].place), tuple(up[len(own) :]), up[0])


def _without_frames(up: Sequence[Source]) -> list[Source]:
    """The thing and what it came from, without the rounds and texts that this stands in; a frame that was asked for stays."""
    own = [up[0]]
    for one in up[1:]:
        if one.is_frame:
            break
        own.append(one)
    return own


def _go_down(member: Member, path: Sequence[Source]) -> dict[Place, Below]:
    """Return what came of the last of `path` and of all that came of that; the things of `path` are always among them."""
    root = path[-1]
    under = {above.place: one for one, above in itertools.pairwise(path)}
    found: dict[Place, Below] = {}
    seen, level, left = {root.place}, [root], MOST_THINGS
    for _depth in range(DEEPEST):
        follows = threads.follows_of(member, [one.place for one in level], most=MOST_BELOW)
        if level == [root] and root.is_frame:
            inner, came = (
                threads.inner_of(member, root.place, most=MOST_BELOW),
                follows.get(root.place, Below()),
            )
            follows[root.place] = Below(inner.sources + came.sources, inner.more_count + came.more_count)
        following: list[Source] = []
        for one in level:
            below = _cut(follows.get(one.place, Below()), seen, under.get(one.place), left)
            left -= len(below.sources)
            seen |= {each.place for each in below.sources}
            found[one.place] = below
            following += below.sources
        if not following:
            break
        level = following
    return found


def _cut(below: Below, seen: set[Place], wanted: Source | None, left: int) -> Below:
    """Leave out what stands in the thread already and what is too much; `wanted` stays whatever happens."""
    fresh = sorted(
        (one for one in below.sources if one.place not in seen), key=lambda one: one.at or _EARLIEST
    )
    kept = fresh[: max(0, min(MOST_BELOW, left))]
    left_out = below.more_count + len(fresh) - len(kept)
    if wanted is not None and wanted.place not in {one.place for one in kept}:
        kept, left_out = [*kept, wanted], max(0, left_out - 1)
    return Below(tuple(kept), left_out)


def _all(source: Source, found: Mapping[Place, Below]) -> Iterator[Source]:
    yield source
    for one in found.get(source.place, Below()).sources:
        yield from _all(one, found)


def _thing(
    source: Source,
    found: Mapping[Place, Below],
    told: Mapping[Place, tuple[Happening, ...]],
    *,
    here: Place,
) -> Thing:
    below = found.get(source.place, Below())
    addresses = {one.address for one in below.sources}
    # What stands below with its own words is not told twice.
    happenings = [
        one for one in told.get(source.place, ()) if not (one.address in addresses and not one.said)
    ]
    return Thing(
        source=source,
        happenings=tuple(happenings[:MOST_HAPPENINGS]),
        more_happenings=max(0, len(happenings) - MOST_HAPPENINGS),
        below=tuple(_thing(one, found, told, here=here) for one in below.sources),
        more_below=below.more_count,
        is_here=source.place == here,
    )
