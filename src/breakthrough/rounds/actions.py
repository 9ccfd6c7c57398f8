"""Writes: beginning and closing a round."""

from datetime import datetime

from django.db import transaction

from breakthrough.collaborations import journal
from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.kernel.roles import Role
from breakthrough.live import announcements
from breakthrough.rounds import registry, rules
from breakthrough.rounds.models import Closure, Round


def begin_round(
    *,
    collaboration: Collaboration,
    actor: Member | None,
    practice: str,
    title: str,
    question: str,
    now: datetime,
) -> Round:
    """Return a stored, open round. `actor` is None for the operator at the command line. Raises Problems."""
    if registry.get_practice(practice).is_for_leaders:
        rules.check_leads(leads=actor is None or actor.leads)
    else:
        rules.check_may_begin(_role_of(actor))
    rules.check_words(title=title, question=question)
    with transaction.atomic():
        begun = Round.objects.create(
            collaboration=collaboration,
            practice=practice,
            title=title.strip(),
            question=question.strip(),
            made_by=actor,
            made_at=now,
        )
        journal.write(
            collaboration=collaboration,
            actor=actor,
            verb="round.begun",
            now=now,
            facts={"round": str(begun.pk), "practice": practice},
        )
        announcements.announce_on_commit(f"collaboration:{collaboration.pk}")
    return begun


def close_round(*, round: Round, actor: Member | None, now: datetime) -> Closure:
    """Close `round` for good. Raises a Problem if it is closed or the actor may not."""
    with transaction.atomic():
        locked = (
            Round.objects.select_for_update(of=("self",)).select_related("collaboration").get(pk=round.pk)
        )
        is_closed = Closure.objects.filter(round=locked).exists()
        rules.check_may_close(rules.RoundFacts(role=_role_of(actor), is_closed=is_closed))
        closure = Closure.objects.create(round=locked, by=actor, at=now)
        journal.write(
            collaboration=locked.collaboration,
            actor=actor,
            verb="round.closed",
            now=now,
            facts={"round": str(locked.pk), "practice": locked.practice},
        )
        announcements.announce_on_commit(f"round:{locked.pk}")
        announcements.announce_on_commit(f"collaboration:{locked.collaboration_id}")
    return closure


def _role_of(actor: Member | None) -> Role | None:
    return Role(actor.role) if actor else None
