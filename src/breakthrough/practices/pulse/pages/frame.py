"""What every page of a wave shows: the trail, where it stands, what it follows."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from breakthrough.collaborations.models import Member
from breakthrough.practices.pulse import CARD
from breakthrough.practices.pulse.queries import Wave
from breakthrough.practices.pulse.rules.plans import Mode
from breakthrough.rounds.phases import Phase
from breakthrough.web.components.shape import Crumb, Step

_AT_STEP = {Phase.DRAFT: 0, Phase.JOINING: 0, Phase.OPEN: 1, Phase.COUNTING: 1}


def frame(member: Member, wave: Wave, *further: Crumb) -> dict[str, Any]:
    """Return what every page of a wave shows."""
    slug = member.collaboration.slug
    own = Crumb(wave.round.title, reverse("pulse:show", args=[slug, wave.round.pk]) if further else "")
    here = _AT_STEP.get(wave.phase, 2)
    return {
        "member": member,
        "collaboration": member.collaboration,
        "wave": wave,
        "round": wave.round,
        "is_over_days": wave.plan.mode is Mode.DAYS,
        "crumbs": crumbs(member, own, *further),
        "steps": tuple(
            Step(name, "done" if place < here else "current" if place == here else "ahead")
            for place, name in enumerate((_("Join"), _("Answer"), _("Read")))
        ),
        "topic": f"round:{wave.round.pk}",
    }


def crumbs(member: Member, *further: Crumb) -> list[Crumb]:
    """Return the trail to a page of Pulse."""
    space = member.collaboration
    here = Crumb(_(CARD.title), reverse("pulse:index", args=[space.slug]) if further else "")
    return [Crumb(space.name, reverse("collaborations:show", args=[space.slug])), here, *further]
