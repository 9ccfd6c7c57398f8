"""The life of a round: prepare, restart, open, give time, close. Facilitators press, or the clock does; the ballot box answers."""

from collections import Counter
from datetime import datetime
from typing import Literal

from django.db import transaction

from breakthrough.background import work
from breakthrough.ballots import actions as ballot_actions
from breakthrough.ballots.plans import ScopePlan
from breakthrough.collaborations.models import Member
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.actions import notifying, steps
from breakthrough.practices.voice.models import Seed, Setup, StepRecord
from breakthrough.practices.voice.queries import VOTING, WRITING
from breakthrough.practices.voice.rules import frozen, phases, plans, seeds, timing
from breakthrough.practices.voice.rules.phases import Phase, Step
from breakthrough.practices.voice.rules.standing import Act
from breakthrough.rounds import letters
from breakthrough.rounds import steps as round_steps
from breakthrough.rounds.models import Round

TEXT_BYTES, VECTOR_BYTES = 1_200, 2_048
TICKS: Literal["daily"] = "daily"


def prepare(*, member: Member, round: Round, now: datetime) -> None:
    """Freeze who takes part and let everybody fetch their seal. Problems: too few people, a party too small, a quota too large."""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.PREPARE)
        plan = queries.plan_of(setup, setup.round)
        plans.check_plan(plan, now=now)
        people = queries.list_taking_part(setup)
        plans.check_people(plan, sizes=list(Counter(one.party_id for one in people).values()))
        texts = list(Seed.objects.filter(setup=setup).values_list("text", flat=True))
        seeds.check_room_for(seed_count=len(texts), people=len(people), quota=plan.quota)
        steps.take(setup, Step.PREPARED, by=member, now=now)
        joining = ballot_actions.prepare(
            collaboration=setup.round.collaboration,
            actor=member,
            practice=queries.PRACTICE,
            mode=plan.mode.value,
            scopes=[
                ScopePlan(WRITING, plan.quota, TEXT_BYTES, "text", False),
                ScopePlan(VOTING, 1, VECTOR_BYTES, "vector", plan.by_party),
            ],
            content=frozen.canonical_plan(plan, texts),
            members=people,
            keep_days=plan.keep_days,
            ticks=TICKS,
            replaces=queries.find_voided(setup),
            now=now,
        )
        setup.joining_id = joining.pk
        setup.save(update_fields=["joining_id"])
        if plan.opens_at is not None:
            round_steps.appoint("voice.open", setup, at=plan.opens_at)
        letters.begin(notifying.POST, setup, "joining", now=now)


def restart(*, member: Member, round: Round, now: datetime) -> None:
    """Give the card up and go back to the draft; everybody sees how often. Only before writing opens."""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.RESTART)
        joining = queries.get_joining(setup)
        _back_to_draft(setup, by=member, now=now)
        ballot_actions.void(joining=joining, actor=member, now=now)


def open_writing(*, member: Member | None, round: Round, now: datetime) -> None:
    """Let people write. `member` is None for the clock. From here on nobody can join any more."""
    with transaction.atomic():
        setup = steps.lock(round)
        _check(setup, member, Act.OPEN_WRITING)
        round_steps.check_roster(setup)
        steps.take(setup, Step.WRITING_OPENED, by=member, now=now)
        ballot_actions.open_scope(joining=queries.get_joining(setup), label=WRITING, actor=member, now=now)
        setup.writing_closes_at = timing.closes_at(
            mode=plans.Mode(setup.mode),
            minutes=setup.writing_minutes,
            planned=setup.writing_closes_at,
            now=now,
        )
        setup.save(update_fields=["writing_closes_at"])
        round_steps.cancel("voice.open", setup)
        _begin_phase(setup, "writing", setup.writing_closes_at, now=now)


def open_voting(*, member: Member | None, round: Round, now: datetime) -> None:
    """Let people vote on the frozen statements. `member` is None for the clock."""
    with transaction.atomic():
        setup = steps.lock(round)
        _check(setup, member, Act.OPEN_VOTING)
        steps.take(setup, Step.VOTING_OPENED, by=member, now=now)
        ballot_actions.open_scope(
            joining=queries.get_joining(setup),
            label=VOTING,
            actor=member,
            now=now,
            root=bytes.fromhex(setup.root),
        )
        setup.voting_closes_at = timing.closes_at(
            mode=plans.Mode(setup.mode),
            minutes=setup.voting_minutes,
            planned=setup.voting_closes_at,
            now=now,
        )
        setup.save(update_fields=["voting_closes_at"])
        _begin_phase(setup, "voting", setup.voting_closes_at, now=now)


