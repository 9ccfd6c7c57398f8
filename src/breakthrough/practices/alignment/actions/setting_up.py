"""A round in draft: its plan and who takes part."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.actions import steps
from breakthrough.practices.alignment.models import LeftOut, Setup, Text
from breakthrough.practices.alignment.rules import plans
from breakthrough.practices.alignment.rules.plans import Plan
from breakthrough.practices.alignment.rules.standing import Act
from breakthrough.rounds import actions as round_actions
from breakthrough.rounds import steps as round_steps
from breakthrough.rounds.models import Round


def begin_round(
    *, member: Member, text: Text, plan: Plan, left_out: Collection[uuid.UUID] = (), now: datetime
) -> Round:
    """Return a round in draft about the newest version of a text."""
    plans.check_may_run(Role(member.role))
    plans.check_plan(plan, now=now)
    with transaction.atomic():
        held = steps.lock_text(text.pk)
        queries.check_none_goes_on(held.pk)
        newest = queries.newest_of(held)
        begun = round_actions.begin_round(
            collaboration=member.collaboration,
            actor=member,
            practice=queries.PRACTICE,
            title=held.title,
            question="",
            now=now,
        )
        setup = Setup(round=begun, version=newest)
        _fill(setup, plan)
        setup.save()
        _leave_out(setup, left_out)
    return begun


def change_round(
    *, member: Member, round: Round, plan: Plan, left_out: Collection[uuid.UUID] = (), now: datetime
) -> None:
    """Replace the plan of a draft; Problems where it does not fit, or the draft is over."""
    plans.check_plan(plan, now=now)
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.CHANGE)
        _fill(setup, plan)
        setup.save()
        _leave_out(setup, left_out)
        steps.write(setup, "alignment.draft_changed", by=member, now=now)


def discard_round(*, member: Member, round: Round, now: datetime) -> None:
    """Throw a draft away. What was prepared once cannot be thrown away."""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.DISCARD)
        round_steps.check_discard(setup)
        steps.write(setup, "alignment.draft_discarded", by=member, now=now)
        setup.round.delete()


def _fill(setup: Setup, plan: Plan) -> None:
    is_live = plan.mode is plans.Mode.ROOM
    setup.mode = plan.mode.value
    setup.by_party = plan.by_party
    setup.quota = plan.quota
    setup.rule = plan.rule.value
    setup.sealed_minutes = plan.sealed_minutes
    setup.named_minutes = plan.named_minutes
    setup.opens_at = None if is_live else plan.opens_at
    setup.sealed_closes_at = None if is_live else plan.sealed_closes_at
    setup.named_closes_at = None if is_live else plan.named_closes_at
    setup.keep_days = plan.keep_days


def _leave_out(setup: Setup, members: Collection[uuid.UUID]) -> None:
    known = Member.objects.filter(
        pk__in=members, collaboration_id=setup.round.collaboration_id, departure__isnull=True
    )
    LeftOut.objects.filter(setup=setup).delete()
    LeftOut.objects.bulk_create(LeftOut(setup=setup, member=one) for one in known)
