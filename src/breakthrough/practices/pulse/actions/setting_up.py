"""A Pulse in draft: begun, changed, thrown away."""

from datetime import datetime

from django.db import transaction

from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.actions.life import LIFE
from breakthrough.practices.pulse.models import Setup
from breakthrough.practices.pulse.rules import asking, plans, standing
from breakthrough.practices.pulse.rules.plans import Plan
from breakthrough.practices.pulse.rules.standing import Act
from breakthrough.rounds import actions as round_actions
from breakthrough.rounds import rules as round_rules
from breakthrough.rounds.models import Round


def begin_pulse(*, member: Member, plan: Plan, now: datetime) -> Round:
    """Return a Pulse in draft."""
    standing.check_facilitates(Role(member.role))
    plans.check_plan(plan)
    with transaction.atomic():
        begun = round_actions.begin_round(
            collaboration=member.collaboration,
            actor=member,
            practice=queries.PRACTICE,
            title=plan.title,
            question="",
            now=now,
        )
        setup = Setup(round=begun)
        fill(setup, plan)
        setup.save()
    return begun


def change_pulse(*, member: Member, round: Round, plan: Plan, now: datetime) -> None:
    """Replace the plan of a draft; Problems where it does not fit, or the draft is over."""
    plans.check_plan(plan)
    round_rules.check_words(title=plan.title, question="")
    with transaction.atomic():
        setup = LIFE.lock(round)
        LIFE.check_may(setup, member, Act.CHANGE)
        Round.objects.filter(pk=round.pk).update(title=plan.title.strip())
        fill(setup, plan)
        setup.save()
        LIFE.write(setup, "draft_changed", by=member, now=now)


def fill(setup: Setup, plan: Plan) -> None:
    """Write a plan into a set-up that is not saved yet."""
    setup.kind = plan.kind.value
    setup.mode = plan.mode.value
    setup.rhythm = plan.rhythm.value
    setup.wishes_parties = setup.by_party = plan.by_party
    setup.minutes = plan.minutes
    setup.open_days = plan.open_days
    setup.own = list(asking.check_own(plan.own, kind=plan.kind))
    setup.keep_days = plan.keep_days
