"""The life of a round: prepare, restart, open, give time, close. Facilitators press, or the clock does; the ballot box answers."""

from collections import Counter
from datetime import datetime
from typing import Literal

from django.db import transaction

from breakthrough.ballots import actions as ballot_actions
from breakthrough.ballots import asked_words
from breakthrough.ballots.plans import ScopePlan
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.actions import notifying, releasing, steps
from breakthrough.practices.alignment.models import Setup
from breakthrough.practices.alignment.queries import RESERVATION, STANCE
from breakthrough.practices.alignment.rules import phases, plans
from breakthrough.practices.alignment.rules.phases import Phase, Step
from breakthrough.practices.alignment.rules.standing import Act
from breakthrough.rounds import letters
from breakthrough.rounds import steps as round_steps
from breakthrough.rounds.models import Round

TEXT_BYTES, VECTOR_BYTES = 2_400, 256
TICKS: Literal["daily"] = "daily"


def prepare(*, member: Member, round: Round, now: datetime) -> None:
    """Freeze who takes part and let everybody fetch their seal. Problems: too few people, a party too small, an older version."""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.PREPARE)
        plan = queries.plan_of(setup)
        plans.check_plan(plan, now=now)
        _check_newest(setup)
        people = queries.list_taking_part(setup)
        plans.check_people(plan, sizes=list(Counter(one.party_id for one in people).values()))
        steps.take(setup, Step.PREPARED, by=member, now=now)
        joining = ballot_actions.prepare(
            collaboration=setup.round.collaboration,
            actor=member,
            practice=queries.PRACTICE,
            mode=plan.mode.value,
            scopes=[
                ScopePlan(STANCE, 1, VECTOR_BYTES, "vector", plan.by_party),
                ScopePlan(RESERVATION, plan.quota, TEXT_BYTES, "text", False),
            ],
            content=plans.canonical(
                title=setup.version.text.title,
                number=setup.version.number,
                body=setup.version.body,
                plan=plan,
                shown=asked_words.in_every_language(queries.words_of_questions),
            ),
            members=people,
            keep_days=plan.keep_days,
            ticks=TICKS,
            replaces=queries.find_voided(setup),
            now=now,
        )
        setup.joining_id = joining.pk
        setup.save(update_fields=["joining_id"])
        if plan.opens_at is not None:
            round_steps.appoint("alignment.open", setup, at=plan.opens_at)
        letters.begin(notifying.POST, setup, "joining", now=now)


def restart(*, member: Member, round: Round, now: datetime) -> None:
    """Give the card up and go back to the draft; everybody sees how often. Only before the sealed movement opens."""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.RESTART)
        joining = queries.get_joining(setup)
        releasing.back_to_draft(setup, by=member, now=now)
        ballot_actions.void(joining=joining, actor=member, now=now)


def open_sealed(*, member: Member | None, round: Round, now: datetime) -> None:
    """Let people seal stances and reservations. `member` is None for the clock. From here on nobody can join any more."""
    with transaction.atomic():
        setup = steps.lock(round)
        _check(setup, member, Act.OPEN_SEALED)
        round_steps.check_roster(setup)
        steps.take(setup, Step.SEALED_OPENED, by=member, now=now)
        joining = queries.get_joining(setup)
        root = plans.root_of(round_hex=joining.pk.hex, number=setup.version.number, body=setup.version.body)
        ballot_actions.open_scope(joining=joining, label=STANCE, actor=member, now=now, root=root)
        ballot_actions.open_scope(joining=joining, label=RESERVATION, actor=member, now=now)
        setup.sealed_closes_at = plans.closes_at(
            mode=plans.Mode(setup.mode), minutes=setup.sealed_minutes, planned=setup.sealed_closes_at, now=now
        )
        setup.save(update_fields=["sealed_closes_at"])
        round_steps.cancel("alignment.open", setup)
        round_steps.appoint("alignment.close", setup, at=setup.sealed_closes_at)
        for label in (STANCE, RESERVATION):
            ballot_actions.plan_closing(joining=joining, label=label, at=setup.sealed_closes_at)
        releasing.tell_of_movement(setup, "sealed", closes_at=setup.sealed_closes_at, now=now)


