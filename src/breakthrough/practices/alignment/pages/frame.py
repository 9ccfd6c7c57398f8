"""What every page of Alignment shows: the trail, where a round stands, what it follows; reservations as lines."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from breakthrough.ballotbox.protocol import encoding
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment import CARD, queries
from breakthrough.practices.alignment.queries import Ask, Raised
from breakthrough.practices.alignment.rules import phases, standing
from breakthrough.practices.alignment.rules.phases import Phase
from breakthrough.practices.alignment.rules.plans import Mode
from breakthrough.practices.alignment.rules.standing import Act
from breakthrough.practices.alignment.rules.wording import STATE_WORDS, UNREACHABLE_WORDS
from breakthrough.rounds import threads
from breakthrough.web.components.shape import Crumb, Step

MOST_LINES = 30
"""So many reservations stand on a round's page, those that wait first; all of them stand with the text. And so many names on one page."""

_NUMBER = 987_654_321
_ANY = f"/{_NUMBER}"
_AT_STEP = {
    Phase.DRAFT: 0,
    Phase.JOINING: 0,
    Phase.SEALED: 1,
    Phase.NAMED: 2,
    Phase.COUNTING: 2,
    Phase.TALK: 3,
    Phase.CONCLUDED: 4,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A reservation in a list. `handle` is how its raiser's device knows it."""

    raised: Raised
    address: str
    what: str
    lifts: str
    state_words: str
    who: str
    version: str
    handle: str


def crumbs(member: Member, *further: Crumb) -> tuple[Crumb, ...]:
    """Return the trail: the collaboration, the practice, and what follows."""
    slug = member.collaboration.slug
    return (
        Crumb(member.collaboration.name, reverse("collaborations:show", args=[slug])),
        Crumb(_(CARD.title), reverse("alignment:index", args=[slug]) if further else ""),
        *further,
    )


def text_frame(member: Member, text: queries.Text, *further: Crumb) -> dict[str, Any]:
    """Return what every page of a text shows."""
    slug = member.collaboration.slug
    own = Crumb(text.title, reverse("alignment:text", args=[slug, text.pk]) if further else "")
    return {
        "member": member,
        "collaboration": member.collaboration,
        "text": text,
        "crumbs": crumbs(member, own, *further),
    }


def round_frame(member: Member, ask: Ask, *further: Crumb, has_lines: bool = True) -> dict[str, Any]:
    """Return what every page of a round shows."""
    slug, text = member.collaboration.slug, ask.version.text
    here = _("Version %(number)d") % {"number": ask.version.number}
    own = Crumb(here, reverse("alignment:show", args=[slug, ask.round.pk]) if further else "")
    return {
        "member": member,
        "collaboration": member.collaboration,
        "ask": ask,
        "round": ask.round,
        "text": text,
        "is_over_days": ask.plan.mode is Mode.DAYS,
        "crumbs": crumbs(
            member, Crumb(text.title, reverse("alignment:text", args=[slug, text.pk])), own, *further
        ),
        "steps": steps_of(ask),
        "topic": f"round:{ask.round.pk}",
        "lines": lines_of(member, ask.living)[:MOST_LINES]
        if has_lines and ask.phase in phases.SHOWING
        else [],
    }


def steps_of(ask: Ask) -> tuple[Step, ...]:
    """Return the steps of a round with where it stands."""
    here = _AT_STEP[ask.phase]
    names = (_("Join"), _("Sealed"), _("By name"), _("Talk"))
    return tuple(
        Step(name, "done" if place < here else "current" if place == here else "ahead")
        for place, name in enumerate(names)
    )


def lines_of(member: Member, raised: tuple[Raised, ...]) -> list[Line]:
    """Return reservations as lines, those that still wait first."""
    if not raised:
        return []
    slug, lifts, version = member.collaboration.slug, _("Lifts when: %(words)s"), _("on version %(number)s")
    states = {state: _(words) for state, words in STATE_WORDS.items()}
    # All are of one text: the address is made once, and the number put in.
    address = reverse("alignment:reservation", args=[slug, raised[0].text_id, _NUMBER])
    lines = [
        Line(
            raised=one,
            what=what_of(one),
            lifts=lifts % {"words": one.lifts_when} if one.lifts_when and one.is_living else "",
            version=version % {"number": one.version},
            address=address.replace(_ANY, f"/{one.number}"),
            state_words=_(UNREACHABLE_WORDS) if one.is_unreachable and one.is_living else states[one.state],
            who=who_of(one),
            handle=encoding.to_base64url(bytes.fromhex(one.seal)) if one.seal else "",
        )
        for one in raised
    ]
    return sorted(
        lines, key=lambda line: (list(STATE_WORDS).index(line.raised.state), not line.raised.is_block)
    )


def taken_further(member: Member, key: str) -> dict[str, Any]:
    """Return what came of a thing of this practice, and the ways to take it further; nothing for observers."""
    if member.role == Role.OBSERVER:
        return {}
    own = reverse("alignment:raise", args=[member.collaboration.slug])
    return {
        "thread": threads.address_of(member, queries.PRACTICE, key),
        "follows": threads.list_follows(member, queries.PRACTICE, key),
        "beginnings": [
            {"words": _(one.words), "address": one.address}
            for one in threads.list_beginnings(member, queries.PRACTICE, key)
            if not one.address.startswith(own)
        ],
    }


def what_of(one: Raised) -> str:
    """Return what a reservation says, or why it says nothing."""
    if one.is_hidden:
        return _("The words of reservation %(number)d are hidden.") % {"number": one.number}
    return one.what or _("Its words were taken back.")


def who_of(one: Raised) -> str:
    """Return who raised it, as far as anybody can know."""
    if one.is_sealed:
        return _("sealed")
    return one.by or _("somebody who has left")


def check(member: Member, ask: Ask, act: Act) -> None:
    """Raise a Problem unless the member may do this in the round now: before a form is looked at."""
    facts = standing.Facts(Role(member.role), member.leads, ask.takes_part, ask.phase, ask.is_closing)
    standing.check_may(act, facts)
