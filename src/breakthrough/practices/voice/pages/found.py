"""What a round came to: the unsaid first, then what the votes bear, in the order of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from breakthrough.collaborations.models import Member
from breakthrough.evidence.models import Reading
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.pages import reading, unsaid
from breakthrough.practices.voice.pages.parties import Parties
from breakthrough.practices.voice.queries import Said, Talk
from breakthrough.practices.voice.readings.unsaid import unsaid_of
from breakthrough.practices.voice.rules.phases import Step
from breakthrough.web import kept as keeping

if TYPE_CHECKING:
    from breakthrough.practices.voice.readings.unsaid import Unsaid as Released


def context_of(request: HttpRequest, member: Member, talk: Talk) -> dict[str, Any]:
    """Return what the results page shows; parts are left out where nothing was released."""
    found = queries.results_of(member, talk)
    context: dict[str, Any] = {
        "unsaid": _unsaid(member, talk, unsaid_of(found.unsaid)) if found.unsaid else None,
        "released_at": next((one.at for one in talk.steps if one.step is Step.RELEASED), None),
        "takeaways": takeaways(talk, has_reading=found.opinion is not None),
    }
    if found.opinion is not None:
        opening = reading.opening_of(found.opinion)
        context.update(opening, entries=reading.entries_of(found.opinion, opening["opinion"]))
        context["found"] = _kept(request, talk, found.opinion, found.unsaid)
    return context


def _unsaid(member: Member, talk: Talk, released: Released) -> unsaid.Unsaid | None:
    numbers = [one.number for one in released.first if one.reading.sentence]
    return show(released, queries.said_in(member, talk.round, numbers=numbers), parties_of(talk))


def _kept(request: HttpRequest, talk: Talk, stored: Reading, stored_unsaid: Reading | None) -> SafeString:
    """Return what the votes bear, worked out once: a released reading changes by what is hidden, and by nothing else."""
    parties = parties_of(talk)
    depends = {
        "reading": stored.pk,
        "slug": talk.round.collaboration.slug,
        "round_id": talk.round.pk,
        "hidden": sorted(queries.hidden_numbers(talk.round.pk)),
        "parties": sorted(parties.items()),
    }

    def make() -> str:
        released = unsaid_of(stored_unsaid) if stored_unsaid else None
        context = reading.context_of(request, talk.round, stored, parties=parties, unsaid=released)
        return render_to_string("voice/found.html", {**depends, **context})

    if not set(request.GET) <= {"sort", "page"}:
        return SafeString(make())  # there is no end to what can be searched for
    return keeping.shelf.find_or_make(
        keeping.key_of("voice.found", {**depends, "asked": request.GET.urlencode()}), make
    )


def parties_of(talk: Talk) -> dict[int, str]:
    """Return the names of the parties by their number on the card where a round is by party, else nothing."""
    return queries.list_cells(talk.round) if talk.plan.by_party else {}


def show(released: Released, said: list[Said], parties: Parties) -> unsaid.Unsaid | None:
    """Return the unsaid with what became of each statement; None where too little was released."""
    if not released.is_shown:
        return None
    return unsaid.show_unsaid(
        released,
        {one.number: one.text for one in said if not one.is_hidden},
        {one.number: answers_in_words(one) for one in said},
        parties,
    )


def find_unsaid(member: Member, talk: Talk) -> Released | None:
    """Return what was released of the unsaid, or None."""
    found = queries.results_of(member, talk)
    return unsaid_of(found.unsaid) if found.unsaid else None


def answers_in_words(one: Said) -> str:
    """Return what became of a statement in a few words, or an empty text."""
    if one.outcomes:
        return _("Became: %(title)s") % {"title": one.outcomes[-1].title}
    if not one.answers:
        return ""
    by = one.answers[-1].by or _("somebody who has left")
    return ngettext("Reply from %(name)s", "%(count)d replies, the last from %(name)s", len(one.answers)) % {
        "count": len(one.answers),
        "name": by,
    }


def takeaways(talk: Talk, *, has_reading: bool) -> list[tuple[str, str]]:
    """Return the files to take away: what they are called, and where they are."""
    slug, place = talk.round.collaboration.slug, talk.round.pk
    files = [
        (_("Statements as CSV"), reverse("voice:said_csv", args=[slug, place])),
        (_("Statements as JSON"), reverse("voice:said_json", args=[slug, place])),
    ]
    if has_reading:
        files.append((_("Results as CSV"), reverse("voice:reading_csv", args=[slug, place])))
        files.append((_("Results as JSON"), reverse("voice:reading_json", args=[slug, place])))
    return files
