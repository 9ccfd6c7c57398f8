"""Finds the collaboration and the member behind a request, or answers 404: a space one cannot see does not exist."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.people.models import Person
from breakthrough.web import made_once, problems
from breakthrough.web.made_once import A_TEXT, AN_ID

Rest = ParamSpec("Rest")


def get_member(person: Person, slug: str) -> Member:
    """Return the person's present membership in the collaboration `slug`, with party and collaboration, or a 404 Problem."""
    member = made_once.find(_present, {A_TEXT: slug, AN_ID: person.pk})
    if member is None:
        raise problems.not_found()
    member.person = person
    return member


def _present() -> QuerySet[Member]:
    return Member.objects.select_related("collaboration", "party").filter(
        collaboration__slug=A_TEXT, person=AN_ID, departure__isnull=True
    )


def member_page(
    page: Callable[Concatenate[HttpRequest, Member, Rest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give a page the `member` instead of the collaboration's slug; signed-out people are asked to sign in first."""

    @login_required
    @functools.wraps(page)
    def with_member(request: HttpRequest, slug: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        assert isinstance(request.user, Person)  # noqa: S101 (login_required has made sure; this tells the type checker)
        return page(request, get_member(request.user, slug), *args, **kwargs)

    return with_member


def check_facilitates(member: Member) -> None:
    """Raise a Problem unless `member` facilitates."""
    if not member.facilitates:
        raise Problem(
            "facilitators-only",
            status=403,
            words=gettext_noop(
                "Only a facilitator can do this. Ask one of yours; you find them on the people page."
            ),
        )
