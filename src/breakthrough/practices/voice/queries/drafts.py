"""What the form of a round needs: who could take part, and what was put in."""

import uuid

from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.voice.models import Seed
from breakthrough.practices.voice.queries.rounds import get_round


def list_possible(member: Member) -> list[Member]:
    """Return everybody of the collaboration who could take part: all present members but observers."""
    return list(
        Member.objects.filter(collaboration_id=member.collaboration_id, departure__isnull=True)
        .exclude(role=Role.OBSERVER.value)
        .select_related("person", "party")
        .order_by("party__position", "joined_at", "id")
    )


def list_seeds(member: Member, round_id: uuid.UUID) -> list[str]:
    """Return the statements put in so far, in their order."""
    kept = get_round(member, round_id)
    return list(Seed.objects.filter(setup__round=kept).values_list("text", flat=True))