def give_time(*, member: Member, round: Round, minutes: int, now: datetime) -> datetime:
    """Move the close of the present movement by `minutes` and return the moment; refused once the close was announced."""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.GIVE_TIME)
        is_sealed = phases.phase_of(queries.steps_of(setup)) is Phase.SEALED
        name = "sealed_closes_at" if is_sealed else "named_closes_at"
        moved = plans.later(getattr(setup, name), minutes=minutes, now=now)
        setattr(setup, name, moved)
        setup.save(update_fields=[name])
        round_steps.appoint("alignment.close", setup, at=moved)
        if is_sealed:
            for label in (STANCE, RESERVATION):
                ballot_actions.plan_closing(joining=queries.get_joining(setup), label=label, at=moved)
        steps.write(setup, "alignment.time_given", by=member, now=now, facts={"minutes": minutes})
    return moved


def close_sealed(*, member: Member | None, round: Round, now: datetime) -> datetime:
    """Announce the end of the sealed movement and return when nothing is taken any more. The named movement follows by itself."""
    with transaction.atomic():
        setup = steps.lock(round)
        _check(setup, member, Act.CLOSE_SEALED)
        steps.take(setup, Step.SEALED_CLOSING, by=member, now=now)
        round_steps.cancel("alignment.close", setup)
        joining = queries.get_joining(setup)
        moments = [
            ballot_actions.announce_closing(joining=joining, label=label, actor=member, now=now)
            for label in (STANCE, RESERVATION)
        ]
        setup.sealed_closes_at = max(moments)
        setup.save(update_fields=["sealed_closes_at"])
    return max(moments)


def close_named(*, member: Member | None, round: Round, now: datetime) -> None:
    """End the named movement: now the box is opened, and everything is shown at once."""
    with transaction.atomic():
        setup = steps.lock(round)
        _check(setup, member, Act.CLOSE_NAMED)
        steps.take(setup, Step.NAMED_CLOSED, by=member, now=now)
        round_steps.cancel("alignment.close", setup)
        for label in (STANCE, RESERVATION):
            releasing.appoint_release(setup.round_id, label, at=now)


def open_by_clock(*, round: Round, now: datetime) -> None:
    """Open the sealed movement at the planned time; where too few have their seal, look again in an hour."""
    round_steps.open_by_clock(
        "alignment.open",
        queries.find_setup(round),
        lambda: open_sealed(member=None, round=round, now=now),
        now=now,
    )


def close_by_clock(*, round: Round, now: datetime) -> None:
    """Close the present movement at the planned time, unless somebody moved it or was quicker."""
    setup = queries.find_setup(round)
    if setup is None:
        return
    phase = phases.phase_of(queries.steps_of(setup))
    planned = queries.closes_at_of(setup, phase)
    if phase not in (Phase.SEALED, Phase.NAMED) or planned is None:
        return
    closing = close_sealed if phase is Phase.SEALED else close_named
    round_steps.close_by_clock(
        "alignment.close",
        setup,
        lambda: closing(member=None, round=round, now=now),
        planned=planned,
        now=now,
    )


def _check(setup: Setup, member: Member | None, act: Act) -> None:
    """The clock may do what a facilitator may; the order of steps is checked for both."""
    if member is not None:
        steps.check_may(setup, member, act)


def _check_newest(setup: Setup) -> None:
    if queries.newest_of(setup.version.text).pk != setup.version_id:
        raise Problem(
            "round-on-older-version",
            status=409,
            words=gettext_noop(
                "There is a newer version of this text. Throw this draft away and begin a round about that one."
            ),
        )
    queries.check_none_goes_on(setup.version.text_id)
