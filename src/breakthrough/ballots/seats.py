"""Where somebody who fetches credentials stands on a roster. The SQL is made once and kept.

When a round is prepared, hundreds of browsers ask within seconds, and making the SQL of these queries took twice as long as
signing (see `made_once`).
"""

import functools
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from breakthrough.ballots import rules
from breakthrough.ballots.models import End, IssuedCredential, Key, Opening, Place, Voiding
from breakthrough.ballots.rules import Phase, ScopeFacts
from breakthrough.web import made_once
from breakthrough.web.made_once import A_NUMBER, AN_ID, OTHER_ID


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's place on a frozen roster, and where its round stands. `digest` is the card's, in hexadecimal.

    `has_credential`: something was issued to this place, or to another place of the same person (`same_as_id`).
    """

    pk: int
    joining_id: uuid.UUID
    party_number: int
    same_as_id: int | None
    digest: str
    phase: Phase
    has_credential: bool


@dataclass(frozen=True, slots=True)
class SeatKey:
    """A key that a place gets credentials of, `quota` of them. It never changes, so it is read once a process."""

    pk: int
    key_id: str
    quota: int


def find_of_person(person_id: uuid.UUID, joining_id: uuid.UUID) -> Seat | None:
    """Return the seat of a person who is a present member, or None."""
    return _find(_of_person, joining_id, {AN_ID: joining_id, OTHER_ID: person_id})


def find_of_member(member_id: uuid.UUID, joining_id: uuid.UUID) -> Seat | None:
    """Return the seat of a member, whether or not they have left since, or None."""
    return _find(_of_member, joining_id, {AN_ID: joining_id, OTHER_ID: member_id})


def look_again(seat: Seat) -> Seat:
    """Return a seat as it stands now; for what is done under a lock."""
    found = _find(_of_place, seat.joining_id, {A_NUMBER: seat.pk})
    assert found is not None  # noqa: S101 (the lock keeps the round, and the round its places)
    return found


@functools.lru_cache(maxsize=64)
def list_keys(joining_id: uuid.UUID, party_number: int) -> tuple[SeatKey, ...]:
    """Return the keys of the cells that a party's places are in, in the card's order."""
    found = (
        Key.objects.filter(
            Q(cell=rules.EVERYONE) | Q(cell=party_number),
            scope__joining_id=joining_id,
        )
        .order_by("scope__position", "cell")
        .values_list("pk", "key_id", "scope__quota")
    )
    return tuple(SeatKey(*row) for row in found)


def _find(
    query: "Callable[[], QuerySet[Place, Any]]",
    joining_id: uuid.UUID,
    values: Mapping[made_once.Value, made_once.Value],
) -> Seat | None:
    row = made_once.find_row(query, values)
    if row is None:
        return None
    pk, party_number, same_as_id, digest, is_voided, is_ended, joining_is_over, has_credential = row
    phase = rules.phase_of(
        ScopeFacts(is_voided=bool(is_voided), is_ended=bool(is_ended), joining_is_over=bool(joining_is_over))
    )
    return Seat(pk, joining_id, party_number, same_as_id, digest, phase, bool(has_credential))


def _of_person() -> "QuerySet[Place, Any]":
    return _with_facts(
        Place.objects.filter(joining_id=AN_ID, member__person_id=OTHER_ID, member__departure__isnull=True)
    )


def _of_member() -> "QuerySet[Place, Any]":
    return _with_facts(Place.objects.filter(joining_id=AN_ID, member_id=OTHER_ID))


def _of_place() -> "QuerySet[Place, Any]":
    return _with_facts(Place.objects.filter(pk=A_NUMBER))


def _with_facts(found: "QuerySet[Place]") -> "QuerySet[Place, Any]":
    own = IssuedCredential.objects.filter(
        Q(place=OuterRef("pk")) | Q(place__same_as=OuterRef("pk")) | Q(place=OuterRef("same_as"))
    )
    return found.order_by().values_list(
        "pk",
        "party_number",
        "same_as_id",
        F("joining__digest"),
        Exists(Voiding.objects.filter(joining=OuterRef("joining"))),
        Exists(End.objects.filter(joining=OuterRef("joining"))),
        Exists(Opening.objects.filter(scope__joining=OuterRef("joining"))),
        Exists(own),
    )
