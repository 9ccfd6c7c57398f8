"""Keeping it decent without unmasking: members mark a reservation, enough marks hide its words at the next tick, facilitators hide
them with a reason. A reservation whose words are hidden stays: with it what was said about it, and where it stands."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from breakthrough.background import work
from breakthrough.ballots import actions as ballot_actions
from breakthrough.collaborations.journal import Fact
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.actions import steps
from breakthrough.practices.alignment.models import Flag, Hiding, Reservation, Text
from breakthrough.practices.alignment.rules import hiding, texts

TICK_KIND = "alignment.hide-flagged"
LEAVE_OUT_KIND = "alignment.leave-out"
_AGAIN = timedelta(minutes=10)


def flag(*, member: Member, text: Text, number: int, now: datetime) -> None:
    """Say that a reservation should not stand here like this. Twice changes nothing; it takes effect at the next tick, with others'."""
    hiding.check_may_flag(Role(member.role))
    with transaction.atomic():
        held = steps.lock_text(text.pk)
        found = queries.get_reservation(member, held.pk, number)
        Flag.objects.get_or_create(reservation=found, member=member)
        # Always appointed, however many marks there are: a tick that comes says nothing about how many there were.
        work.appoint(
            TICK_KIND,
            {"text": str(held.pk)},
            key=f"{TICK_KIND}:{held.pk}",
            at=hiding.next_tick(now, is_live=queries.is_live(held.pk)),
        )


def unflag(*, member: Member, text: Text, number: int) -> None:
    """Take one's mark back. Twice changes nothing; what is hidden stays hidden."""
    hiding.check_may_flag(Role(member.role))
    found = queries.get_reservation(member, text.pk, number)
    Flag.objects.filter(reservation=found, member=member).delete()


def hide_flagged(*, text_id: uuid.UUID, now: datetime) -> int:
    """At a tick: hide what enough present members marked; return how many reservations."""
    with transaction.atomic():
        held = steps.lock_text(text_id)
        here = Count("flags", filter=Q(flags__member__departure__isnull=True))
        counted = Reservation.objects.filter(text=held, hiding__isnull=True).annotate(flag_count=here)
        found = [one for one in counted if hiding.is_hidden_by(one.flag_count)]
        for one in found:
            Hiding.objects.create(reservation=one, by_members=True, at=now)
            facts = {"reservation": one.number}
            steps.write_about(held, "alignment.hidden_by_members", by=None, now=now, facts=facts)
            _appoint_leaving_out(one, at=now)
    return len(found)


def hide(*, member: Member, text: Text, number: int, reason: str, now: datetime) -> None:
    """Hide the words of a reservation with a reason that everybody can read in the journal.

    They leave pages and exports with this transaction, and the boards by a job right after it. A block goes on blocking: no
    single person clears the way.
    """
    hiding.check_may_hide(Role(member.role))
    given = texts.check_line(reason, limit=texts.REASON_LENGTH, field="reason")
    with transaction.atomic():
        held = steps.lock_text(text.pk)
        found = queries.get_reservation(member, held.pk, number)
        if Hiding.objects.filter(reservation=found).exists():
            raise Problem(
                "already-hidden", status=409, words=gettext_noop("This reservation is hidden already.")
            )
        Hiding.objects.create(reservation=found, by_members=False, by=member, reason=given, at=now)
        facts: dict[str, Fact] = {"reservation": number, "reason": given}
        steps.write_about(held, "alignment.hidden", by=member, now=now, facts=facts)
        _appoint_leaving_out(found, at=now)


def leave_hidden_out(*, joining_id: uuid.UUID, now: datetime) -> None:
    """Leave the words of all hidden reservations of a round out of its boards, those of the box too; raises `box-unreachable`.

    Whatever ends this early, it is tried again ten minutes later, until the box has done it.
    """
    with transaction.atomic():
        _appoint(joining_id, at=now + _AGAIN)
        seals = queries.list_hidden_seals(joining_id)
    setup = queries.find_setup_for(joining_id)
    if setup is not None:
        ballot_actions.leave_out(
            joining=queries.get_joining(setup),
            label=queries.RESERVATION,
            pseudonyms=[bytes.fromhex(seal) for seal in seals],
        )
    with transaction.atomic():
        if queries.list_hidden_seals(joining_id) == seals:
            work.cancel_appointment(_key(joining_id))
        else:  # another one was hidden meanwhile
            _appoint(joining_id, at=now)


def _appoint_leaving_out(found: Reservation, *, at: datetime) -> None:
    if found.joining_id is not None:
        _appoint(found.joining_id, at=at)


def _appoint(joining_id: uuid.UUID, *, at: datetime) -> None:
    work.appoint(LEAVE_OUT_KIND, {"joining": str(joining_id)}, key=_key(joining_id), at=at)


def _key(joining_id: uuid.UUID) -> str:
    return f"{LEAVE_OUT_KIND}:{joining_id}"
