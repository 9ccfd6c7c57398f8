"""Preparing a round: the roster is frozen, keys are made, the card is published on both planes. And giving it up again."""

import hashlib
import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from breakthrough.background import work
from breakthrough.ballotbox.protocol import card as cards
from breakthrough.ballotbox.protocol import messages, roster
from breakthrough.ballots import four_words, neighbours, queries, registry, rules
from breakthrough.ballots.actions import records
from breakthrough.ballots.models import AskedPlan, Joining, Key, Opening, Place, Scope, Voiding
from breakthrough.ballots.plans import Mode, ScopePlan
from breakthrough.ballots.signer import PublicKey
from breakthrough.collaborations import journal
from breakthrough.collaborations.models import Collaboration, Member

Random = Callable[[int], bytes]

MAKE_KEYS = "ballots.make-keys"
NO_HURRY = timedelta(minutes=2)  # by then everybody in a room has their seal, and needs no processor any more
END = "ballots.end"
FORGET = "ballots.forget"


@dataclass(frozen=True, slots=True)
class Seat:
    """A member with their place on the roster-to-be."""

    member: Member
    ref: bytes
    party_number: int
    is_new: bool


def prepare(
    *,
    collaboration: Collaboration,
    actor: Member | None,
    practice: str,
    mode: Mode,
    scopes: Sequence[ScopePlan],
    content: bytes,
    members: Sequence[Member],
    now: datetime,
    keep_days: int = 90,
    ticks: cards.Ticks = "daily",
    k: int = rules.K,
    replaces: Joining | None = None,
    random: Random = secrets.token_bytes,
) -> Joining:
    """Return a round in joining: roster frozen, a fresh key for every scope and cell, the card at the box.

    `content` is everything people will be asked, in UTF-8: its hash is on the card, and everybody on the list gets it. Members who left and observers are left out.
    `replaces` is the round that was given up for this one: it adds to the count of restarts that everybody sees.
    Problems: `too-few-joined`, `cell-too-small`, `k-below-floor`, `quota-too-large`, and those of the box.
    """
    records.check_may_run(actor, practice=practice)
    rules.check_k(k)
    seats = _seats(collaboration, members, random)
    rules.check_enough(len(seats), k=k)
    for plan in scopes:
        rules.check_quota(plan.quota, eligible=len(seats))
        if plan.by_party:
            rules.check_may_split(_count_by_party(seats), k=k)
    keys = neighbours.get_keys()
    made = {plan.label: _make_keys(plan, seats, keys.take) for plan in scopes}
    try:
        salt = random(32)
        card = cards.write_card(
            cards.Card(
                round=uuid.UUID(bytes=random(16), version=4).bytes,
                practice=practice,
                mode=mode,
                k=k,
                alg=cards.ED25519
                if queries.has_ed25519_everywhere([seat.member.person_id for seat in seats])
                else cards.P256,
                roster_hash=_hash_roster(salt, seats),
                members=len(seats),
                parties=tuple(_parties(seats)),
                content_hash=hashlib.sha256(content).digest(),
                ticks=ticks,
                keep_days=keep_days,
                scopes=tuple(
                    cards.Scope(
                        label=plan.label,
                        quota=plan.quota,
                        max_body=plan.max_body,
                        kind=plan.kind,
                        cells=tuple(
                            cards.Cell(number=cell, eligible=_eligible(cell, seats), public_key=key.spki)
                            for cell, key in made[plan.label].items()
                        ),
                    )
                    for plan in scopes
                ),
            )
        )
        restarts = replaces.restarts + 1 if replaces is not None else 0
        words = four_words.words_of(messages.digest_of(card))
        joining = _keep(
            collaboration,
            actor,
            card,
            made,
            seats,
            content=content,
            salt=salt,
            words=words,
            restarts=restarts,
            now=now,
        )
    except BaseException:
        keys.destroy(key.key_id for cells in made.values() for key in cells.values())
        raise
    return joining


@transaction.atomic
def void(*, joining: Joining, actor: Member | None, now: datetime) -> None:
    """Give the card up before anything opens: its keys are destroyed, and the box forgets it. Twice changes nothing."""
    records.check_may_run(actor, practice=joining.practice, joining=joining)
    held = records.hold(joining)
    if hasattr(held, "voiding"):
        return
    rules.check_still_joining([queries.phase_of(scope) for scope in queries.list_scopes(held)])
    Voiding.objects.create(joining=held, by=actor, at=now)
    work.cancel_appointment(end_key(held))
    records.note(held, "sealed.voided", actor=actor, now=now)
    registry.tell(held, "", "voided", now)
    forget_at_box(held, now=now)
    destroy_keys(held)


def forget_at_box(joining: Joining, *, now: datetime) -> None:
    """Have the box delete what it keeps of the round, once this is committed; tried again until the box has answered."""
    work.start(FORGET, {"round": joining.id.hex}, owner=None, topic=None, now=now)