def give_time(*, member: Member, round: Round, minutes: int, now: datetime) -> datetime:
    """Move the close of the present phase by `minutes` and return the moment; refused once the close was announced."""
    timing.check_more(minutes)
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.GIVE_TIME)
        is_writing = phases.phase_of(queries.steps_of(setup)) is Phase.WRITING
        name = "writing_closes_at" if is_writing else "voting_closes_at"
        moved = timing.later(getattr(setup, name), minutes=minutes, now=now)
        setattr(setup, name, moved)
        setup.save(update_fields=[name])
        round_steps.appoint("voice.close", setup, at=moved)
        label = WRITING if is_writing else VOTING
        ballot_actions.plan_closing(joining=queries.get_joining(setup), label=label, at=moved)
        steps.write(setup, "voice.time_given", by=member, now=now, facts={"minutes": minutes})
    return moved


def close(*, member: Member | None, round: Round, now: datetime) -> datetime:
    """Announce the close of the present phase and return when nothing is taken any more; the ballot box closes by itself then."""
    with transaction.atomic():
        setup = steps.lock(round)
        _check(setup, member, Act.CLOSE)
        is_writing = phases.phase_of(queries.steps_of(setup)) is Phase.WRITING
        step = Step.WRITING_CLOSING if is_writing else Step.VOTING_CLOSING
        steps.take(setup, step, by=member, now=now)
        round_steps.cancel("voice.close", setup)
        closes_at = ballot_actions.announce_closing(
            joining=queries.get_joining(setup), label=WRITING if is_writing else VOTING, actor=member, now=now
        )
        setattr(setup, "writing_closes_at" if is_writing else "voting_closes_at", closes_at)
        setup.save(update_fields=["writing_closes_at", "voting_closes_at"])
    return closes_at


def open_by_clock(*, round: Round, now: datetime) -> bool:
    """Open writing at the planned time; where too few have their seal, look again in an hour. Return whether it is open."""
    return round_steps.open_by_clock(
        "voice.open",
        queries.find_setup(round),
        lambda: open_writing(member=None, round=round, now=now),
        now=now,
    )


def close_by_clock(*, round: Round, now: datetime) -> None:
    """Announce the close at the planned time, unless somebody moved it or was quicker."""
    setup = queries.find_setup(round)
    if setup is None:
        return
    phase = phases.phase_of(queries.steps_of(setup))
    planned = {Phase.WRITING: setup.writing_closes_at, Phase.VOTING: setup.voting_closes_at}.get(phase)
    if planned is None:
        return
    round_steps.close_by_clock(
        "voice.close",
        setup,
        lambda: close(member=None, round=round, now=now),
        planned=planned,
        now=now,
    )


def follow_voided(setup: Setup, *, now: datetime) -> None:
    """Go back to the draft because the ballot box gave the card up by itself: nobody opened the round in time."""
    _back_to_draft(setup, by=None, now=now)


def _back_to_draft(setup: Setup, *, by: Member | None, now: datetime) -> None:
    StepRecord.objects.filter(setup=setup, step=Step.PREPARED.value).delete()
    round_steps.give_card_up(setup)
    letters.forget(notifying.POST, setup)
    round_steps.cancel("voice.open", setup)
    steps.write(setup, "voice.restarted", by=by, now=now, facts={"count": setup.restarts})


def _begin_phase(setup: Setup, name: str, closes_at: datetime, *, now: datetime) -> None:
    round_steps.appoint("voice.close", setup, at=closes_at)
    label = WRITING if name == "writing" else VOTING
    ballot_actions.plan_closing(joining=queries.get_joining(setup), label=label, at=closes_at)
    if setup.mode == plans.Mode.DAYS.value:
        letters.begin(notifying.POST, setup, name, now=now)
        work.appoint(
            "voice.remind",
            {"round": str(setup.round_id), "letter": f"{name}-reminder"},
            key=f"{round_steps.key('voice.remind', setup)}:{name}",
            at=timing.reminder_at(opened_at=now, closes_at=closes_at),
        )


def _check(setup: Setup, member: Member | None, act: Act) -> None:
    """The clock may do what a facilitator may; the order of steps is checked for both."""
    if member is not None:
        steps.check_may(setup, member, act)
