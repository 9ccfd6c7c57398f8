"""What a mirror came to, for the one who asks: the whole of it for the leader, what was shown for those who take part, else nothing.

This is the only way to the result. Whoever is neither gets None, whatever their role.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.measures.mirror import questions
from breakthrough.measures.mirror.results import FacetReading, MirrorReading
from breakthrough.measures.opinion import encoding
from breakthrough.practices.mirror.models import Pledge, Reflection, Showing
from breakthrough.practices.mirror.queries.mirrors import Mirror, get_mirror
from breakthrough.practices.mirror.queries.rounds import PRACTICE
from breakthrough.practices.mirror.rules import standing
from breakthrough.rounds.threads import Source


@dataclass(frozen=True, slots=True)
class Result:
    """What the member sees of a mirror that is over.

    `reading` is the whole result, for the leader alone: None for everybody else, and where none was stored. `facets` are those with
    numbers that the member sees: all for the leader, else those in `shown`. `pledge` is empty where there is none.
    """

    reading: MirrorReading | None
    facets: tuple[FacetReading, ...]
    shown: tuple[str, ...]
    method: str
    at: datetime | None
    pledge: str

    @property
    def hidden(self) -> tuple[str, ...]:
        """The facets with numbers that only the leader sees."""
        return tuple(one.facet for one in self.facets if one.facet not in self.shown)


def result_of(mirror: Mirror) -> Result | None:
    """Return what the member whose `mirror` it is may see of the result, or None: they do not take part, or it is not over."""
    if not standing.may_see_shown(mirror.facts):
        return None
    kept = Reflection.objects.filter(setup__round=mirror.round).first()
    given = set(Showing.objects.filter(setup__round=mirror.round).values_list("facet", flat=True))
    shown = tuple(facet for facet in questions.FACETS if facet in given)
    pledge = Pledge.objects.filter(setup__round=mirror.round).first()
    whole = encoding.from_json(MirrorReading, kept.value) if kept is not None else None
    sees_all = standing.may_see_result(mirror.facts)
    facets = tuple(one for one in whole.facets if one.status == "shown") if whole is not None else ()
    seen = facets if sees_all else tuple(one for one in facets if one.facet in shown)
    return Result(
        reading=whole if sees_all else None,
        facets=seen,
        shown=shown,
        method=kept.method if kept is not None and seen else "",
        at=kept.at if kept is not None and seen else None,
        pledge=pledge.words if pledge is not None else "",
    )


def find_source(member: Member, key: str) -> Source | None:
    """Return a mirror's pledge as a thing that promises come from, or None for whoever does not see it."""
    try:
        mirror = get_mirror(member, uuid.UUID(key))
    except (ValueError, Problem):
        return None
    result = result_of(mirror)
    if result is None or not result.pledge:
        return None
    return Source(
        practice=PRACTICE,
        key=str(mirror.round.pk),
        title=result.pledge,
        address=reverse("mirror:show", args=[member.collaboration.slug, mirror.round.pk]),
    )
