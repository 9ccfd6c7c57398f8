"""The life of a mirror: prepare, restart, open, give time, close. Its leader presses, or the clock does; the ballot box answers."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from breakthrough.background import work
from breakthrough.ballots import actions as ballot_actions
from breakthrough.ballots import asked_words
from breakthrough.ballots.plans import ScopePlan
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.mirror import queries
from breakthrough.practices.mirror.actions import notifying, steps
from breakthrough.practices.mirror.models import Setup, StepRecord
from breakthrough.practices.mirror.queries import SCOPE
from breakthrough.practices.mirror.rules import frozen, plans
from breakthrough.practices.mirror.rules.plans import Mode
from breakthrough.practices.mirror.rules.standing import Act
from breakthrough.rounds import phases
from breakthrough.rounds import rules as round_rules
from breakthrough.rounds.models import Round
from breakthrough.rounds.phases import Phase, Step

VECTOR_BYTES = 2_048
KEY_BYTES = 32
LOOK_AGAIN = timedelta(hours=1)


def prepare(
    *, member: Member, round: Round, now: datetime, random: Callable[[int], bytes] = secrets.token_bytes
) -> None:
    """Freeze who is asked and let everybody fetch their seal. Problems: the leader has not said their own first, too few others."""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.PREPARE)
        plan = queries.plan_of(setup, setup.round)
        plans.check_plan(plan)
        _check_said_first(setup)
        people = queries.list_taking_part(setup)
        plans.check_people(len(people))
        about = str(member.person)
        shown = asked_words.in_every_language(lambda: queries.words_about(about))
        setup.root = frozen.root_of(plan, about=about, shown=shown).hex()
        setup.reading_key = random(KEY_BYTES).hex()
        steps.take(setup, Step.PREPARED, by=member, now=now)
        joining = ballot_actions.prepare(
            collaboration=setup.round.collaboration,
            actor=member,
            practice=queries.PRACTICE,
            mode=plan.mode.value,
            scopes=[ScopePlan(SCOPE, 1, VECTOR_BYTES, "vector", by_party=False)],
            content=frozen.canonical(plan, about=about, shown=shown),
            members=people,
            keep_days=plan.keep_days,
            replaces=queries.find_voided(setup),
            now=now,
        )
        setup.joining_id = joining.pk
        if plan.mode is Mode.DAYS:
            setup.opens_at = now + plans.JOINING
            _appoint("mirror.open", setup, at=setup.opens_at)
        setup.save()
        notifying.write_to_all(setup, "joining", now=now)


def restart(*, member: Member, round: Round, now: datetime) -> None:
    """Give the card up and go back to the draft; everybody sees how often. Only before the questions open."""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.RESTART)
        joining = queries.get_joining(setup)
        back_to_draft(setup, by=member, now=now)
        ballot_actions.void(joining=joining, actor=member, now=now)


def open_answering(*, member: Member | None, round: Round, now: datetime) -> None:
    """Let people answer. `member` is None for the clock. From here on nobody can join any more."""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.OPEN)
        _check_roster(setup)
        steps.take(setup, Step.OPENED, by=member, now=now)
        ballot_actions.open_scope(
            joining=queries.get_joining(setup),
            label=SCOPE,
            actor=member,
            now=now,
            root=bytes.fromhex(setup.root),
        )
        closes_at = plans.closes_at(queries.plan_of(setup, setup.round), opened_at=now)
        setup.closes_at = closes_at
        setup.save(update_fields=["closes_at"])
        work.cancel_appointment(_key("mirror.open", setup))
        _appoint("mirror.close", setup, at=closes_at)
        ballot_actions.plan_closing(joining=queries.get_joining(setup), label=SCOPE, at=closes_at)
        notifying.write_to_all(setup, "open", now=now)
        if setup.mode == Mode.DAYS:
            _appoint("mirror.remind", setup, at=plans.reminder_at(opened_at=now, closes_at=closes_at))


def give_time(*, member: Member, round: Round, minutes: int, now: datetime) -> datetime:
    """Move the close by `minutes` and return the moment; refused once the close was announced."""
    plans.check_more(minutes)
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.GIVE_TIME)
        moved = plans.later(setup.closes_at, minutes=minutes, now=now)
        setup.closes_at = moved
        setup.save(update_fields=["closes_at"])
        _appoint("mirror.close", setup, at=moved)
        ballot_actions.plan_closing(joining=queries.get_joining(setup), label=SCOPE, at=moved)
        steps.write(setup, "mirror.time_given", by=member, now=now, facts={"minutes": minutes})
    return moved


def close(*, member: Member | None, round: Round, now: datetime) -> datetime:
    """Announce the close and return when nothing is taken any more; the ballot box closes by itself then."""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.CLOSE)
        steps.take(setup, Step.CLOSING, by=member, now=now)
        work.cancel_appointment(_key("mirror.close", setup))
        closes_at = ballot_actions.announce_closing(
            joining=queries.get_joining(setup), label=SCOPE, actor=member, now=now
        )
        setup.closes_at = closes_at
        setup.save(update_fields=["closes_at"])
    return closes_at


def open_by_clock(*, round: Round, now: datetime) -> bool:
    """Open at the planned time; where too few have their seal, look again in an hour. Return whether it is open."""
    try:
        open_answering(member=None, round=round, now=now)
    except Problem as problem:
        if problem.code in ("already-so", "phase-order"):
            return problem.code == "already-so"
        setup = queries.find_setup(round)
        if setup is not None:
            _appoint("mirror.open", setup, at=now + LOOK_AGAIN)
        return False
    return True


def close_by_clock(*, round: Round, now: datetime) -> None:
    """Announce the close at the planned time, unless somebody moved it or was quicker."""
    setup = queries.find_setup(round)
    planned = setup.closes_at if setup else None
    if setup is None or planned is None or phases.phase_of(queries.steps_of(setup)) is not Phase.OPEN:
        return
    if planned > now:
        _appoint("mirror.close", setup, at=planned)
        return
    try:
        close(member=None, round=round, now=now)
    except Problem as problem:
        if problem.code not in ("already-so", "already-closing", "phase-order"):
            raise


def back_to_draft(setup: Setup, *, by: Member | None, now: datetime) -> None:
    """Forget that the mirror was prepared; the count of restarts stays."""
    StepRecord.objects.filter(setup=setup, step=Step.PREPARED.value).delete()
    setup.voided_id, setup.joining_id = setup.joining_id, None
    setup.restarts += 1
    setup.opens_at = None
    setup.save(update_fields=["joining_id", "voided_id", "restarts", "opens_at"])
    setup.letters.all().delete()
    work.cancel_appointment(_key("mirror.open", setup))
    steps.write(setup, "mirror.restarted", by=by, now=now, facts={"count": setup.restarts})


def _check_said_first(setup: Setup) -> None:
    if not setup.own or not setup.predicted:
        raise Problem(
            "own-view-first",
            status=409,
            words=gettext_noop(
                "Say first how you see yourself, and what you expect the others to answer. It cannot be done afterwards."
            ),
        )


def _check_roster(setup: Setup) -> None:
    round_rules.check_roster(
        [str(one.person) for one in queries.list_roster(setup) if hasattr(one, "departure")]
    )


def _appoint(kind: str, setup: Setup, *, at: datetime) -> None:
    work.appoint(kind, {"round": str(setup.round_id)}, key=_key(kind, setup), at=at)


def _key(kind: str, setup: Setup) -> str:
    return f"{kind}:{setup.round_id}"
