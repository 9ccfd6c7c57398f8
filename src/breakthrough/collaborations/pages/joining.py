"""Coming in: by link or by code, with a name only, or with the account one has."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from breakthrough.collaborations import actions, arrivals, forms, links, queries
from breakthrough.collaborations.models import Invitation
from breakthrough.people import access as people_access
from breakthrough.people.models import Person
from breakthrough.web import problems
from breakthrough.web.answers import see_other


@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Type the six characters; a right code goes on to the page its link opens."""
    form = forms.CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with problems.into_form(form):
            invitation = arrivals.get_by_code(
                form.cleaned_data["code"], client=people_access.client_of(request), now=timezone.now()
            )
            return see_other("collaborations:join", links.token_of(invitation.pk))
    return render(
        request, "collaborations/enter_code.html", {"form": form}, status=422 if form.is_bound else 200
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Say what this is and who invites; then one name, or one button, and one is in."""
    invitation = queries.get_open_invitation(token)
    person = people_access.find_person(request)
    if person is None:
        return _join_as_guest(request, invitation)
    present = queries.find_present_member(person, invitation.collaboration)
    if present is not None:
        return see_other("collaborations:show", invitation.collaboration.slug)
    return _join_as_oneself(request, person, invitation)


def _join_as_guest(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = forms.JoinForm(
        request.POST if request.method == "POST" else None, initial={"name": invitation.name}
    )
    if form.is_bound and form.is_valid():
        with problems.into_form(form):
            now = timezone.now()
            arrivals.take_pace(client=people_access.client_of(request), now=now)
            member, return_code = actions.join_as_guest(
                name=form.cleaned_data["name"], invitation=invitation, now=now
            )
            people_access.sign_in(request, member.person)
            # Shown in this answer and kept nowhere: a page to go on to would have to store the code until then.
            return render(
                request,
                "collaborations/welcome.html",
                {"member": member, "collaboration": invitation.collaboration, "return_code": return_code},
            )
    return _join_page(request, invitation, form, status=422 if form.is_bound else 200)


def _join_as_oneself(request: HttpRequest, person: Person, invitation: Invitation) -> HttpResponse:
    if request.method != "POST":
        return _join_page(request, invitation, None)
    actions.join(person=person, invitation=invitation, now=timezone.now())
    messages.success(request, _("You are in. This is what you are here for."))
    return see_other("collaborations:show", invitation.collaboration.slug)


def _join_page(
    request: HttpRequest, invitation: Invitation, form: forms.JoinForm | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "collaboration": invitation.collaboration,
        "parties": queries.list_parties_of(invitation),
        "has_short_ambition": invitation.collaboration.has_short_ambition,
        "role": arrivals.role_now(invitation),
        "form": form,
    }
    return render(request, "collaborations/join.html", context, status=status)
