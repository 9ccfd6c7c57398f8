"""What every action begins and ends with: hold the round, then note the change and tell who is watching."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from breakthrough.ballots.models import Joining
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
    """Let nobody else change this round until the transaction ends, where what it is does not matter."""
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
    announce(joining)
    announcements.announce_on_commit(f"collaboration:{joining.collaboration_id}")


def announce(joining: Joining) -> None:
    """Tell the readers of the round to look again."""
    announcements.announce_on_commit(joining.live_topic)


def role_of(actor: Member | None) -> Role | None:
    """Return the actor's role; None is the clock or the operator."""
    return Role(actor.role) if actor else None
