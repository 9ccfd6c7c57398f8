"""A person's own language: kept with them, spoken in their mail, and by pages after they sign in."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from breakthrough.people import access, actions
from breakthrough.people.models import Person
from breakthrough.web import preferences


def keep(request: HttpRequest, language: str) -> None:
    """Keep the language that a signed-in person chose for this browser."""
    person = access.find_person(request)
    if person is not None and person.language != language:
        actions.change_profile(person=person, language=language)


def speak(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """Let this browser speak the language of the person who has just signed in."""
    if person.language:
        preferences.choose_language(request, response, person.language)


def of_page(person: Person | None = None) -> str:
    """Return the language for a message: the person's own, or the one the page is in."""
    return (person.language if person else "") or translation.get_language() or ""
