"""What may happen to a sealed round, and what follows from its records. Pure.

Over 150 lines because the whole life of a round reads best on one page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop

K = 5  # the floor; a card may raise it, nothing may lower it
LARGEST_QUOTA = 3
FEWEST_FOR_MANY = (
    13  # below, everybody has one contribution: with more, too few people could stand behind K of them
)
LONGEST_OBJECTION = 500
EVERYONE = 0  # the cell everybody is in; parties are 1, 2, …
GRACE = {"room": timedelta(seconds=30), "days": timedelta(minutes=10)}
HOLD = timedelta(days=7)


class Phase(StrEnum):
    """Where a scope stands. `waiting`: credentials are out, the scope has not opened yet."""

    JOINING = "joining"
    WAITING = "waiting"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    RELEASED = "released"
    HELD = "held"
    ENDED = "ended"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class ScopeFacts:
    """The records of one scope and of its joining."""

    is_voided: bool = False
    is_ended: bool = False
    joining_is_over: bool = False
    is_open: bool = False
    closes_at: datetime | None = None
    is_closed: bool = False
    is_released: bool = False
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class KeyCounts:
    """What a board shows under one key (`items`, and how many it says were `issued`), beside what was `told` to the box."""

    items: int
    issued: int
    told: int
    eligible: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many have given something to an open room, at least; where it is nearly everybody, that is all that may be said."""

    at_least: int
    is_nearly_all: bool


def phase_of(facts: ScopeFacts) -> Phase:
    """Return where a scope with these records stands."""
    reached = (
        (facts.is_voided, Phase.VOIDED),
        (facts.is_ended, Phase.ENDED),
        (facts.is_held, Phase.HELD),
        (facts.is_released, Phase.RELEASED),
        (facts.is_closed, Phase.CLOSED),
        (facts.closes_at is not None, Phase.CLOSING),
        (facts.is_open, Phase.OPEN),
        (facts.joining_is_over, Phase.WAITING),
    )
    return next((phase for is_reached, phase in reached if is_reached), Phase.JOINING)


def check_may_run(role: Role | None) -> None:
    """Raise a Problem unless someone with `role` runs rounds; None is the clock or the operator."""
    if role not in (None, Role.FACILITATOR):
        raise Problem(
            "facilitators-only",
            status=403,
            words=gettext_noop(
                "Only a facilitator can do this. Ask one of yours; you find them on the people page."
            ),
        )


def check_own(*, is_own: bool) -> None:
    """Raise a Problem unless the one who asks prepared the round, where each runs their own."""
    if not is_own:
        raise Problem(
            "run-by-another",
            status=403,
            words=gettext_noop("This round belongs to the one who began it. Only they can lead it."),
        )


def check_k(k: int) -> None:
    """Raise a Problem if fewer than five could hide one."""
    if k < K:
        raise Problem(
            "k-below-floor",
            status=422,
            words=gettext_noop("A sealed round needs at least %(floor)d people. It cannot be set lower."),
            params={"floor": K},
            field="k",
        )


def check_quota(quota: int, *, eligible: int) -> None:
    """Raise a Problem unless everybody may give that many: one where they are few, at most three elsewhere."""
    if not 1 <= quota <= LARGEST_QUOTA or (quota > 1 and eligible < FEWEST_FOR_MANY):
        raise Problem(
            "quota-too-large",
            status=422,
            words=gettext_noop(
                "With fewer than %(fewest)d people everybody gives one answer; with more, at most %(most)d."
            ),
            params={"fewest": FEWEST_FOR_MANY, "most": LARGEST_QUOTA},
            field="quota",
        )


def check_enough(count: int, *, k: int) -> None:
    """Raise a Problem if fewer than k are there to hide each other."""
    if count < k:
        raise Problem(
            "too-few-joined",
            status=409,
            words=gettext_noop(
                "%(count)d of at least %(k)d are in. Wait until more have joined. With fewer, anybody could be found out."
            ),
            params={"count": count, "k": k},
        )


def may_split(counts: Mapping[int, int], *, k: int) -> bool:
    """Say whether results by party are possible: two parties or more, and every one of them has at least k people.

    Then everybody but one party is at least k people too.
    """
    return len(counts) > 1 and min(counts.values()) >= k


def check_may_split(counts: Mapping[int, int], *, k: int) -> None:
    """Raise a Problem unless results by party are possible; `counts` is people per party."""
    if not may_split(counts, k=k):
        raise Problem(
            "cell-too-small",
            status=409,
            words=gettext_noop(
                "One party has fewer than %(k)d people in, so results by party would give them away. Wait for more, or restart as one group."
            ),
            params={"k": k},
        )


def check_still_joining(phases: Sequence[Phase]) -> None:
    """Raise a Problem unless nothing of the round has opened: afterwards nothing at all changes."""
    if any(phase is not Phase.JOINING for phase in phases):
        raise Problem(
            "round-frozen",
            status=409,
            words=gettext_noop(
                "The round has opened, so nothing about it can change. Finish it, and begin another."
            ),
        )


