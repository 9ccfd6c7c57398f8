"""Promises in the threads of all practices (see `rounds.threads`): what came of a thing, how it stands, what was said in it."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.practices.promises import queries, rules
from breakthrough.practices.promises.pages import one as one_page
from breakthrough.practices.promises.pages import words
from breakthrough.rounds.threads import Below, Happening, Place, Source


def find_source(member: Member, key: str) -> Source | None:
    """Return a promise as one thing of a thread, or None; none for observers."""
    try:
        return source_of(member, queries.get_promise(member, uuid.UUID(key)))
    except (ValueError, Problem):
        return None


def list_follows(member: Member, places: Sequence[Place], most: int) -> dict[Place, Below]:
    """Return the promises that came of other practices' things."""
    return {
        place: Below(tuple(source_of(member, one) for one in found), more_count)
        for place, (found, more_count) in queries.list_follows(member, places, most).items()
    }


def tell(member: Member, keys: Sequence[str]) -> dict[str, list[Happening]]:
    """Return what was said in promises, as their own pages tell it."""
    told: dict[str, list[Happening]] = defaultdict(list)
    for step in queries.list_told(member, [uuid.UUID(key) for key in keys]):
        said = one_page.said_of(step)
        told[str(step.promise_id)].append(
            Happening(
                words=said.sentence, at=said.at, said="\n".join(filter(None, (_terms(said), said.words)))
            )
        )
    return dict(told)


def source_of(member: Member, promise: queries.Promise) -> Source:
    """Return a promise as one thing of a thread."""
    line = words.line_of(promise, now=timezone.now())
    origin = getattr(promise, "origin", None)
    return Source(
        practice=queries.PRACTICE,
        key=str(promise.pk),
        title=promise.what,
        address=reverse("promises:promise", args=[member.collaboration.slug, promise.pk]),
        came_from=(origin.practice, origin.key) if origin else None,
        kind=_("Promise"),
        by=_("%(performer)s for %(customer)s")
        % {"performer": line.performer.name, "customer": line.customer.name},
        at=promise.made_at,
        standing=_standing(promise, line),
        holds=rules.State(promise.state) not in rules.FALLEN,
    )


def _standing(promise: queries.Promise, line: words.Line) -> str:
    if line.is_over:
        return line.state
    due = _("due %(due)s") % {"due": date_format(promise.due_date, "DATE_FORMAT")}
    return f"{line.state} · {due}" + (" · " + _("the day is over") if line.is_overdue else "")


def _terms(said: one_page.Said) -> str:
    """What was put on the table after the first time: other words, or another day."""
    if not said.what or said.number == 1:
        return ""
    return "{} ({})".format(said.what, _("due %(due)s") % {"due": said.due})
