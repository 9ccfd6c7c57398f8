"""Reads: a round can only be had through the member who asks."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber

from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.rounds import rules
from breakthrough.rounds.models import Round
from breakthrough.web import made_once, problems
from breakthrough.web.made_once import AN_ID, OTHER_ID


def get_round(member: Member, round_id: uuid.UUID, *, practice: str | None = None) -> Round:
    """Return the round of the member's collaboration, or a 404 Problem; observers only get closed rounds."""
    found = made_once.find(_one, {AN_ID: round_id, OTHER_ID: member.collaboration_id})
    if found is None or not _may_see(member, found) or practice not in {None, found.practice}:
        raise problems.not_found()
    return found


def check_visible(member: Member, round: Round) -> None:
    """Raise a 404 Problem unless the member may see the round; what it says of itself is believed only if it is closed.

    No query where the answer is plain: a round at hand is of this collaboration, and no closure is ever taken back.
    """
    if not _may_see(member, round):
        get_round(member, round.pk)


def list_rounds(member: Member, *, practice: str | None = None) -> list[Round]:
    """Return the rounds the member may see, newest first."""
    rounds = _rounds_of(member.collaboration_id)
    if practice:
        rounds = rounds.filter(practice=practice)
    if member.role == Role.OBSERVER:
        rounds = rounds.filter(closure__isnull=False)
    return list(rounds)


def first_of_each(
    found: QuerySet[Any, Any], *, by: Sequence[str], order: Sequence[str], most: int
) -> dict[tuple[Any, ...], tuple[list[Any], int]]:
    """Return the primary keys of the first `most` rows of each group, and how many more it has: one query for all groups.

    Groups are rows alike in `by`; `order` is what is first.
    """
    ranked = (
        found.order_by()
        .annotate(
            rank=Window(RowNumber(), partition_by=list(by), order_by=list(order)),
            of_all=Window(Count("pk"), partition_by=list(by)),
        )
        .filter(rank__lte=most)
        .values_list("pk", "rank", "of_all", *by)
    )
    groups: dict[tuple[Any, ...], list[tuple[int, Any, int]]] = defaultdict(list)
    for key, rank, of_all, *group in ranked:
        groups[tuple(group)].append((rank, key, of_all))
    return {
        group: ([key for _rank, key, _all in sorted(rows, key=lambda row: row[0])], rows[0][2] - len(rows))
        for group, rows in groups.items()
    }


def _rounds_of(collaboration_id: uuid.UUID) -> QuerySet[Round]:
    return Round.objects.select_related("collaboration", "closure").filter(collaboration_id=collaboration_id)


def _one() -> QuerySet[Round]:
    return _rounds_of(OTHER_ID).filter(pk=AN_ID)


def _may_see(member: Member, round: Round) -> bool:
    facts = rules.RoundFacts(role=Role(member.role), is_closed=round.is_closed)
    return round.collaboration_id == member.collaboration_id and rules.may_see(facts)
