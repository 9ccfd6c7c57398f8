"""From what was said to what came of it, across practices that do not know each other.

A practice whose rounds hold statements keeps their traces (`register`). A practice that makes something of a statement, a
reservation, a change, a promise, links it there (`link`). Evidence asks what still waits for an answer (`list_waiting`).
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from breakthrough.collaborations.models import Member
from breakthrough.rounds import queries
from breakthrough.rounds.models import Round
from breakthrough.web import problems

Kind = Literal["reservation", "change", "promise", "other"]


@dataclass(frozen=True, slots=True)
class Link:
    """What came of a statement: its kind, a title for people and an address of this site or of the web."""

    kind: Kind
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A statement of a finished round that nobody has answered yet."""

    round: Round
    number: int
    text: str


class Keep(Protocol):
    """Keeps a link with statement `number` of a round; a 404 Problem where the member may not see it."""

    def __call__(
        self, *, member: Member, round_id: uuid.UUID, number: int, link: Link, now: datetime
    ) -> None: ...


_keepers: dict[str, tuple[Keep, Callable[[Member], list[Waiting]]]] = {}


def register(practice: str, *, keep: Keep, list_waiting: Callable[[Member], list[Waiting]]) -> None:
    """Make known that rounds of `practice` hold statements that can be answered. Call it in `AppConfig.ready`."""
    _keepers[practice] = (keep, list_waiting)


def link(*, member: Member, round_id: uuid.UUID, number: int, link: Link, now: datetime) -> None:
    """Say that something came of statement `number` of a round; a 404 Problem where there is no such statement."""
    keeper = _keepers.get(queries.get_round(member, round_id).practice)
    if keeper is None:
        raise problems.not_found()
    keeper[0](member=member, round_id=round_id, number=number, link=link, now=now)


def list_waiting(member: Member) -> list[Waiting]:
    """Return what was said and not answered yet, of every practice, as far as the member may see it."""
    return [one for name in sorted(_keepers) for one in _keepers[name][1](member)]
