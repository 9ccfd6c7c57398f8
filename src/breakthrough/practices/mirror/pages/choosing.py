"""What the leader shows of the result to those who take part, and the pledge. A form that does not fit comes back on the result's page."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breakthrough.ballots import sealed_page
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.practices.mirror import actions, forms, queries
from breakthrough.practices.mirror.pages import frame, results
from breakthrough.practices.mirror.queries import Mirror
from breakthrough.practices.mirror.rules import standing
from breakthrough.practices.mirror.rules.standing import Act
from breakthrough.web import problems
from breakthrough.web.answers import see_other


@require_POST
@member_page
def show_facets(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Show parts of the result."""
    mirror = queries.get_mirror(member, round_id)
    standing.check_may(Act.SHOW, mirror.facts)
    result = queries.result_of(mirror)
    form = forms.ShowForm(request.POST, facets=[one.facet for one in result.facets] if result else [])
    if form.is_valid():
        with problems.into_form(form):
            actions.show_facets(
                member=member,
                round=mirror.round,
                facets=form.cleaned_data["facets"],
                now=timezone.now(),
            )
            messages.success(request, _("Those who take part can read it now."))
            return see_other("mirror:show", member.collaboration.slug, round_id)
    return _again(request, member, mirror, show_form=form)


@require_POST
@member_page
def pledge(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Say what one will do differently."""
    mirror = queries.get_mirror(member, round_id)
    standing.check_may(Act.PLEDGE, mirror.facts)
    form = forms.PledgeForm(request.POST)
    if form.is_valid():
        with problems.into_form(form):
            actions.pledge(
                member=member, round=mirror.round, words=form.cleaned_data["words"], now=timezone.now()
            )
            messages.success(request, _("Your pledge stands. Make a promise of it, so that it can be kept."))
            return see_other("mirror:show", member.collaboration.slug, round_id)
    return _again(request, member, mirror, pledge_form=form)


def _again(request: HttpRequest, member: Member, mirror: Mirror, **with_errors: Any) -> HttpResponse:
    context = {**frame.frame(member, mirror), **results.context_of(member, mirror), **with_errors}
    return sealed_page.render(request, "mirror/results.html", context, status=422)
