"""The mailbox of the quick start."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from breakthrough.people import access, mailbox, queries
from breakthrough.web import problems


@require_safe
def kept_mail(request: HttpRequest) -> HttpResponse:
    """Show the newest messages: in the quick start only, on this machine only, to the owner only."""
    person = access.find_person(request)
    if (
        not settings.QUICKSTART
        or not mailbox.is_on_this_machine(request)
        or person is None
        or not queries.is_owner(person)
    ):
        raise problems.not_found()
    return render(request, "people/mailbox.html", {"messages_kept": queries.list_kept_mail()})
