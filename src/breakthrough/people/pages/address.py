"""Adding or changing one's e-mail address; a guest becomes an account by it, or part of one."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from breakthrough.people import access, actions, forms, language, queries, rules
from breakthrough.people.models import Person
from breakthrough.people.pages import asking, signing_in
from breakthrough.web import answers

WAITING, MERGING = "people.waiting-address", "people.merging"


@signing_in.get_or_post
@access.signed_in
def address(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask for the address and send a code to it."""
    form = forms.AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with asking.into_form(form):
            waiting = actions.send_code(
                address=form.cleaned_data["email"],
                person=person,
                language=language.of_page(person),
                client=access.client_of(request),
                now=timezone.now(),
                choose=secrets.choice,
            )
            request.session[WAITING] = str(waiting.pk)
            return answers.see_other("people:address_code")
    return asking.ask(request, "address", form, person=person)


@signing_in.get_or_post
@access.signed_in
def address_code(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask for the code; then the address is the person's, or shows that there is an account already."""
    waiting = queries.find_code(person, request.session.get(WAITING))
    if waiting is None:
        return answers.see_other("people:address")
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with asking.into_form(form):
            proven = actions.prove_code(waiting=waiting, typed=form.cleaned_data["code"], now=timezone.now())
            return _take(request, person, proven)
    return asking.ask(request, "address_code", form, address=waiting.address)


@signing_in.get_or_post
@access.signed_in
def merge(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask a guest, who has proven the address of an account, whether to move everything there."""
    proven = _proven_address(request, person)
    account = queries.find_by_address(proven) if proven else None
    if account is None or not person.is_guest:
        return answers.see_other("people:address")
    if request.method != "POST":
        return render(request, "people/merge.html", {"person": person, "account": account})
    actions.merge_guest(guest=person, account=account, now=timezone.now())
    response = signing_in.enter(request, account, to="people:me")
    messages.success(request, _("Everything you did as a guest is now in your account."))
    return response


def _take(request: HttpRequest, person: Person, proven: str) -> HttpResponse:
    other = queries.find_by_address(proven)
    if other is not None and other.pk != person.pk:
        if not person.is_guest:
            raise rules.address_taken()
        request.session[MERGING] = {
            "address": proven,
            "person": str(person.pk),
            "at": timezone.now().timestamp(),
        }
        return answers.see_other("people:merge")
    was_guest = person.is_guest
    actions.adopt_address(person=person, address=proven)
    messages.success(
        request,
        _("You have an account now. Nothing you did was lost.")
        if was_guest
        else _("Your address is changed."),
    )
    return answers.see_other("people:me")


def _proven_address(request: HttpRequest, person: Person) -> str:
    proven = request.session.get(MERGING)
    if not isinstance(proven, dict) or proven.get("person") != str(person.pk):
        return ""
    is_fresh = timezone.now().timestamp() - float(proven["at"]) <= signing_in.PROVEN_LASTS.total_seconds()
    return str(proven["address"]) if is_fresh else ""
