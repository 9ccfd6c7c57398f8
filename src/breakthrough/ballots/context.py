"""What every page knows: the name under which a signed-in person's browser keeps its seals, and whether browsers can seal here."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from breakthrough.ballots import queries, sealed_page
from breakthrough.people.models import Person


def sealing(request: HttpRequest) -> dict[str, object]:
    """Return `sealed_account`, empty for whoever is not signed in, and `can_seal_here`. Nobody's page is asked for them before they are used."""
    return {
        "sealed_account": SimpleLazyObject(lambda: _account(request)),
        "can_seal_here": SimpleLazyObject(lambda: sealed_page.can_seal(request)),
    }


def _account(request: HttpRequest) -> str:
    person = getattr(request, "user", None)
    return queries.account_of(person.pk) if isinstance(person, Person) else ""
