"""A Mirror in draft: begun, changed, thrown away; and what the leader says before anybody else is asked."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from breakthrough.collaborations.models import Member
from breakthrough.practices.mirror import queries
from breakthrough.practices.mirror.actions.life import LIFE
from breakthrough.practices.mirror.models import Setup
from breakthrough.practices.mirror.rules import asking, plans, standing
from breakthrough.practices.mirror.rules.plans import Plan
from breakthrough.practices.mirror.rules.standing import Act
from breakthrough.rounds import actions as round_actions
from breakthrough.rounds import rules as round_rules
from breakthrough.rounds.models import Round


def begin_mirror(*, member: Member, plan: Plan, now: datetime) -> Round:
    """Return a Mirror in draft, for the member themselves; a Problem unless they lead."""
    standing.check_leads(leads=member.leads)
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
        setup = Setup(round=begun, leader=member)
        _fill(setup, plan)
        setup.save()
    return begun


def change_mirror(*, member: Member, round: Round, plan: Plan, now: datetime) -> None:
    """Replace the plan of a draft; Problems where it does not fit, or the draft is over."""
    plans.check_plan(plan)
    round_rules.check_words(title=plan.title, question="")
    with transaction.atomic():
        setup = LIFE.lock(round)
        LIFE.check_may(setup, member, Act.CHANGE)
        Round.objects.filter(pk=round.pk).update(title=plan.title.strip())
        _fill(setup, plan)
        setup.save()
        LIFE.write(setup, "draft_changed", by=member, now=now)


def say_first(
    *,
    member: Member,
    round: Round,
    own: Sequence[object] | None = None,
    predicted: Sequence[object] | None = None,
) -> None:
    """Keep how the leader sees themselves, what they expect of the others, or both; only in draft, so that it comes first.

    No line in the journal and no announcement: this is the leader's own until they show it.
    """
    with transaction.atomic():
        setup = LIFE.lock(round)
        LIFE.check_may(setup, member, Act.CHANGE)
        if own is not None:
            setup.own = list(asking.check_view(own, field="own"))
        if predicted is not None:
            setup.predicted = list(asking.check_view(predicted, field="predicted"))
        setup.save(update_fields=["own", "predicted"])


def _fill(setup: Setup, plan: Plan) -> None:
    setup.mode = plan.mode.value
    setup.minutes = plan.minutes
    setup.open_days = plan.open_days
    setup.keep_days = plan.keep_days
