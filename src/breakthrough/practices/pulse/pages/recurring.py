"""The calendar of a series: waves so far, when the next ones come, stopping them, and dates fixed beforehand."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.practices.pulse import actions, forms, queries
from breakthrough.practices.pulse.pages import frame, words
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def show_waves(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """The calendar; a facilitator fixes a date from which on something is done differently."""
    wave, series = queries.get_wave(member, round_id), queries.waves_of(member, round_id)
    if series is None:
        raise problems.not_found()
    form = forms.TurnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            given = form.cleaned_data
            actions.set_turning_point(
                member=member, round=wave.round, on=given["on"], words=given["words"], now=timezone.now()
            )
            return see_other("pulse:waves", member.collaboration.slug, round_id)
    context = {
        **frame.frame(member, wave, Crumb(_("Waves"))),
        "series": series,
        "phase_words": [(one, words.phase(one.phase)) for one in series.waves],
        "end_words": words.series_end(series.end_reason),
        "form": form,
    }
    return render(request, "pulse/waves.html", context, status=422 if form.errors else 200)


@require_POST
@member_page
def stop_waves(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Let no further wave come."""
    actions.stop_series(member=member, round=queries.get_round(member, round_id), now=timezone.now())
    messages.success(request, _("No further wave comes. The present one goes on."))
    return see_other("pulse:waves", member.collaboration.slug, round_id)
