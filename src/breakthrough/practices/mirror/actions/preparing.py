"""Preparing a mirror: who is asked is fixed, and everybody fetches their seal."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from breakthrough.ballots import asked_words
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.mirror import queries
from breakthrough.practices.mirror.actions.life import LIFE
from breakthrough.practices.mirror.models import Setup
from breakthrough.practices.mirror.rules import frozen, plans
from breakthrough.practices.mirror.rules.standing import Act
from breakthrough.rounds.models import Round

KEY_BYTES = 32


def prepare(
    *, member: Member, round: Round, now: datetime, random: Callable[[int], bytes] = secrets.token_bytes
) -> None:
    """Freeze who is asked and let everybody fetch their seal. Problems: the leader has not said their own first, too few others."""
    with transaction.atomic():
        setup = LIFE.lock(round)
        LIFE.check_may(setup, member, Act.PREPARE)
        plan = queries.plan_of(setup, setup.round)
        plans.check_plan(plan)
        _check_said_first(setup)
        people = queries.list_taking_part(setup)
        plans.check_people(len(people))
        about = str(member.person)
        shown = asked_words.in_every_language(lambda: queries.words_about(about))
        setup.root = frozen.root_of(plan, about=about, shown=shown).hex()
        setup.reading_key = random(KEY_BYTES).hex()
        LIFE.let_join(
            setup,
            member=member,
            people=people,
            content=frozen.canonical(plan, about=about, shown=shown),
            by_party=False,
            keep_days=plan.keep_days,
            now=now,
        )


def _check_said_first(setup: Setup) -> None:
    if not setup.own or not setup.predicted:
        raise Problem(
            "own-view-first",
            status=409,
            words=gettext_noop(
                "Say first how you see yourself, and what you expect the others to answer. It cannot be done afterwards."
            ),
        )
