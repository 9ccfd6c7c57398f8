"""The page "What these people think": words first, pictures second, tables behind."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from breakthrough.collaborations.access import check_facilitates, member_page
from breakthrough.collaborations.models import Member
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.kernel.roles import Role
from breakthrough.practices.voice import actions, queries
from breakthrough.practices.voice.pages import files, pictures, sections, words
from breakthrough.practices.voice.readings import making, released, statements
from breakthrough.rounds.models import Round
from breakthrough.web import kept as keeping
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Column, Crumb, Entry


@require_safe
@member_page
def show(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """What these people think, or that it is not worked out yet."""
    kept = queries.get_round(member, round_id)
    reading = evidence_queries.find_reading(member, kept, measure=making.MEASURE)
    context = {
        "member": member,
        "collaboration": member.collaboration,
        "round": kept,
        "crumbs": files.crumbs(member, Crumb(kept.title)),
    }
    if reading is None:
        return render(request, "voice/waiting.html", {**context, "topic": f"round:{kept.pk}"})
    opinion = released.opinion_of(reading)
    around = {
        "opinion": opinion,
        "opening": words.opening(opinion),
        "people": words.people(opinion.person_band),
        "sureness": words.sureness(opinion) if opinion.status == "shown" else "",
        "results": _kept_results(request.GET, member, kept, reading),
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


def _kept_results(asked: QueryDict, member: Member, kept: Round, reading: Reading) -> SafeString:
    """Return the page's content, worked out once: readings, charts and statements of a round never change."""
    depends = {
        "reading": reading.pk,
        "slug": member.collaboration.slug,
        "round_id": kept.pk,
        "may_have_votes": member.role != Role.OBSERVER,
    }

    def make() -> str:
        return render_to_string("voice/results.html", {**depends, **_results(asked, kept, reading)})

    if not set(asked) <= {"sort", "page"}:
        return SafeString(make())  # there is no end to what can be searched for
    return keeping.shelf.find_or_make(
        keeping.key_of("voice.results", {**depends, "asked": asked.urlencode()}), make
    )


def _results(asked: QueryDict, kept: Round, reading: Reading) -> dict[str, Any]:
    opinion = released.opinion_of(reading)
    lines = statements.make_lines(opinion, queries.list_statements(kept))
    search, sort = asked.get("q", "")[:200], asked.get("sort") or "number"
    found = statements.find_lines(lines, search=search, sort=sort)
    charts = evidence_queries.list_charts(reading, language=translation.get_language() or "en")
    return {
        "opinion": opinion,
        "asked": asked,
        "source": queries.get_source(kept),
        "parts": sections.list_parts(opinion, lines),
        "slate": sections.find_slate(opinion, lines),
        "structure_reasons": words.structure_reasons(opinion) if opinion.status == "shown" else (),
        "pictures": pictures.list_pictures(opinion, charts, lines),
        "page": Paginator(
            [sections.table_line(opinion, one) for one in found], statements.PAGE_SIZE
        ).get_page(asked.get("page")),
        "found_count": len(found),
        "statement_count": len(lines),
        "columns": _columns(asked, sort, has_sides=len(opinion.sides) > 1),
        "search": search,
        "sort": sort,
        "kept_parameters": {"sort": sort} if sort != "number" else {},
        "entries": _entries(reading, opinion.settled, words.people(opinion.person_band)),
    }


def _columns(asked: QueryDict, sort: str, *, has_sides: bool) -> list[Column]:
    heads = [
        ("number", _("No."), False),
        ("text", _("Statement"), False),
        ("agree", _("Agree"), True),
        ("disagree", _("Disagree"), True),
        ("pass", _("Pass"), True),
    ]
    if has_sides:
        heads.append(("gap", _("Apart"), True))
    return [_column(asked, sort, *one) for one in heads]


def _column(parameters: QueryDict, sort: str, name: str, head: str, is_number: bool) -> Column:
    first, second = (f"-{name}", name) if is_number else (name, f"-{name}")
    asked = parameters.copy()
    asked["sort"] = second if sort == first else first
    asked.pop("page", None)
    direction = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return Column(head, sort_href=f"?{asked.urlencode()}#statements", sorted=direction, is_number=is_number)


def _entries(reading: Reading, is_settled: bool, people: str) -> list[Entry]:
    settled = _("yes") if is_settled else _("still unsettled")
    return [
        Entry(
            _("Votes from"),
            people,
            _("Numbers of people are given as bands, so that nobody can be counted out."),
        ),
        Entry(
            _("Method"),
            reading.method,
            _("A changed rule gets a new version. A stored reading is never changed."),
        ),
        Entry(_("Seed"), str(reading.seed), _("The same votes and the same seed give the same reading.")),
        Entry(_("Settled"), settled),
        Entry(_("Worked out"), date_format(reading.made_at, "DATE_FORMAT")),
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
