"""Keeping it decent without unmasking: members flag, enough flags hide at the next tick, facilitators hide with a reason."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from breakthrough.background import work
from breakthrough.ballots import actions as ballot_actions
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.actions import steps
from breakthrough.practices.voice.models import Flag, Hiding, Setup, Statement
from breakthrough.practices.voice.rules import hiding, phases, ticks, words
from breakthrough.practices.voice.rules.phases import Phase
from breakthrough.practices.voice.rules.plans import Mode
from breakthrough.practices.voice.rules.standing import Act
from breakthrough.rounds.models import Round

TICK_KIND = "voice.hide-flagged"
LEAVE_OUT_KIND = "voice.leave-out"
_AGAIN = timedelta(minutes=10)


def flag(*, member: Member, round: Round, number: int, now: datetime) -> None:
    """Say that a statement should not stand here. Twice changes nothing; it takes effect at the next tick, with others' flags."""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.FLAG)
        statement = queries.get_statement(member, round.pk, number)
        Flag.objects.get_or_create(statement=statement, member=member)
        # Always appointed, however many flags there are: a tick that comes says nothing about how many there were.
        work.appoint(
            TICK_KIND,
            {"round": str(round.pk)},
            key=f"{TICK_KIND}:{round.pk}",
            at=ticks.next_tick(Mode(setup.mode), now),
        )


def unflag(*, member: Member, round: Round, number: int) -> None:
    """Take one's flag back. Twice changes nothing; what is hidden stays hidden."""
    statement = queries.get_statement(member, round.pk, number)
    Flag.objects.filter(statement=statement, member=member).delete()


def hide_flagged(*, round: Round, now: datetime) -> int:
    """At a tick: hide what enough present members flagged; return how many statements. While votes are counted it waits."""
    with transaction.atomic():
        setup = steps.lock(round)
        if phases.phase_of(queries.steps_of(setup)) is Phase.COUNTING:
            work.appoint(
                TICK_KIND,
                {"round": str(round.pk)},
                key=f"{TICK_KIND}:{round.pk}",
                at=ticks.next_tick(Mode(setup.mode), now),
            )
            return 0
        here = Count("flags", filter=Q(flags__member__departure__isnull=True))
        counted = Statement.objects.filter(setup=setup, hiding__isnull=True).annotate(flag_count=here)
        found = [one for one in counted if hiding.is_hidden_by(one.flag_count)]
        for statement in found:
            Hiding.objects.create(statement=statement, by_members=True, at=now)
            facts = {"statement": statement.number}
            steps.write(setup, "voice.hidden_by_members", by=None, now=now, facts=facts)
        if found:
            _appoint_leaving_out(setup, at=now)
    return len(found)


def hide(*, member: Member, round: Round, number: int, reason: str, now: datetime) -> None:
    """Hide a statement with a reason that everybody can read in the journal.

    It leaves pages and exports with this transaction, and the boards by a job right after it.
    """
    given = words.check_reason(reason)
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.HIDE)
        statement = queries.get_statement(member, round.pk, number)
        if Hiding.objects.filter(statement=statement).exists():
            raise Problem(
                "already-hidden",
                status=409,
                words=gettext_noop("This statement is hidden already."),
            )
        Hiding.objects.create(statement=statement, by_members=False, by=member, reason=given, at=now)
        steps.write(setup, "voice.hidden", by=member, now=now, facts={"statement": number, "reason": given})
        _appoint_leaving_out(setup, at=now)


def leave_hidden_out(*, round: Round, now: datetime) -> None:
    """Leave the words of all hidden statements out of the boards, those of the box too; raises `box-unreachable`.

    Whatever ends this early, it is tried again ten minutes later, until the box has done it.
    """
    with transaction.atomic():
        setup = steps.lock(round)
        _appoint_leaving_out(setup, at=now + _AGAIN)
        seals = queries.list_hidden_seals(setup)
    if setup.joining_id is not None:
        ballot_actions.leave_out(
            joining=queries.get_joining(setup),
            label=queries.WRITING,
            pseudonyms=[bytes.fromhex(seal) for seal in seals],
        )
    with transaction.atomic():
        held = steps.lock(round)
        if queries.list_hidden_seals(held) == seals:
            work.cancel_appointment(_leave_out_key(held))
        else:  # another one was hidden meanwhile
            _appoint_leaving_out(held, at=now)


def _appoint_leaving_out(setup: Setup, *, at: datetime) -> None:
    work.appoint(LEAVE_OUT_KIND, {"round": str(setup.round_id)}, key=_leave_out_key(setup), at=at)


def _leave_out_key(setup: Setup) -> str:
    return f"{LEAVE_OUT_KIND}:{setup.round_id}"