def check_may_issue(phase: Phase) -> None:
    """Raise a Problem unless credentials are given out now."""
    if phase is not Phase.JOINING:
        raise Problem(
            "joining-not-open",
            status=409,
            words=gettext_noop(
                "This round gives out no seals now. Those who have none can take part in the next round."
            ),
        )


def check_may_open(phase: Phase, *, earlier: Sequence[Phase]) -> None:
    """Raise a Problem unless a scope may open: it waits, and every scope before it on the card has opened."""
    if phase not in {Phase.JOINING, Phase.WAITING} or any(
        one in {Phase.JOINING, Phase.WAITING} for one in earlier
    ):
        raise _order()


def check_may_announce_closing(phase: Phase) -> None:
    """Raise a Problem unless the scope is open."""
    if phase is not Phase.OPEN:
        raise _order()


def check_may_close(phase: Phase, *, closes_at: datetime | None, now: datetime) -> None:
    """Raise a Problem unless the closing was announced and the time of grace is over."""
    if phase is not Phase.CLOSING or closes_at is None or now < closes_at:
        raise _order()


def check_board(counts: Sequence[KeyCounts], *, quota: int, members: int) -> None:
    """Raise a Problem unless, under every key, items ≤ issued ≤ eligible × quota ≤ roster × quota.

    More items than seals would mean that somebody spoke twice, or that the box made up a voice.
    """
    if not all(
        one.items <= one.issued == one.told <= one.eligible * quota <= members * quota for one in counts
    ):
        raise Problem(
            "board-does-not-add-up",
            status=502,
            words=gettext_noop(
                "The ballot box returned a board that does not fit the seals that were given out. Nothing was shown. Whoever runs this server has to find out why."
            ),
        )


def check_may_release(phase: Phase) -> None:
    """Raise a Problem unless the scope is closed."""
    if phase is not Phase.CLOSED:
        raise _order()


def check_may_raise_objection(phase: Phase, *, is_on_roster: bool, words: str) -> None:
    """Raise a Problem unless somebody on the roster objects, in words, before the round opens."""
    check_on_roster(is_on_roster=is_on_roster)
    check_may_issue(phase)
    if not words.strip() or len(words) > LONGEST_OBJECTION or "\0" in words:
        raise Problem(
            "objection-unreadable",
            status=422,
            words=gettext_noop("Say in a sentence or two what is wrong, in at most %(limit)d characters."),
            params={"limit": LONGEST_OBJECTION},
            field="words",
        )


def check_on_roster(*, is_on_roster: bool) -> None:
    """Raise a Problem for whoever is not on the frozen list."""
    if not is_on_roster:
        raise not_on_roster()


def not_on_roster() -> Problem:
    """Return the Problem for whoever is not on the frozen list."""
    return Problem(
        "not-on-roster",
        status=403,
        words=gettext_noop(
            "You are not on the list of this round. The list was fixed when the round was prepared; you can take part in the next one."
        ),
    )


def check_request(asked: Mapping[str, int], *, keys: Mapping[str, int], known: Sequence[str]) -> None:
    """Raise a Problem unless a request asks for every key of the person (`keys`: key id to quota), each in full."""
    if not set(asked) <= set(known):
        raise Problem(
            "key-unknown",
            status=404,
            words=gettext_noop("This round has no such key. Reload the page to get the present ones."),
        )
    if dict(asked) != dict(keys):
        raise Problem(
            "wrong-number-of-messages",
            status=422,
            words=gettext_noop(
                "A browser asks for everything it needs in a round at once. Reload the page and try again."
            ),
        )


def due_end(*, keep_days: int, now: datetime) -> datetime:
    """Return when a round ends whose last release was `now`."""
    return now + timedelta(days=keep_days)


def count_people(have: set[int], joined: Mapping[int, int]) -> int:
    """Return how many people hold a credential; `joined` maps a place to the place of the same person (see `Place`)."""
    return len({joined.get(place, place) for place in have})


def tell_progress(count: int, *, quota: int, k: int, issued: int) -> Progress | None:
    """Return what may be told of `count` contributions to an open room, or None: nothing yet.

    `count` comes from the box in steps of K = quota * (k - 1) + 1. It is told as people, of whom there are at least so many, and
    never as everybody: the last step that would say so is left out.
    """
    people, eligible = -(-count // quota), issued // quota
    while people >= eligible:
        count -= quota * (k - 1) + 1
        people = -(-count // quota)
        if count <= 0:
            return None
    return Progress(at_least=people, is_nearly_all=people >= eligible - 1) if count > 0 else None


def _order() -> Problem:
    return Problem(
        "phase-order",
        status=409,
        words=gettext_noop("The round is not at this step. Reload the page to see where it stands."),
    )
