"""The page "Do we do what we promised?": words first, the picture second, tables behind. Never a line per person."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from breakthrough.collaborations.access import check_facilitates, member_page
from breakthrough.collaborations.models import Member
from breakthrough.evidence import charts as drawing
from breakthrough.evidence import exports
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.practices.promises import actions, forms, queries
from breakthrough.practices.promises.pages import tables, telling, words
from breakthrough.practices.promises.readings import making, released
from breakthrough.rounds.models import Round
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb


@require_safe
@member_page
def reading(request: HttpRequest, member: Member) -> HttpResponse:
    """The latest look back, and those before it; before the first one, what it will show."""
    return _page(request, member, None)


@require_safe
@member_page
def show(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """One look back."""
    return _page(request, member, queries.get_round(member, round_id))


@require_POST
@member_page
def begin_reading(request: HttpRequest, member: Member) -> HttpResponse:
    """Look back now; for facilitators."""
    check_facilitates(member)
    form = forms.LookBackForm(request.POST)
    if form.is_valid():
        with problems.into_form(form):
            _made, job = actions.look_back(
                member=member, title=form.cleaned_data["title"], now=timezone.now()
            )
            messages.info(request, _("We are working it out. You can leave this page and come back."))
            return see_other("background:job", job.pk)
    return _page(request, member, None, form=form, status=422)


@require_safe
@member_page
def method(request: HttpRequest, member: Member) -> HttpResponse:
    """How this is worked out, and how it can mislead."""
    context = words.frame(member, "", Crumb(_("How this is worked out")))
    return render(request, "promises/method.html", context)


@require_safe
@member_page
def reading_json(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The released reading as JSON."""
    stored = _get_reading(member, round_id)
    return _attached(JsonResponse(exports.document_of(stored)), "promises.json")


@require_safe
@member_page
def reading_csv(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The released counts and shares for a spreadsheet."""
    stored = _get_reading(member, round_id)
    rows = released.list_rows(released.reading_of(stored), released.names_of(stored))
    text = "\ufeff" + exports.write_csv(released.COLUMNS, rows)
    return _attached(HttpResponse(text, content_type="text/csv; charset=utf-8"), "promises.csv")


@require_safe
@member_page
def chart_svg(request: HttpRequest, member: Member, round_id: uuid.UUID, key: str) -> HttpResponse:
    """The picture on its own, in light or dark colours (`?theme=dark`)."""
    stored = _get_reading(member, round_id)
    chart = evidence_queries.get_chart(stored, key=key, language=translation.get_language() or "en")
    svg = drawing.in_theme(chart.svg, "dark" if request.GET.get("theme") == "dark" else "light")
    return _attached(HttpResponse(svg, content_type="image/svg+xml"), f"{key}.svg")


def _page(
    request: HttpRequest,
    member: Member,
    wanted: Round | None,
    *,
    form: forms.LookBackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rounds = queries.list_rounds(member)
    kept = wanted or (rounds[0] if rounds else None)
    stored = evidence_queries.find_reading(member, kept, measure=making.MEASURE) if kept else None
    title = _("Until %(day)s") % {"day": date_format(timezone.now(), "DATE_FORMAT")}
    context = {
        **words.frame(member, request.path, Crumb(kept.title if wanted and kept else _("Do they hold?"))),
        "round": kept,
        "earlier": [one for one in rounds if kept is None or one.pk != kept.pk],
        "form": form or forms.LookBackForm(initial={"title": title}),
        "results": _results(stored) if stored else None,
        "round_topic": f"round:{kept.pk}" if kept else "",
        "is_latest": wanted is None,
    }
    return render(request, "promises/reading.html", context, status=status)


def _results(stored: Reading) -> dict[str, Any]:
    made, names = released.reading_of(stored), released.names_of(stored)
    charts = evidence_queries.list_charts(stored, language=translation.get_language() or "en")
    chart = charts.get("flow")
    about = chart.spec["usermeta"] if chart else {}
    return {
        "stored": stored,
        "opening": telling.opening(made),
        "parts": telling.list_parts(made) if made.status == "shown" else (),
        "counts": telling.list_counts(made),
        "chart": SafeString(drawing.in_theme(chart.svg, "page"))
        if chart
        else "",  # drawn by us, escaped there
        "chart_title": about.get("title", ""),
        "chart_sentence": about.get("description", ""),
        "flow_words": telling.flow(made),
        "flow_table": tables.flows(made, names),
        "balances": telling.balances(made, names),
        "cell_table": tables.cells(made, names),
        "reasons": tables.reasons(made),
        "difficulty": telling.difficulty(made),
    }


def _get_reading(member: Member, round_id: uuid.UUID) -> Reading:
    return evidence_queries.get_reading(member, queries.get_round(member, round_id), measure=making.MEASURE)


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
