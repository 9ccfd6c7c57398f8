"""The page "What these people think": words first, pictures second, tables behind."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from breakthrough.collaborations.access import check_facilitates, member_page
from breakthrough.collaborations.models import Member
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.kernel.roles import Role
from breakthrough.practices.voice import actions, queries
from breakthrough.practices.voice.pages import files, talks
from breakthrough.practices.voice.pages import reading as reading_page
from breakthrough.practices.voice.readings import making
from breakthrough.rounds.models import Round
from breakthrough.web import kept as keeping
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb, Entry


@require_safe
@member_page
def show(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """A round of Straight talk in its phase; of imported votes what these people think, or that it is not worked out yet."""
    kept = queries.get_round(member, round_id)
    talk = queries.find_talk(member, kept)
    if talk is not None:
        return talks.show_talk(request, member, talk)
    reading = evidence_queries.find_reading(member, kept, measure=making.MEASURE)
    context = {
        "member": member,
        "collaboration": member.collaboration,
        "round": kept,
        "crumbs": files.crumbs(member, Crumb(kept.title)),
    }
    if reading is None:
        return render(request, "voice/waiting.html", {**context, "topic": f"round:{kept.pk}"})
    around = {
        **reading_page.opening_of(reading),
        "results": _kept_results(request, member, kept, reading),
    }
    return render(request, "voice/show.html", {**context, **around})


@require_POST
@member_page
def begin_reading(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Start working it out (again, if it was stopped); the same votes by the same method give the same reading."""
    check_facilitates(member)
    kept = queries.get_round(member, round_id)
    job = actions.start_reading(round=kept, owner=member.person_id, now=timezone.now())
    messages.info(request, _("We are working it out. You can leave this page and come back."))
    return see_other("background:job", job.pk)


@require_safe
@member_page
def method(request: HttpRequest, member: Member) -> HttpResponse:
    """How this is worked out, and how it can mislead."""
    context = {
        "collaboration": member.collaboration,
        "crumbs": files.crumbs(member, Crumb(_("How this is worked out"))),
        "terms": _terms(),
    }
    return render(request, "voice/method.html", context)


@require_safe
@member_page
def unsaid_method(request: HttpRequest, member: Member) -> HttpResponse:
    """How the unsaid is worked out, and how it can mislead."""
    context = {
        "collaboration": member.collaboration,
        "crumbs": files.crumbs(member, Crumb(_("How the unsaid is worked out"))),
        "terms": _unsaid_terms(),
    }
    return render(request, "voice/unsaid_method.html", context)


def _kept_results(request: HttpRequest, member: Member, kept: Round, reading: Reading) -> SafeString:
    """Return the page's content, worked out once: readings, charts and statements of an imported round never change."""
    depends = {
        "reading": reading.pk,
        "slug": member.collaboration.slug,
        "round_id": kept.pk,
        "may_have_votes": member.role != Role.OBSERVER,
    }

    def make() -> str:
        context = reading_page.context_of(request, kept, reading)
        return render_to_string(
            "voice/results.html", {**depends, **context, "source": queries.get_source(kept)}
        )

    if not set(request.GET) <= {"sort", "page"}:
        return SafeString(make())  # there is no end to what can be searched for
    return keeping.shelf.find_or_make(
        keeping.key_of("voice.results", {**depends, "asked": request.GET.urlencode()}), make
    )


def _unsaid_terms() -> list[Entry]:
    return [
        Entry(
            _("Few, some, most"), "", _("From five to seven people: under a third, up to two thirds, more.")
        ),
        Entry(
            _("Few, some, about half, most, nearly all"),
            "",
            _("From eight people on: under 20, under 40, up to 60, up to 80, more than 80 in 100."),
        ),
        Entry(
            _("Held"),
            "",
            _("Those who agree, of those who agree or disagree. Who passes is counted beside it."),
        ),
        Entry(
            _("Would not say it"),
            "",
            _("Of those who agree: one to one, or only here. Needs five who agree and said where."),
        ),
        Entry(
            _("You guessed"),
            "",
            _("What people who were asked expected, on average: few, about half, or most."),
        ),
    ]


def _terms() -> list[Entry]:
    return [
        Entry(
            _("Common ground"),
            "",
            _(
                "Every side holds it: with 90 in 100 or more, at least six in ten people of each side agree (or disagree)."
            ),
        ),
        Entry(
            _("Live tension"),
            "",
            _(
                "The sides are 40 points or more apart. Without sides: those who take a side split about evenly."
            ),
        ),
        Entry(
            _("Bridging statement"),
            "",
            _(
                "On every half of the map at least half agree, and it is not so obvious that nearly all would."
            ),
        ),
        Entry(_("Unclear"), "", _("Four in ten people or more pass on it.")),
        Entry(
            _("Sides"),
            "",
            _(
                "Groups if the votes bear them; else the two ends of one spread; else parties; else the whole."
            ),
        ),
    ]
