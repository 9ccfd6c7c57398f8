"""Asking for a promise, and offering one: three answers, under a minute, on a phone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.promises import actions, forms, queries, rules
from breakthrough.practices.promises.pages import words
from breakthrough.rounds import threads
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def request(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask somebody for something."""
    return _ask(request, member, rules.Event.REQUEST)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def offer(request: HttpRequest, member: Member) -> HttpResponse:
    """Offer somebody something."""
    return _ask(request, member, rules.Event.OFFER)


def _ask(request: HttpRequest, member: Member, event: rules.Event) -> HttpResponse:
    rules.check_takes_part(Role(member.role))
    is_sent = request.method == "POST" and "more" not in request.POST
    form = _form(request, member, event)
    if is_sent and form.is_valid():
        with problems.into_form(form):
            given = form.cleaned_data
            difficulty = given.get("difficulty")
            made = actions.ask(
                member=member,
                event=event,
                recipients=queries.get_recipients(member, form.chosen()),
                what=given["what"],
                due_date=given["due_date"],
                words=given["words"],
                difficulty=int(difficulty) if difficulty else None,
                answer_by=given["answer_by"],
                origin=threads.parse(given["origin"]) if given["origin"] else None,
                now=timezone.now(),
            )
            messages.success(
                request,
                ngettext(
                    "It is on its way. A no is a good answer too.",
                    "It is on its way to %(count)d people. Each answers alone.",
                    len(made),
                )
                % {"count": len(made)},
            )
            return see_other("promises:promise", member.collaboration.slug, made[0].pk)
    is_request = event is rules.Event.REQUEST
    context = {
        **words.frame(member, "", Crumb(_("Ask for a promise") if is_request else _("Offer a promise"))),
        "form": form,
        "is_request": is_request,
        "source": _source(member, str(form["origin"].value() or "")),
    }
    return render(request, "promises/ask.html", context, status=422 if is_sent else 200)


def _form(request: HttpRequest, member: Member, event: rules.Event) -> forms.AskForm:
    """Return the form as it was sent, or an empty one; after "one more person" it keeps what was typed."""
    people, is_request = queries.list_recipients(member), event is rules.Event.REQUEST
    if request.method == "POST" and "more" not in request.POST:
        return forms.AskForm(
            request.POST, recipients=people, is_request=is_request, field_count=_field_count(request)
        )
    initial = {"to_1": request.GET.get("to", "")[:40], "origin": request.GET.get("from", "")[:240]}
    count = 1
    if request.method == "POST":
        initial, count = {name: request.POST[name] for name in request.POST}, _field_count(request) + 1
    return forms.AskForm(initial=initial, recipients=people, is_request=is_request, field_count=count)


def _field_count(request: HttpRequest) -> int:
    return sum(1 for name in request.POST if name.startswith("to_"))


def _source(member: Member, written: str) -> threads.Source | None:
    place = threads.parse(written)
    return threads.find_source(member, *place) if place else None