def destroy_keys(joining: Joining) -> None:
    """Destroy the private keys once the transaction is committed: from then on nobody can issue under this card."""
    key_ids = list(Key.objects.filter(scope__joining=joining).values_list("key_id", flat=True))
    transaction.on_commit(lambda: neighbours.forget_keys(key_ids))


def end_key(joining: Joining) -> str:
    """Return the name of the appointment at which the round ends."""
    return f"{END}:{joining.pk}"


@transaction.atomic
def _keep(
    collaboration: Collaboration,
    actor: Member | None,
    card: bytes,
    made: Mapping[str, Mapping[int, PublicKey]],
    seats: Sequence[Seat],
    *,
    content: bytes,
    salt: bytes,
    words: str,
    restarts: int,
    now: datetime,
) -> Joining:
    read = cards.read_card(card)
    digest = messages.digest_of(card)
    joining = Joining.objects.create(
        id=uuid.UUID(bytes=read.round),
        collaboration=collaboration,
        practice=read.practice,
        mode=read.mode,
        k=read.k,
        alg=read.alg,
        card=card,
        digest=digest.hex(),
        words=words,
        roster_salt=salt.hex(),
        ticks=read.ticks,
        keep_days=read.keep_days,
        restarts=restarts,
        by=actor,
        at=now,
    )
    AskedPlan.objects.create(joining=joining, content=content)
    Place.objects.bulk_create(
        Place(
            joining=joining,
            member=seat.member,
            ref=seat.ref.hex(),
            name=str(seat.member.person),
            party_id=seat.member.party_id,
            party_number=seat.party_number,
            is_new=seat.is_new,
        )
        for seat in seats
    )
    for position, scope in enumerate(read.scopes):
        row = Scope.objects.create(
            joining=joining,
            label=scope.label,
            position=position,
            quota=scope.quota,
            max_body=scope.max_body,
            kind=scope.kind,
        )
        Key.objects.bulk_create(
            Key(
                scope=row,
                cell=cell.number,
                eligible=cell.eligible,
                key_id=made[scope.label][cell.number].key_id,
                spki=cell.public_key,
            )
            for cell in scope.cells
        )
    facts: dict[str, journal.Fact] = {
        "members": len(seats),
        "k": read.k,
        "digest": digest.hex(),
        "restarts": restarts,
    }
    records.note(joining, "sealed.prepared", actor=actor, now=now, facts=facts)
    payload = {"joining": str(joining.pk)}
    work.appoint(END, payload, key=end_key(joining), at=rules.due_end(keep_days=read.keep_days, now=now))
    work.appoint(MAKE_KEYS, {}, key=f"{MAKE_KEYS}:{joining.pk}", at=now + NO_HURRY)
    neighbours.get_box().publish(card)
    return joining


def _seats(collaboration: Collaboration, members: Sequence[Member], random: Random) -> list[Seat]:
    present = list(
        Member.objects.select_related("person", "party")
        .filter(pk__in=[member.pk for member in members], collaboration=collaboration, departure__isnull=True)
        .exclude(role="observer")
        .order_by("party__position", "joined_at", "pk")
    )
    order = list(dict.fromkeys(member.party_id for member in present))
    before = _members_before(collaboration)
    return [
        Seat(
            member=member,
            ref=random(16),
            party_number=order.index(member.party_id) + 1,
            is_new=bool(before) and member.pk not in before,
        )
        for member in present
    ]


def _members_before(collaboration: Collaboration) -> set[uuid.UUID]:
    last = (
        Opening.objects.filter(scope__joining__collaboration=collaboration)
        .order_by("-at")
        .values_list("scope__joining", flat=True)
        .first()
    )
    return set(Place.objects.filter(joining=last).values_list("member", flat=True)) if last else set()


def _make_keys(plan: ScopePlan, seats: Sequence[Seat], take: Callable[[], PublicKey]) -> dict[int, PublicKey]:
    cells = sorted({seat.party_number for seat in seats}) if plan.by_party else [rules.EVERYONE]
    return {cell: take() for cell in cells}


def _parties(seats: Sequence[Seat]) -> list[str]:
    return list(dict.fromkeys(seat.member.party.name for seat in seats))


def _eligible(cell: int, seats: Sequence[Seat]) -> int:
    return sum(1 for seat in seats if cell in {rules.EVERYONE, seat.party_number})


def _count_by_party(seats: Sequence[Seat]) -> dict[int, int]:
    return {seat.party_number: _eligible(seat.party_number, seats) for seat in seats}


def _hash_roster(salt: bytes, seats: Sequence[Seat]) -> bytes:
    entries = tuple(
        roster.Entry(ref=seat.ref, name=str(seat.member.person), party=seat.party_number, is_new=seat.is_new)
        for seat in seats
    )
    return roster.hash_of_roster(roster.write_roster(roster.Roster(salt=salt, entries=entries)))
