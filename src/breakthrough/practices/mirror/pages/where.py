"""What the Mirror says on "Where we are": nothing of anybody's result. To somebody who leads and has held none up, what it could tell them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from breakthrough.collaborations.models import Member
from breakthrough.evidence.registry import Evidence, Step
from breakthrough.practices.mirror import queries

BEGIN = 60


def find_evidence(member: Member) -> Evidence:
    """Return a step for a member who leads and never began a mirror; else nothing, since a result is one person's own."""
    if not member.leads or queries.list_own(member):
        return Evidence()
    why = _(
        "You cannot see from the inside how your leading lands. The others answer eight sentences, sealed; you see the result first and alone."
    )
    address = reverse("mirror:begin", args=[member.collaboration.slug])
    return Evidence(steps=[Step(_("Hold a mirror up to yourself"), why, address, BEGIN)])
