"""What every page of a signed-in person carries: the name under which their browser keeps its seals."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from breakthrough.ballots import queries
from breakthrough.people.models import Person


def sealing(request: HttpRequest) -> dict[str, object]:
    """Return `sealed_account`: empty for whoever is not signed in. Nobody's page is asked for it before it is used."""
    return {"sealed_account": SimpleLazyObject(lambda: _account(request))}


def _account(request: HttpRequest) -> str:
    person = getattr(request, "user", None)
    return queries.account_of(person.pk) if isinstance(person, Person) else ""
