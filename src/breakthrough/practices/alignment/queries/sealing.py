"""What the ballot box lets everybody know of a round: who is on its list, and who has their seal."""

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from breakthrough.ballots import queries as ballot_queries
from breakthrough.ballots.models import Place, Scope
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment.models import Setup
from breakthrough.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many of those who take part have their seal, and who has not yet. Having one says nothing about who speaks."""

    have: int
    eligible: int
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who takes part, as they are called today. `is_here` is False for whoever left since."""

    member_id: uuid.UUID
    name: str
    party: str
    leads: bool
    is_here: bool


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


def count_seats(joining_id: uuid.UUID | None) -> int:
    """Return how many are on a frozen list."""
    return Place.objects.filter(joining=joining_id).count()


def list_seats(joining_id: uuid.UUID, wanted: slice = slice(None)) -> list[Seat]:
    """Return everybody on a frozen list in its order, or some of them: one query, no rows."""
    places = Place.objects.filter(joining_id=joining_id).order_by(
        "party_number", "member__joined_at", "member_id"
    )
    return [
        Seat(
            member_id=member_id,
            name=name or gettext("someone who left"),
            party=party,
            leads=role == Role.LEADER.value or also_leads,
            is_here=departure is None,
        )
        for member_id, name, party, role, also_leads, departure in places.values_list(
            "member_id",
            "member__person__name",
            "member__party__name",
            "member__role",
            "member__also_leads",
            "member__departure",
        )[wanted]
    ]


def list_leaders(setup: Setup) -> QuerySet[Member]:
    """Return who of the frozen list leads a party today, in its order."""
    places = Place.objects.filter(joining=setup.joining_id).values("member")
    return (
        Member.objects.filter(Q(role=Role.LEADER) | Q(also_leads=True), pk__in=places, departure__isnull=True)
        .select_related("person")
        .order_by("party__position", "joined_at", "pk")
    )


def list_names(round: Round) -> list[tuple[str, str]]:
    """Return name and party of everybody on the frozen list of a round, in its order, as they are called today: one query, no rows."""
    return _names(Place.objects.filter(joining_id__in=Setup.objects.filter(round=round).values("joining_id")))


def list_names_of(joining_id: uuid.UUID) -> list[tuple[str, str]]:
    """Return the same for a joining in the ballot box."""
    return _names(Place.objects.filter(joining_id=joining_id))


def _names(places: QuerySet[Place]) -> list[tuple[str, str]]:
    ordered = places.order_by("party_number", "member__joined_at", "member_id")
    return list(ordered.values_list("member__person__name", "member__party__name"))


def list_cells(setup: Setup) -> dict[int, int]:
    """Return the number of each party on the card, by the party's own identifier."""
    if setup.joining_id is None:
        return {}
    places = Place.objects.filter(joining_id=setup.joining_id)
    return dict(places.values_list("party_id", "party_number").distinct())


def list_cell_names(round: Round) -> dict[int, str]:
    """Return the names of the parties by their number on the card, as readings call them; 0 is everybody else together."""
    places = Place.objects.filter(joining_id__in=Setup.objects.filter(round=round).values("joining_id"))
    return dict(places.values_list("party_number", "party__name").distinct().order_by("party_number"))


def find_readiness(setup: Setup) -> Readiness | None:
    """Return who has their seal, or None in draft."""
    if setup.joining_id is None:
        return None
    found = ballot_queries.readiness(setup.joining_id)
    return Readiness(have=found.have, eligible=found.eligible, lacking=tuple(found.lacking))


def are_reservations_held(joining_id: uuid.UUID | None) -> bool:
    """Whether too few sealed reservations came to show them: fewer than five, or none at all. Nobody can tell which."""
    if joining_id is None:
        return False
    return Scope.objects.filter(joining=joining_id, label="reservation", hold__isnull=False).exists()
