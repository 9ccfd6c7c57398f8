"""Where somebody who fetches credentials stands on a roster. The SQL is made once and kept.

When a round is prepared, hundreds of browsers ask within seconds. Making the SQL of these queries took half of all the
processor time of an answer, twice as long as signing; so Django makes it once a process, and the values are put in.
"""

import functools
import uuid
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, UUIDField

from breakthrough.ballots import rules
from breakthrough.ballots.models import End, IssuedCredential, Key, Opening, Place, Voiding
from breakthrough.ballots.rules import Phase, ScopeFacts

Value = uuid.UUID | int | str | bool | None

_ROUND, _WHO, _NUMBER = uuid.UUID(int=0xA1), uuid.UUID(int=0xA2), 987_654_321
"""They stand in the SQL where the values go."""

_WHOSE: dict[str, dict[str, object]] = {
    "person": {"joining_id": _ROUND, "member__person_id": _WHO, "member__departure__isnull": True},
    "member": {"joining_id": _ROUND, "member_id": _WHO},
    "place": {"pk": _NUMBER},
}


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
    return _find("person", joining_id, {_ROUND: joining_id, _WHO: person_id})


def find_of_member(member_id: uuid.UUID, joining_id: uuid.UUID) -> Seat | None:
    """Return the seat of a member, whether or not they have left since, or None."""
    return _find("member", joining_id, {_ROUND: joining_id, _WHO: member_id})


def look_again(seat: Seat) -> Seat:
    """Return a seat as it stands now; for what is done under a lock."""
    found = _find("place", seat.joining_id, {_NUMBER: seat.pk})
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


def _find(whose: str, joining_id: uuid.UUID, values: dict[Value, Value]) -> Seat | None:
    sql, standing = _statement(connection.vendor, whose)
    with connection.cursor() as cursor:
        cursor.execute(sql, [_prepared(values[one]) if one in values else one for one in standing])
        row = cursor.fetchone()
    if row is None:
        return None
    pk, party_number, same_as_id, digest, is_voided, is_ended, joining_is_over, has_credential = row
    phase = rules.phase_of(
        ScopeFacts(is_voided=bool(is_voided), is_ended=bool(is_ended), joining_is_over=bool(joining_is_over))
    )
    return Seat(pk, joining_id, party_number, same_as_id, digest, phase, bool(has_credential))


@functools.cache
def _statement(_vendor: str, whose: str) -> tuple[str, tuple[Value, ...]]:
    """Return the SQL for a kind of database, and its values in their order, with the marks where ours go."""
    own = IssuedCredential.objects.filter(
        Q(place=OuterRef("pk")) | Q(place__same_as=OuterRef("pk")) | Q(place=OuterRef("same_as"))
    )
    found = (
        Place.objects.filter(**_WHOSE[whose])
        .order_by()
        .values_list(
            "pk",
            "party_number",
            "same_as_id",
            F("joining__digest"),
            Exists(Voiding.objects.filter(joining=OuterRef("joining"))),
            Exists(End.objects.filter(joining=OuterRef("joining"))),
            Exists(Opening.objects.filter(scope__joining=OuterRef("joining"))),
            Exists(own),
        )
    )
    sql, values = found.query.sql_with_params()
    marks: dict[Value, Value] = {_prepared(mark): mark for mark in (_ROUND, _WHO, _NUMBER)}
    return sql, tuple(marks.get(value, value) for value in values)


def _prepared(value: Value) -> Value:
    if not isinstance(value, uuid.UUID):
        return value
    found: Value = UUIDField().get_db_prep_value(value, connection)
    return found
