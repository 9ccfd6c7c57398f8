"""Letters and calendar: what one wants to hear, and the secret address of one's calendar feed."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.promises import actions, forms, queries, rules
from breakthrough.practices.promises.pages import words
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def notices(request: HttpRequest, member: Member) -> HttpResponse:
    """What one hears by e-mail, and the calendar."""
    rules.check_takes_part(Role(member.role))
    form = forms.NoticesForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        with problems.into_form(form):
            actions.change_notices(
                member=member,
                each_step=form.cleaned_data["each_step"],
                digest_weekday=form.cleaned_data["digest_weekday"],
            )
            messages.success(request, _("Saved."))
            return see_other("promises:notices", member.collaboration.slug)
    return _page(request, member, form=form, status=422 if form is not None else 200)


@require_POST
@member_page
def make_feed(request: HttpRequest, member: Member) -> HttpResponse:
    """Make the calendar's secret address; it is shown on this page only."""
    secret = actions.make_feed(member=member, now=timezone.now())
    address = settings.ADDRESS + reverse("promises:calendar", args=[member.collaboration.slug, secret])
    return _page(request, member, address=address)


@require_POST
@member_page
def revoke_feed(request: HttpRequest, member: Member) -> HttpResponse:
    """Make the calendar's address stop working."""
    rules.check_takes_part(Role(member.role))
    actions.revoke_feed(member=member)
    messages.success(request, _("The calendar’s address no longer works."))
    return see_other("promises:notices", member.collaboration.slug)


def _page(
    request: HttpRequest,
    member: Member,
    *,
    form: forms.NoticesForm | None = None,
    address: str = "",
    status: int = 200,
) -> HttpResponse:
    kept = queries.get_notices(member)
    initial = {
        "each_step": kept.each_step,
        "digest_weekday": "" if kept.digest_weekday is None else str(kept.digest_weekday),
    }
    path = reverse("promises:notices", args=[member.collaboration.slug])
    context = {
        **words.frame(member, path, Crumb(_("Letters and calendar"))),
        "form": form or forms.NoticesForm(initial=initial),
        "feed": queries.find_feed(member),
        "address": address,
        "has_address": bool(member.person.email),
    }
    return render(request, "promises/notices.html", context, status=status)
