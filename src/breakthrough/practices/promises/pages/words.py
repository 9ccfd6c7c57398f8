"""Promises in words: lines of lists, names of sides, the frame of every page here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from breakthrough.collaborations.models import Member, Party
from breakthrough.practices.promises import CARD, queries, rules
from breakthrough.web.components.shape import Crumb, Tab


@dataclass(frozen=True, slots=True)
class SideWords:
    """One side of a promise as a page names it."""

    name: str
    party: str
    is_party: bool
    has_left: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A promise in a list."""

    what: str
    address: str
    performer: SideWords
    customer: SideWords
    state: str
    is_over: bool
    is_overdue: bool
    due: str
    due_date: Any
    is_yours: str


def line_of(promise: queries.Promise, *, now: datetime, member: Member | None = None) -> Line:
    """Return the line of a promise; `member` gets told where it is their turn."""
    state = rules.State(promise.state)
    return Line(
        what=promise.what,
        address=reverse("promises:promise", args=[promise.collaboration.slug, promise.pk]),
        performer=side_of(promise.performer, promise.performer_party),
        customer=side_of(promise.customer, promise.customer_party),
        state=_(rules.STATE_WORDS[state]),
        is_over=state in rules.FINAL,
        is_overdue=rules.is_overdue(state, promise.due_date, now=now),
        due=date_format(promise.due_date, "DATE_FORMAT"),
        due_date=promise.due_date,
        is_yours=_part_of(promise, member) if member else "",
    )


def lines_of(
    promises: Iterable[queries.Promise], *, now: datetime, member: Member | None = None
) -> list[Line]:
    """Return the lines of several promises."""
    return [line_of(one, now=now, member=member) for one in promises]


def side_of(member: Member | None, party: Party) -> SideWords:
    """Return how a side is named: its person and party, or the party that was asked as a whole."""
    if member is None:
        return SideWords(_("somebody of %(party)s") % {"party": party.name}, party.name, True, False)
    return SideWords(str(member.person), party.name, False, hasattr(member, "departure"))


def frame(member: Member, path: str, *further: Crumb) -> dict[str, Any]:
    """Return what every page here shows around its content: the trail, and the tabs this member has use for."""
    slug = member.collaboration.slug
    named = [(_("Mine"), "index"), (_("Board"), "board")] if not member.observes else []
    named.append((_("Do they hold?"), "reading"))
    if not member.observes:
        named.append((_("Letters and calendar"), "notices"))
    addresses = [(words, reverse(f"promises:{name}", args=[slug])) for words, name in named]
    return {
        "member": member,
        "collaboration": member.collaboration,
        "crumbs": crumbs(member, *further),
        "tabs": [Tab(words, address, is_current=path == address) for words, address in addresses],
        "card": CARD,
        "topic": f"collaboration:{member.collaboration_id}",
    }


def crumbs(member: Member, *further: Crumb) -> tuple[Crumb, ...]:
    """Return the trail from the collaboration down to a page of this practice."""
    slug = member.collaboration.slug
    own = Crumb(_(CARD.title), reverse("promises:index", args=[slug]) if further else "")
    return (Crumb(member.collaboration.name, reverse("collaborations:show", args=[slug])), own, *further)


def _part_of(promise: queries.Promise, member: Member) -> str:
    mine = [
        side
        for side, one in (("customer", promise.customer_id), ("performer", promise.performer_id))
        if one == member.pk
    ]
    return _("your turn") if promise.waits_for in mine else ""
