"""A round in draft: its plan, who takes part, seed statements; and what leaders write before anybody's words are seen."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.actions import steps
from breakthrough.practices.voice.models import LeftOut, OpeningStatement, Seed, Setup
from breakthrough.practices.voice.rules import plans, seeds, words
from breakthrough.practices.voice.rules.plans import Plan
from breakthrough.practices.voice.rules.standing import Act
from breakthrough.rounds import actions as round_actions
from breakthrough.rounds import rules as round_rules
from breakthrough.rounds import steps as round_steps
from breakthrough.rounds.models import Round


def begin_talk(*, member: Member, plan: Plan, left_out: Collection[uuid.UUID] = (), now: datetime) -> Round:
    """Return a round of Straight talk in draft. `left_out` are the identifiers of members who do not take part."""
    plans.check_may_set_up(Role(member.role))
    plans.check_plan(plan, now=now)
    with transaction.atomic():
        begun = round_actions.begin_round(
            collaboration=member.collaboration,
            actor=member,
            practice=queries.PRACTICE,
            title=plan.title,
            question=plan.question,
            now=now,
        )
        setup = Setup(round=begun)
        _fill(setup, plan)
        setup.save()
        _leave_out(setup, left_out)
    return begun


def change_talk(
    *,
    member: Member,
    round: Round,
    plan: Plan,
    left_out: Collection[uuid.UUID] = (),
    now: datetime,
) -> None:
    """Replace the plan of a draft; Problems where it does not fit, or the draft is over."""
    plans.check_plan(plan, now=now)
    round_rules.check_words(title=plan.title, question=plan.question)
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.CHANGE)
        Round.objects.filter(pk=round.pk).update(title=plan.title.strip(), question=plan.question.strip())
        _fill(setup, plan)
        setup.save()
        _leave_out(setup, left_out)
        steps.write(setup, "voice.draft_changed", by=member, now=now)


def discard_talk(*, member: Member, round: Round, now: datetime) -> None:
    """Throw a draft away. What was prepared once cannot be thrown away."""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.DISCARD)
        round_steps.check_discard(setup)
        steps.write(setup, "voice.draft_discarded", by=member, now=now)
        setup.round.delete()


def import_seeds(*, member: Member, round: Round, content: bytes, now: datetime) -> int:
    """Replace the seed statements of a draft by those of a file (CSV or JSON); all of it or nothing. Return how many there are now."""
    texts = seeds.check_whole(seeds.read_seeds(content))
    return set_seeds(member=member, round=round, texts=texts, now=now)


def set_seeds(*, member: Member, round: Round, texts: Sequence[str], now: datetime) -> int:
    """Replace the seed statements of a draft, in the given order; none takes them away. Return how many there are now."""
    cleaned = [words.check_statement(text, field="texts") for text in texts]
    if len(cleaned) > seeds.SEED_LIMIT:
        raise Problem(
            "too-many-seeds",
            status=422,
            words=gettext_noop("There are more than %(limit)s statements."),
            params={"limit": seeds.SEED_LIMIT},
            field="texts",
        )
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.CHANGE)
        Seed.objects.filter(setup=setup).delete()
        made = Seed.objects.bulk_create(
            Seed(setup=setup, position=position, text=text)
            for position, text in enumerate(dict.fromkeys(cleaned))
        )
        steps.write(setup, "voice.seeds_set", by=member, now=now, facts={"count": len(made)})
    return len(made)


def write_opening(*, member: Member, round: Round, text: str, now: datetime) -> None:
    """Keep a leader's named statement, or take it back with an empty text; only until others' statements can be seen."""
    cleaned = words.check_statement(text) if text.strip() else ""
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.WRITE_OPENING)
        if cleaned:
            OpeningStatement.objects.update_or_create(
                setup=setup, member=member, defaults={"text": cleaned, "at": now}
            )
        else:
            OpeningStatement.objects.filter(setup=setup, member=member).delete()
        steps.announce(setup)


def _fill(setup: Setup, plan: Plan) -> None:
    is_live = plan.mode is plans.Mode.ROOM
    setup.template = plan.template
    setup.mode = plan.mode.value
    setup.by_party = plan.by_party
    setup.quota = plan.quota
    setup.writing_minutes = plan.writing_minutes
    setup.voting_minutes = plan.voting_minutes
    setup.opens_at = None if is_live else plan.opens_at
    setup.writing_closes_at = None if is_live else plan.writing_closes_at
    setup.voting_closes_at = None if is_live else plan.voting_closes_at
    setup.keep_days = plan.keep_days


def _leave_out(setup: Setup, members: Collection[uuid.UUID]) -> None:
    known = Member.objects.filter(
        pk__in=members, collaboration_id=setup.round.collaboration_id, departure__isnull=True
    )
    LeftOut.objects.filter(setup=setup).delete()
    LeftOut.objects.bulk_create(LeftOut(setup=setup, member=one) for one in known)
