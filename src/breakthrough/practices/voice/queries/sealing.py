"""What the ballot box lets everybody know of a round: who is on its list, and who has their seal."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from breakthrough.ballots import queries as ballot_queries
from breakthrough.ballots.models import Place
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.voice.models import Setup
from breakthrough.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many of those who take part have their seal, and who has not yet. Having one says nothing about who speaks."""

    have: int
    eligible: int
    lacking: tuple[str, ...]


def list_roster(setup: Setup) -> list[Member]:
    """Return those on the frozen list of a prepared round in its order, also whoever left since; nobody in draft."""
    if setup.joining_id is None:
        return []
    places = (
        Place.objects.filter(joining_id=setup.joining_id)
        .select_related("member__person", "member__party", "member__departure")
        .order_by("party_number", "member__joined_at", "member_id")
    )
    return [place.member for place in places]


def list_leaders(setup: Setup) -> QuerySet[Member]:
    """Return who of the frozen list leads a party today, in its order."""
    places = Place.objects.filter(joining=setup.joining_id).values("member")
    return (
        Member.objects.filter(Q(role=Role.LEADER) | Q(also_leads=True), pk__in=places)
        .select_related("person")
        .order_by("party__position", "joined_at", "pk")
    )


def list_names(setup_round: Round) -> list[tuple[str, str]]:
    """Return name and party of everybody on the frozen list of a round, in its order, as they are called today: one query, no rows.

    The name of somebody who was erased is empty.
    """
    places = Place.objects.filter(joining_id__in=Setup.objects.filter(round=setup_round).values("joining_id"))
    ordered = places.order_by("party_number", "member__joined_at", "member_id")
    return list(ordered.values_list("member__person__name", "member__party__name"))


def find_readiness(setup: Setup) -> Readiness | None:
    """Return who has their seal, or None in draft."""
    if setup.joining_id is None:
        return None
    found = ballot_queries.readiness(setup.joining_id)
    return Readiness(have=found.have, eligible=found.eligible, lacking=tuple(found.lacking))


def list_cells(round: Round) -> dict[int, str]:
    """Return the names of the parties by their number on the card, as readings call them; 0 is everybody else together."""
    places = Place.objects.filter(joining_id__in=Setup.objects.filter(round=round).values("joining_id"))
    return dict(places.values_list("party_number", "party__name").distinct().order_by("party_number"))
