"""Preparing a wave: what is asked and who takes part are fixed, and everybody fetches their seal."""

from datetime import datetime

from django.db import transaction

from breakthrough.ballots import asked_words
from breakthrough.ballots import queries as ballot_queries
from breakthrough.collaborations.models import Member
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.actions import recurring
from breakthrough.practices.pulse.actions.life import LIFE
from breakthrough.practices.pulse.rules import frozen, plans
from breakthrough.practices.pulse.rules.standing import Act
from breakthrough.rounds.models import Round


def prepare(*, member: Member, round: Round, now: datetime) -> None:
    """Freeze who takes part and let everybody fetch their seal; with a rhythm, the series begins. Problems: too few people."""
    with transaction.atomic():
        setup = LIFE.lock(round)
        LIFE.check_may(setup, member, Act.PREPARE)
        plan = queries.plan_of(setup, setup.round)
        plans.check_plan(plan)
        people = queries.list_taking_part(setup)
        plans.check_people(len(people))
        setup.by_party = plan.by_party and ballot_queries.may_be_by_party(people)
        shown = asked_words.in_every_language(lambda: queries.words_of(plan))
        setup.root = frozen.root_of(plan, by_party=setup.by_party, shown=shown).hex()
        LIFE.let_join(
            setup,
            member=member,
            people=people,
            content=frozen.canonical(plan, by_party=setup.by_party, shown=shown),
            by_party=setup.by_party,
            keep_days=plan.keep_days,
            now=now,
        )
        recurring.begin_series(setup, by=member, now=now)
        setup.save(update_fields=["series"])
