"""Everything that can be read of sealed rounds on the who-side. The member who asks comes first.

Over 150 lines because one glance should show every way to read.
"""

import functools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from breakthrough.background.work import Json
from breakthrough.ballotbox.protocol import encoding, leaving_out, roster
from breakthrough.ballots import neighbours, program, rules, seats, wording
from breakthrough.ballots.models import (
    AskedPlan,
    Capability,
    IssuedCredential,
    Joining,
    Key,
    Objection,
    Opening,
    Place,
    ReleasedBoard,
    Scope,
)
from breakthrough.ballots.plans import Release
from breakthrough.ballots.rules import Phase, Progress, ScopeFacts
from breakthrough.ballots.seats import Seat
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.people.models import Person
from breakthrough.web import made_once, problems
from breakthrough.web.made_once import AN_ID, OTHER_ID


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many of those on the roster have a credential, and the names of those who have none yet."""

    have: int
    eligible: int
    lacking: tuple[str, ...]

    @property
    def everybody_is_in(self) -> bool:
        """Whether there is nobody left to wait for."""
        return self.have == self.eligible


@dataclass(frozen=True, slots=True)
class Protection:
    """What a screen must say before somebody writes: among how many people they are. The lines are in the reader's language."""

    people_count: int

    @property
    def lines(self) -> tuple[str, ...]:
        """The four honest lines, in their order."""
        return wording.lines(self.people_count)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of the roster page. `has_left` since the roster was frozen."""

    name: str
    party: str
    is_new: bool
    has_credential: bool
    has_left: bool
    objection: str


def get_joining(member: Member, joining_id: uuid.UUID) -> Joining:
    """Return a sealed round of the member's collaboration, or a 404 Problem."""
    found = (
        Joining.objects.select_related("collaboration", "voiding", "end")
        .filter(pk=joining_id, collaboration_id=member.collaboration_id)
        .first()
    )
    if found is None:
        raise problems.not_found()
    return found


def get_own_joining(person: Person, joining_id: uuid.UUID) -> tuple[Member, Joining]:
    """Return a sealed round and the person's present membership in its collaboration, or a 404 Problem."""
    found = Joining.objects.select_related("collaboration", "voiding", "end").filter(pk=joining_id).first()
    member = (
        Member.objects.select_related("collaboration", "party", "person")
        .filter(person=person, collaboration_id=found.collaboration_id, departure__isnull=True)
        .first()
        if found is not None
        else None
    )
    if found is None or member is None:
        raise problems.not_found()
    return member, found


def find_place(member: Member, joining: Joining) -> Place | None:
    """Return the member's place on the frozen roster, or None."""
    return Place.objects.filter(joining=joining, member=member).first()


def get_own_place(person: Person, joining_id: uuid.UUID) -> Place:
    """Return the person's place on a roster, as a present member, with `joining`: one query.

    Problems: 404 where the person is no present member, `not-on-roster`.
    """
    found = (
        Place.objects.select_related("joining__voiding", "joining__end", "member")
        .filter(joining_id=joining_id, member__person=person, member__departure__isnull=True)
        .first()
    )
    if found is None:
        raise _refusal_of_person(person, joining_id)
    return found


def get_own_seat(person: Person, joining_id: uuid.UUID) -> Seat:
    """Return where the person stands in fetching credentials, as a present member: one query. Problems: as above."""
    found = seats.find_of_person(person.pk, joining_id)
    if found is None:
        raise _refusal_of_person(person, joining_id)
    return found


def get_seat(member: Member, joining_id: uuid.UUID) -> Seat:
    """Return the same for a member, whether or not they have left since."""
    found = seats.find_of_member(member.pk, joining_id)
    if found is None:
        get_joining(member, joining_id)
        raise rules.not_on_roster()
    return found


def _refusal_of_person(person: Person, joining_id: uuid.UUID) -> Problem:
    get_own_joining(person, joining_id)
    return rules.not_on_roster()


def get_scope(joining: Joining, label: str) -> Scope:
    """Return one scope of the round with its records, or a 404 Problem."""
    found = _scopes(joining).filter(label=label).first() if "\0" not in label else None
    if found is None:
        raise problems.not_found()
    return found


def get_scope_for(member: Member, joining_id: uuid.UUID, label: str) -> Scope:
    """Return a scope of a sealed round of the member's collaboration, with `joining`, or a 404 Problem; see `get_scopes_for`."""
    return get_scopes_for(member, joining_id, (label,))[0]


