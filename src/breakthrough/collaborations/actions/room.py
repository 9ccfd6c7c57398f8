"""What every action begins and ends with: hold the collaboration, then note the change and tell who is watching."""

from collections.abc import Mapping
from datetime import datetime

from breakthrough.collaborations import journal, queries
from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.collaborations.rules import Gathered
from breakthrough.live import announcements


def enter(collaboration: Collaboration) -> Gathered:
    """Let nobody else change this collaboration until the transaction ends, and return who is in: the facts for the rules."""
    Collaboration.objects.select_for_update().only("id").get(pk=collaboration.pk)
    return queries.gather(collaboration)


def note(
    collaboration: Collaboration,
    actor: Member | None,
    verb: str,
    *,
    now: datetime,
    facts: Mapping[str, journal.Fact] | None = None,
) -> None:
    """Write the journal's line and announce the change once it is committed."""
    journal.write(collaboration=collaboration, actor=actor, verb=verb, now=now, facts=facts)
    announcements.announce_on_commit(f"collaboration:{collaboration.pk}")
