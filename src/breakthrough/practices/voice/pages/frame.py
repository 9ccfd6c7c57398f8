"""What every page of a round shows: the trail, where it stands, what it follows."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from breakthrough.collaborations.models import Member
from breakthrough.practices.voice.pages import files
from breakthrough.practices.voice.queries import Talk
from breakthrough.practices.voice.rules.phases import Phase
from breakthrough.practices.voice.rules.plans import Mode
from breakthrough.web.components.shape import Crumb, Step

SHORT_QUESTION = 140
_AT_STEP = {
    Phase.DRAFT: 0,
    Phase.JOINING: 0,
    Phase.WRITING: 1,
    Phase.GATHERING: 1,
    Phase.STATEMENTS: 2,
    Phase.VOTING: 2,
    Phase.COUNTING: 2,
    Phase.RELEASED: 3,
    Phase.HELD: 3,
    Phase.ENDED: 3,
}


def frame(member: Member, talk: Talk, *further: Crumb) -> dict[str, Any]:
    """Return what every page of a round shows."""
    slug = member.collaboration.slug
    own = Crumb(talk.round.title, reverse("voice:show", args=[slug, talk.round.pk]) if further else "")
    return {
        "member": member,
        "collaboration": member.collaboration,
        "talk": talk,
        "round": talk.round,
        "is_over_days": talk.plan.mode is Mode.DAYS,
        "is_short": len(talk.round.question) <= SHORT_QUESTION,
        "crumbs": files.crumbs(member, own, *further),
        "steps": steps_of(talk),
        "topic": f"round:{talk.round.pk}",
    }


def steps_of(talk: Talk) -> tuple[Step, ...]:
    """Return the four steps of a round with where it stands."""
    here = _AT_STEP[talk.phase]
    names = (_("Join"), _("Write"), _("Vote"), _("Read"))
    return tuple(
        Step(name, "done" if place < here else "current" if place == here else "ahead")
        for place, name in enumerate(names)
    )