def get_scopes_for(member: Member, joining_id: uuid.UUID, labels: Sequence[str]) -> list[Scope]:
    """Return scopes of a sealed round of the member's collaboration, with `joining`, or a 404 Problem: for pages, which are many.

    Two queries, and a third where one is closed: all scopes, and the keys, from which `protection_for` and `config_for` know how
    many people there are.
    """
    scopes = made_once.find_all(_all_scopes, {AN_ID: joining_id, OTHER_ID: member.collaboration_id})
    by_label = {one.label: one for one in scopes}
    if not by_label.keys() >= set(labels):
        raise problems.not_found()
    found = [by_label[label] for label in labels]
    closed = [one for one in found if hasattr(one, "closing")]
    released = (
        set(ReleasedBoard.objects.filter(scope__in=closed).values_list("scope_id", flat=True))
        if closed
        else set()
    )
    keys = list(Key.objects.filter(scope__in=found))
    joining_is_over = any(hasattr(one, "opening") for one in scopes)
    for one in found:
        one.joining.collaboration = member.collaboration
        one.is_released = one.pk in released  # type: ignore[attr-defined]  # as `list_scopes` annotates it
        one.joining_is_over = joining_is_over  # type: ignore[attr-defined]  # likewise
        one.its_keys = [key for key in keys if key.scope_id == one.pk]  # type: ignore[attr-defined]  # for `protection_for` and `config_for`
    return found


def list_scopes(joining: Joining) -> list[Scope]:
    """Return the scopes in the card's order, with their records, in one query."""
    return list(_scopes(joining))


# What says where a scope stands.
_RECORDS = (
    "joining__voiding",
    "joining__end",
    "opening",
    "planned_closing",
    "closing_notice",
    "closing",
    "hold",
)


def _all_scopes() -> QuerySet[Scope]:
    return Scope.objects.filter(joining=AN_ID, joining__collaboration=OTHER_ID).select_related(*_RECORDS)


def _scopes(joining: Joining) -> QuerySet[Scope]:
    return (
        Scope.objects.filter(joining=joining)
        .select_related(*_RECORDS, "hold__end")
        .annotate(
            is_released=Exists(ReleasedBoard.objects.filter(scope=OuterRef("pk"))),
            joining_is_over=Exists(Opening.objects.filter(scope__joining=OuterRef("joining"))),
        )
    )


def phase(joining: Joining, label: str) -> Phase:
    """Return where a scope stands; a 404 Problem if the round has none of that label."""
    return phase_of(get_scope(joining, label))


def phase_of(scope: Scope) -> Phase:
    """Return where a scope stands that came from `get_scope` or `list_scopes`."""
    notice = getattr(scope, "closing_notice", None)
    return rules.phase_of(
        ScopeFacts(
            is_voided=hasattr(scope.joining, "voiding"),
            is_ended=hasattr(scope.joining, "end"),
            joining_is_over=scope.joining_is_over,  # type: ignore[attr-defined]  # annotated by list_scopes
            is_open=hasattr(scope, "opening"),
            closes_at=notice.closes_at if notice else None,
            is_closed=hasattr(scope, "closing"),
            is_released=scope.is_released,  # type: ignore[attr-defined]  # annotated by list_scopes
            is_held=hasattr(scope, "hold"),
        )
    )


def readiness(joining: Joining | uuid.UUID) -> Readiness:
    """Return who of the roster has a credential. Somebody who is on it twice counts once."""
    found = (
        Place.objects.filter(joining=joining)
        .order_by("pk")
        .annotate(has_credential=Exists(IssuedCredential.objects.filter(place=OuterRef("pk"))))
        .values_list("pk", "same_as_id", "name", "has_credential")
    )
    people: dict[int, tuple[str, bool]] = {}
    for place, same_as, own_name, has_own in found:
        owner = same_as or place
        name, has = people.get(owner, (own_name, False))
        people[owner] = (own_name if owner == place else name, has or has_own)
    lacking = sorted(name for name, has in people.values() if not has)
    return Readiness(
        have=len(people) - len(lacking), eligible=len(people), lacking=tuple(name for name in lacking if name)
    )


def list_roster(joining: Joining | uuid.UUID) -> list[Member]:
    """Return those on the frozen roster, also whoever has left since: everybody who is told of the round."""
    places = Place.objects.filter(joining=joining).select_related("member__person", "member__party")
    return [place.member for place in places]


def list_rows(joining: Joining) -> list[RosterRow]:
    """Return the frozen roster by party and name, with who has a credential and who objects."""
    return [
        RosterRow(
            name=place.name,
            party=place.party.name,
            is_new=place.is_new,
            has_credential=_has_credential(place),
            has_left=hasattr(place.member, "departure"),
            objection=place.objection.words if hasattr(place, "objection") else "",
        )
        for place in _rows_of_places(joining)
    ]


def count_objections(joining: Joining) -> int:
    """Return how many on the roster object to it."""
    return Objection.objects.filter(place__joining=joining).count()


