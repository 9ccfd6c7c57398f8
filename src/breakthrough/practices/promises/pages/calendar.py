"""A member's promises as a calendar (iCalendar, RFC 5545), for whoever holds the secret address: nobody is signed in there."""

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from breakthrough.collaborations.models import Member
from breakthrough.practices.promises import queries, rules
from breakthrough.web import problems

if TYPE_CHECKING:
    from icalendar import Event


@require_safe
def calendar(request: HttpRequest, slug: str, feed_secret: str) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The feed: one event on the day that each open promise is due."""
    member = queries.find_feed_member(slug, feed_secret)
    if member is None:
        raise problems.not_found()
    with translation.override(member.person.language or translation.get_language()):
        written = _write(member)
    return HttpResponse(
        written,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="promises.ics"'},
    )


def _write(member: Member) -> bytes:
    from icalendar import Calendar  # a twentieth of all that a start loads, and few ask for a calendar

    made = Calendar()
    made.add("prodid", "-//Breakthrough//Promises//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Promises: %(name)s") % {"name": member.collaboration.name})
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for promise in queries.list_for_calendar(member):
        made.add_component(_event(member, promise))
    return bytes(made.to_ical())


def _event(member: Member, promise: queries.Promise) -> "Event":
    from icalendar import Event

    address = settings.ADDRESS + reverse("promises:promise", args=[member.collaboration.slug, promise.pk])
    state = _(rules.STATE_WORDS[rules.State(promise.state)])
    other = promise.performer if promise.customer_id == member.pk else promise.customer
    words = (
        _("You promised: %(what)s") if promise.performer_id == member.pk else _("Promised to you: %(what)s")
    )
    if promise.state in rules.OPENING:
        words = _("Not promised yet: %(what)s")
    event = Event()
    event.add("uid", f"{promise.pk}@breakthrough")
    event.add("dtstamp", promise.moved_at.astimezone(UTC))
    event.add("last-modified", promise.moved_at.astimezone(UTC))
    event.add("sequence", promise.step_count)
    event.add("dtstart", promise.due_date)
    event.add("dtend", promise.due_date + timedelta(days=1))
    event.add("summary", words % {"what": promise.what})
    event.add("description", "\n".join([str(other.person) if other else "", state, address]).strip())
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event
