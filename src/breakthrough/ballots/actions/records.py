"""What every action begins and ends with: hold the round, then note the change and tell who is watching."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from breakthrough.ballots import registry, rules
from breakthrough.ballots.models import Joining, topic_of
from breakthrough.collaborations import journal
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.live import announcements


def hold(joining: Joining) -> Joining:
    """Let nobody else change this round until the transaction ends, and return it as it is now."""
    return (
        Joining.objects.select_for_update(of=("self",))
        .select_related("collaboration", "voiding", "end")
        .get(pk=joining.pk)
    )


def lock(joining_id: uuid.UUID) -> None:
    """Let nobody else change this round until the transaction ends, where what it is does not matter.

    SQLite lets one transaction write at a time, so there is nothing to ask it for.
    """
    if connection.features.has_select_for_update:
        Joining.objects.select_for_update().filter(pk=joining_id).values_list("pk").first()


def note(
    joining: Joining,
    verb: str,
    *,
    actor: Member | None,
    now: datetime,
    facts: Mapping[str, journal.Fact] | None = None,
) -> None:
    """Write the journal's line and announce the change once it is committed."""
    journal.write(
        collaboration=joining.collaboration,
        actor=actor,
        verb=verb,
        now=now,
        facts={"joining": str(joining.pk), "practice": joining.practice, **(facts or {})},
    )
    announce(joining.pk)
    announcements.announce_on_commit(f"collaboration:{joining.collaboration_id}")


def announce(joining_id: uuid.UUID) -> None:
    """Tell the readers of the round to look again."""
    announcements.announce_on_commit(topic_of(joining_id))


def check_may_run(actor: Member | None, *, practice: str, joining: Joining | None = None) -> None:
    """Raise a Problem unless `actor` runs such rounds; None is the clock or the operator.

    Where those who lead run rounds for themselves, the practice has looked at who prepares one; from then on it is theirs alone.
    """
    if registry.is_run_by_leaders(practice):
        is_own = actor is None or joining is None or joining.by_id == actor.pk
        rules.check_own(is_own=is_own)
    else:
        rules.check_may_run(Role(actor.role) if actor else None)