def list_issued(place: Place | Seat) -> list[IssuedCredential]:
    """Return what was issued to this place, or to another place of the same person."""
    person = Q(place_id=place.pk) | Q(place__same_as_id=place.pk)
    if place.same_as_id:
        person |= Q(place_id=place.same_as_id)
    return list(
        IssuedCredential.objects.select_related("key").filter(person).order_by("key__scope__position", "slot")
    )


def roster_bytes(joining: Joining) -> bytes:
    """Return the roster as it was frozen. Once somebody on it was erased, it no longer hashes to what the card says."""
    places = Place.objects.filter(joining=joining).values_list("ref", "name", "party_number", "is_new")
    return _written(joining.roster_salt, tuple(places))


def plan_bytes(joining: Joining) -> bytes:
    """Return what is asked, as its hash is on the card; nothing for a round that was prepared before this was kept."""
    found = AskedPlan.objects.filter(joining=joining).values_list("content", flat=True).first()
    return bytes(found) if found is not None else b""


@functools.lru_cache(maxsize=8)
def _written(salt: str, places: tuple[tuple[str, str, int, bool], ...]) -> bytes:
    """Everybody on a roster asks for the same bytes within minutes; an erased name makes them others."""
    entries = tuple(
        roster.Entry(ref=bytes.fromhex(ref), name=name, party=party, is_new=is_new)
        for ref, name, party, is_new in places
    )
    return roster.write_roster(roster.Roster(salt=bytes.fromhex(salt), entries=entries))


def list_waiting(person: Person) -> list[Scope]:
    """Return what this person's home device has to do, in one query: a round to fetch credentials for (its first scope),
    and every open scope of a round it has credentials for, so that what is unused can be sent blank.
    """
    mine = Place.objects.filter(
        joining=OuterRef("joining"), member__person=person, member__departure__isnull=True
    )
    own = IssuedCredential.objects.filter(key__scope__joining=OuterRef("joining"))
    has = own.filter(Q(place__member__person=person) | Q(place__same_as__member__person=person))
    to_join = Q(joining_is_over=False, has_credential=False, position=0)
    to_blank = Q(opening__isnull=False, closing__isnull=True, has_credential=True)
    return list(
        Scope.objects.filter(joining__voiding__isnull=True, joining__end__isnull=True)
        .select_related(*_RECORDS)
        .annotate(
            is_released=Exists(ReleasedBoard.objects.filter(scope=OuterRef("pk"))),
            joining_is_over=Exists(Opening.objects.filter(scope__joining=OuterRef("joining"))),
            has_credential=Exists(has),
        )
        .filter(Exists(mine.filter(same_as__isnull=True)))
        .filter(to_join | to_blank)
        .order_by("joining__at", "joining", "position")
    )


def find_board(joining: Joining, label: str) -> ReleasedBoard | None:
    """Return the newest board of a scope, or None."""
    return (
        ReleasedBoard.objects.filter(scope__joining=joining, scope__label=label).order_by("-number").first()
    )


def get_board(joining: Joining, label: str) -> ReleasedBoard:
    """Return the newest board of a scope, or the Problem `not-released`; 404 for a label that the round does not have."""
    found = find_board(joining, get_scope(joining, label).label)
    if found is None:
        raise Problem(
            "not-released",
            status=404,
            words=gettext_noop(
                "There is no board yet. It appears for everybody at once when the answers are released."
            ),
        )
    return found


def list_left_out(joining: Joining, label: str) -> frozenset[bytes]:
    """Return the pseudonyms whose words were left out of the newest board of a scope."""
    found = find_board(joining, label)
    return leaving_out.list_left_out(found.board) if found is not None else frozenset()


def find_progress(joining: Joining, label: str) -> Progress | None:
    """Return what may be told of an open room, or None: nothing yet, another mode or phase, or a box that does not answer.

    The box keeps its word for 30 seconds whoever asks how often, so asking again tells nothing more.
    """
    scope = Scope.objects.filter(joining=joining, label=label, opening__isnull=False).first()
    issued = [key.issued for key in scope.keys.all() if key.issued is not None] if scope else []
    if scope is None or not issued:
        return None
    try:
        count = neighbours.get_box().progress(joining.round_bytes, label)
    except Problem:
        return None
    return rules.tell_progress(count or 0, quota=scope.quota, k=joining.k, issued=sum(issued))


def find_release(joining: Joining, label: str) -> Release | None:
    """Return what came out of a scope, or None while nothing did."""
    scope = get_scope(joining, label)
    first = scope.boards.first()
    newest = find_board(joining, label)
    if first is not None and newest is not None:
        return Release(
            state="released",
            at=first.at,
            board=newest.board,
            reading=first.reading,
            root=bytes.fromhex(newest.root),
            words=newest.words,
        )
    hold = getattr(scope, "hold", None)
    return Release(state="held", at=hold.at) if hold is not None else None


