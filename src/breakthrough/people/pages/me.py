"""One's own page: name, language, ways in, what is kept, and leaving."""

import json
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from breakthrough.people import access, actions, forms, queries
from breakthrough.people.models import Person
from breakthrough.people.pages import asking, signing_in
from breakthrough.web import answers, preferences


@signing_in.get_or_post
@access.signed_in
def me(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the person's own page and change name and language."""
    form = forms.ProfileForm(
        request.POST or None, initial={"name": person.name, "language": person.language or forms.AS_BROWSER}
    )
    if request.method == "POST" and form.is_valid():
        with asking.into_form(form):
            actions.change_profile(
                person=person, name=form.cleaned_data["name"], language=form.cleaned_data["language"]
            )
            messages.success(request, _("Your changes are saved."))
            response = answers.see_other("people:me")
            preferences.choose_language(request, response, person.language)
            return response
    return asking.ask(
        request,
        "me",
        form,
        person=person,
        return_code=queries.find_return_code(person),
        passkey_count=len(queries.list_passkeys(person)),
        key_count=len(queries.list_api_keys(person)),
        is_owner=queries.is_owner(person),
    )


@signing_in.get_or_post
@access.signed_in
def return_code(request: HttpRequest, person: Person) -> HttpResponse:
    """Make a fresh return code and show it this once."""
    if not person.is_guest:
        return answers.see_other("people:me")
    code = actions.renew_return_code(person=person, now=timezone.now()) if request.method == "POST" else ""
    return render(
        request, "people/return_code.html", {"code": code, "earlier": queries.find_return_code(person)}
    )


@signing_in.get_or_post
@access.signed_in
def keys(request: HttpRequest, person: Person) -> HttpResponse:
    """List the person's API keys and make another, shown this once."""
    form = forms.KeyForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        with asking.into_form(form):
            _key, secret = actions.make_api_key(
                person=person, name=form.cleaned_data["name"], now=timezone.now()
            )
            form = forms.KeyForm()
    return asking.ask(request, "keys", form, keys=queries.list_api_keys(person), secret=secret)


@require_POST
@access.signed_in
def key_revocation(request: HttpRequest, person: Person, key_id: uuid.UUID) -> HttpResponse:
    """Make an API key stop working."""
    actions.revoke_api_key(person=person, key_id=key_id)
    messages.success(request, _("The key no longer works."))
    return answers.see_other("people:keys")


@require_POST
@access.signed_in
def sessions(request: HttpRequest, person: Person) -> HttpResponse:
    """Sign the person out on every device, this one included."""
    actions.end_sessions(person=person)
    access.sign_out(request)
    messages.success(request, _("You are signed out everywhere."))
    return answers.see_other("people:return" if person.is_guest else "people:sign_in")


@require_safe
@access.signed_in
def export(request: HttpRequest, person: Person) -> HttpResponse:  # noqa: ARG001 (the shape of every page)
    """Hand over everything that is kept about the person."""
    text = json.dumps(queries.export_of(person), ensure_ascii=False, indent=2)
    return HttpResponse(
        text + "\n",
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="breakthrough-about-me.json"'},
    )


@signing_in.get_or_post
@access.signed_in
def deletion(request: HttpRequest, person: Person) -> HttpResponse:
    """Say exactly what goes and what stays; then delete the person."""
    if request.method != "POST":
        return render(
            request, "people/deletion.html", {"person": person, "is_owner": queries.is_owner(person)}
        )
    actions.erase_person(person=person, now=timezone.now())
    access.sign_out(request)
    messages.success(request, _("You are deleted. Thank you for having been here."))
    return answers.see_other("home")
