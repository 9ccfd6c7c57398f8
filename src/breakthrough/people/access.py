"""Finds the person behind a request, at the page door and at the API door, and signs people in and out."""

import functools
import ipaddress
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.security import HttpBearer

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.people import actions, queries
from breakthrough.people.models import Person
from breakthrough.web import answers

Rest = ParamSpec("Rest")


def signed_in(
    page: Callable[Concatenate[HttpRequest, Person, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Give a page the `person`; signed-out people are asked to sign in first and come back."""

    @login_required
    @functools.wraps(page)
    def with_person(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        return page(request, person_of(request), *args, **kwargs)

    return with_person


def person_of(request: HttpRequest) -> Person:
    """Return the person behind a page or an API call (session or API key), or a 401 Problem."""
    person = find_person(request)
    if person is None:
        raise Problem("not-signed-in", status=401, words=gettext_noop("Sign in first."))
    return person


def find_person(request: HttpRequest) -> Person | None:
    """Return the person behind the request, or None."""
    by_key = getattr(request, "auth", None)
    if isinstance(by_key, Person):
        return by_key
    return request.user if isinstance(request.user, Person) else None


def sign_in(request: HttpRequest, person: Person) -> None:
    """Start a session for `person`; whatever the browser's session was before, it gets a fresh identifier."""
    auth.login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])


def sign_out(request: HttpRequest) -> None:
    """End this browser's session and forget everything it held."""
    auth.logout(request)


def safe_next(request: HttpRequest) -> str:
    """Return the page of this site to go on to (`next`), or an empty text: never another site."""
    return answers.own_path(request, request.POST.get("next") or request.GET.get("next") or "")


def client_of(request: HttpRequest) -> str:
    """Return where the request comes from, for limiting its pace: an IPv4 address, or an IPv6 network of 64 bits."""
    written = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


class ApiKeyAuth(HttpBearer):
    """`Authorization: Bearer <API key>`."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:  # noqa: ARG002 (ninja's signature)
        """Return the person whose key this is, or None."""
        key = queries.find_by_key(token)
        if key is None:
            return None
        actions.note_key_used(key=key, now=timezone.now())
        return key.person