def protection(member: Member, joining: Joining, label: str) -> Protection:
    """Return among how many people a contribution of this member is: those with a credential of their key.

    Before the round opens, those who can get one.
    """
    return protection_for(member, get_scope_for(member, joining.pk, label))


def protection_for(member: Member, scope: Scope) -> Protection:
    """Return the same for a scope that came from `get_scope_for`: one query where a scope is by party, else none."""
    keys: Sequence[Key] = scope.its_keys  # type: ignore[attr-defined]  # by get_scope_for
    if not keys:
        raise problems.not_found()
    place = find_place(member, scope.joining) if len(keys) > 1 else None
    cells = {rules.EVERYONE, place.party_number if place else None}
    key = next((one for one in keys if one.cell in cells), keys[0])
    return Protection(people_count=key.eligible if key.issued is None else key.issued // scope.quota)


def may_be_by_party(members: Sequence[Member], *, k: int = rules.K) -> bool:
    """Say whether results by party would be possible with these members."""
    counts: dict[int, int] = {}
    for member in members:
        counts[member.party_id] = counts.get(member.party_id, 0) + 1
    return rules.may_split(counts, k=k)


def has_ed25519_everywhere(person_ids: Sequence[uuid.UUID]) -> bool:
    """Say whether the browsers of all these people are known to make Ed25519 pseudonyms."""
    able = Capability.objects.filter(person__in=person_ids, has_ed25519=True).count()
    return able == len(set(person_ids))


def client_config(
    member: Member, joining: Joining, label: str, *, csrf: str = "", texts: Mapping[str, str] | None = None
) -> dict[str, Json]:
    """Return what the page hands to the browser's part of the ballot box (`<script id="sealed-config">`)."""
    return config_for(member, get_scope_for(member, joining.pk, label), csrf=csrf, texts=texts)


def config_for(
    member: Member, scope: Scope, *, csrf: str = "", texts: Mapping[str, str] | None = None
) -> dict[str, Json]:
    """Return the same for a scope that came from `get_scope_for`: no query."""
    joining = scope.joining
    return {
        **moment_of(scope),
        "account": account_of(member.person_id),
        "page": address_of(joining),
        "csrf": csrf,
        "mode": joining.mode,
        "alg": joining.alg,
        "kind": scope.kind,
        "quota": scope.quota,
        "maxBody": scope.max_body,
        "words": joining.words,
        "roster_size": size_for(scope),
        "texts": dict(texts or {}),
        "code": dict(program.list_scripts()),
    }


def size_for(scope: Scope) -> int:
    """Return how many are on the roster, for a scope that came from `get_scope_for`: each of them is in one of its cells."""
    return sum(key.eligible for key in scope.its_keys)  # type: ignore[attr-defined]  # by get_scope_for


def moment_of(scope: Scope) -> dict[str, Json]:
    """Return where a scope is found and how it stands, for the browser's part; `scope` from `list_scopes` or `list_waiting`."""
    opening = getattr(scope, "opening", None)
    return {
        "round": scope.joining_id.hex,
        "label": scope.label,
        "who": f"/api/ballots/{scope.joining_id}",
        "box": box_address(),
        "space": scope.joining.collaboration_id.hex,
        "phase": phase_of(scope).value,
        "root": encoding.to_base64url(bytes.fromhex(opening.root)) if opening and opening.root else None,
        "closesAt": closes_at.isoformat() if (closes_at := closes_at_of(scope)) else None,
    }


def closes_at_of(scope: Scope) -> datetime | None:
    """Return when a scope closes: as announced, else as planned, else None."""
    notice, planned = getattr(scope, "closing_notice", None), getattr(scope, "planned_closing", None)
    if notice is not None:
        announced: datetime = notice.closes_at
        return announced
    meant: datetime | None = planned.at if planned is not None else None
    return meant


def box_address() -> str:
    """Return where browsers reach the box: on this site, or on the host of its own."""
    return f"{settings.ENVIRONMENT.box.address}/box"


def account_of(person_id: uuid.UUID) -> str:
    """Return the name under which a browser keeps this person's credentials: the same each time, and telling nothing."""
    return salted_hmac("breakthrough sealed account", str(person_id), algorithm="sha256").hexdigest()[:32]


def address_of(joining: Joining) -> str:
    """Return the address of the round's roster page."""
    return reverse("ballots:show", args=[joining.collaboration.slug, joining.pk])


def _rows_of_places(joining: Joining | uuid.UUID) -> Sequence[Place]:
    return list(
        Place.objects.filter(joining=joining)
        .select_related("party", "member__departure", "objection")
        .annotate(has_credential=Exists(IssuedCredential.objects.filter(place=OuterRef("pk"))))
    )


def _has_credential(place: Place) -> bool:
    return bool(place.has_credential)  # type: ignore[attr-defined]  # annotated by _rows_of_places
