"""Signing in and signing up by a code sent to an e-mail address: the same pages, so that nobody learns who has an account."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from breakthrough.people import access, actions, ceremony, forms, language, queries
from breakthrough.people.models import Person
from breakthrough.people.pages import asking
from breakthrough.web import answers

WAITING, PROVEN, NEXT = "people.waiting", "people.proven", "people.next"
PROVEN_LASTS = timedelta(minutes=30)

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an e-mail address and send a code to it."""
    person = access.find_person(request)
    if person is not None:
        return (
            answers.see_other("people:address")
            if person.is_guest
            else answers.see_other(access.safe_next(request) or "home")
        )
    form = forms.AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with asking.into_form(form):
            _send_code(request, form.cleaned_data["email"])
            return answers.see_other("people:sign_in_code")
    return asking.ask(
        request,
        "sign_in",
        form,
        next=access.safe_next(request),
        has_passkeys=ceremony.may_use_passkeys(settings.ADDRESS),
    )


@get_or_post
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; an address that is known signs in, any other is asked for a name."""
    waiting = queries.find_code(None, request.session.get(WAITING))
    if waiting is None:
        return answers.see_other("people:sign_in")
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with asking.into_form(form):
            address = actions.prove_code(waiting=waiting, typed=form.cleaned_data["code"], now=timezone.now())
            return _go_on(request, address)
    return asking.ask(
        request, "sign_in_code", form, address=waiting.address, next=request.session.get(NEXT, "")
    )


@get_or_post
def sign_in_name(request: HttpRequest) -> HttpResponse:
    """Ask for the name that makes the account of a proven address."""
    address = _proven_address(request)
    if not address:
        return answers.see_other("people:sign_in")
    form = forms.NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with asking.into_form(form):
            person = actions.make_account(
                address=address,
                name=form.cleaned_data["name"],
                language=language.of_page(),
                now=timezone.now(),
            )
            return enter(request, person)
    return asking.ask(request, "sign_in_name", form, address=address)


@get_or_post
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session of this browser; a guest, who needs a return code to come back, is asked first."""
    person = access.find_person(request)
    is_sure = person is None or not person.is_guest or "sure" in request.POST
    if request.method != "POST" or not is_sure:
        return render(request, "people/sign_out.html", {"person": person})
    access.sign_out(request)
    messages.success(request, _("You are signed out."))
    return answers.see_other("home")


def enter(request: HttpRequest, person: Person, *, to: str = "") -> HttpResponse:
    """Start the person's session and go on to where they wanted to be."""
    onward = to or str(request.session.get(NEXT, "")) or "home"
    access.sign_in(request, person)
    for name in (WAITING, PROVEN, NEXT):
        request.session.pop(name, None)
    response = answers.see_other(onward)
    language.speak(request, response, person)
    return response


def _send_code(request: HttpRequest, address: str) -> None:
    known = queries.find_by_address(address.lower())
    waiting = actions.send_code(
        address=address,
        person=None,
        language=language.of_page(known),
        client=access.client_of(request),
        now=timezone.now(),
        choose=secrets.choice,
    )
    request.session[WAITING] = str(waiting.pk)
    request.session[NEXT] = access.safe_next(request)


def _go_on(request: HttpRequest, address: str) -> HttpResponse:
    person = queries.find_by_address(address)
    if person is not None:
        return enter(request, person)
    request.session.cycle_key()  # whoever knew this browser's session before the proof must not profit from it
    request.session[PROVEN] = {"address": address, "at": timezone.now().timestamp()}
    return answers.see_other("people:sign_in_name")


def _proven_address(request: HttpRequest) -> str:
    proven = request.session.get(PROVEN)
    if (
        not isinstance(proven, dict)
        or timezone.now().timestamp() - float(proven["at"]) > PROVEN_LASTS.total_seconds()
    ):
        return ""
    return str(proven["address"])
