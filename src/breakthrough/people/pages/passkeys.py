"""Passkeys: adding, listing, removing, and signing in with one."""

import json
import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.people import access, actions, ceremony, forms, queries
from breakthrough.people.models import Person
from breakthrough.people.pages import asking, signing_in
from breakthrough.web import answers

KEEPING, ENTERING = "people.passkey-kept", "people.passkey-entering"
ANSWER_WITHIN = timedelta(minutes=10)


@signing_in.get_or_post
@access.signed_in
def passkeys(request: HttpRequest, person: Person) -> HttpResponse:
    """List the person's passkeys and keep another one that the browser has just made."""
    form = forms.PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with asking.into_form(form):
            credential = ceremony.finish_keeping(
                address=settings.ADDRESS,
                state=_recall(request, KEEPING),
                answer=_json(form.cleaned_data["answer"]),
            )
            actions.keep_passkey(
                person=person, name=form.cleaned_data["name"], credential=credential, now=timezone.now()
            )
            messages.success(request, _("Your passkey is kept. You can sign in with it from now on."))
            return answers.see_other("people:passkeys")
    kept = queries.list_passkeys(person)
    return asking.ask(
        request,
        "passkeys",
        form,
        person=person,
        passkeys=kept,
        is_possible=ceremony.may_use_passkeys(settings.ADDRESS),
    )


@require_POST
@access.signed_in
def passkey_question(request: HttpRequest, person: Person) -> HttpResponse:
    """Give the browser what it needs to make a passkey for this person."""
    _check_possible()
    options, state = ceremony.begin_keeping(
        address=settings.ADDRESS,
        person_id=person.pk.bytes,
        name=person.name,
        label=person.email or person.name,
        known=[passkey.public_part for passkey in queries.list_passkeys(person)],
    )
    return _question(request, KEEPING, options, state)


@require_POST
@access.signed_in
def passkey_removal(request: HttpRequest, person: Person, passkey_id: uuid.UUID) -> HttpResponse:
    """Make a passkey stop working here."""
    actions.remove_passkey(person=person, passkey_id=passkey_id)
    messages.success(request, _("The passkey no longer signs you in. You can also delete it on your device."))
    return answers.see_other("people:passkeys")


@require_POST
def sign_in_question(request: HttpRequest) -> HttpResponse:
    """Give the browser what it needs to let somebody choose a passkey."""
    _check_possible()
    options, state = ceremony.begin_signing_in(address=settings.ADDRESS)
    return _question(request, ENTERING, options, state)


@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in the person whose passkey signed the question."""
    answer = _json(request.POST.get("answer", "")[: forms.ANSWER_LENGTH])
    passkey = queries.find_passkey(ceremony.credential_id_of(answer))
    state = _recall(request, ENTERING)
    if passkey is None:
        raise ceremony.unusable()
    counter = ceremony.finish_signing_in(
        address=settings.ADDRESS,
        state=state,
        answer=answer,
        person_id=passkey.person.pk.bytes,
        public_part=passkey.public_part,
        counter=passkey.counter,
    )
    actions.note_passkey_used(passkey=passkey, counter=counter, now=timezone.now())
    return signing_in.enter(request, passkey.person, to=access.safe_next(request))


def _question(
    request: HttpRequest, name: str, options: ceremony.Options, state: ceremony.State
) -> HttpResponse:
    request.session[name] = {"state": state, "at": timezone.now().timestamp()}
    return JsonResponse(options)


def _recall(request: HttpRequest, name: str) -> ceremony.State:
    """Return what the question was, once; an empty state fits no answer."""
    kept = request.session.pop(name, None)
    if (
        not isinstance(kept, dict)
        or timezone.now().timestamp() - float(kept["at"]) > ANSWER_WITHIN.total_seconds()
    ):
        return {}
    return dict(kept["state"])


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _check_possible() -> None:
    if not ceremony.may_use_passkeys(settings.ADDRESS):
        raise Problem(
            "passkeys-not-here",
            status=409,
            words=gettext_noop("Browsers offer passkeys over HTTPS only. Sign in with a code by e-mail."),
        )
