"""Every address that a practice gives to "Where we are" opens, and does what its words say."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from breakthrough.collaborations.models import Member
from breakthrough.evidence import registry
from breakthrough.practices.promises import actions, queries, rules
from breakthrough.practices.promises.models import Promise
from tests.world import World

pytestmark = pytest.mark.django_db
READERS = ("olga", "gina", "bob", "lena", "alice")


@pytest.fixture
def overdue(world: World) -> Promise:
    """What Bob promised Alice ten days ago, for a week ago; nobody has said what became of it."""
    alice, bob = (Member.objects.get(pk=world.places[name]) for name in ("alice", "bob"))
    then = timezone.now() - timedelta(days=10)
    (promise,) = actions.ask(
        member=alice,
        event=rules.Event.REQUEST,
        recipients=queries.get_recipients(alice, [str(bob.pk)]),
        what="Fetch the lanterns from the depot.",
        due_date=(then + timedelta(days=3)).date(),
        now=then,
    )
    actions.take_step(member=bob, promise=promise, event=rules.Event.PROMISE, seen=1, now=then)
    return promise


@pytest.fixture
def read_keys(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names that pages look up in a query, as they do so."""
    keys: set[str] = set()
    plain = QueryDict.__getitem__

    def noting(query: QueryDict, key: str) -> object:
        keys.add(key)
        return plain(query, key)

    monkeypatch.setattr(QueryDict, "__getitem__", noting)
    return keys


@pytest.mark.parametrize("role", READERS)
def test_every_address_opens_for_whoever_is_given_it_and_its_page_reads_what_it_asks(
    world: World, clients: Callable[[str], Client], overdue: Promise, read_keys: set[str], role: str
) -> None:
    member, browser = Member.objects.get(pk=world.places[role]), clients(role)
    given = sorted(set(_addresses(member)))
    assert given
    for address in given:
        read_keys.clear()
        page = browser.get(address, follow=True)
        assert page.status_code == 200, f"{address} answers {role} with {page.status_code}"
        asked = {name for name, _value in parse_qsl(urlsplit(address).query)}
        assert asked <= read_keys, f"{address}: nothing reads {asked - read_keys}"


def test_seeing_what_is_due_shows_what_is_due(
    world: World, clients: Callable[[str], Client], overdue: Promise
) -> None:
    alice = Member.objects.get(pk=world.places["alice"])
    steps = [step for found in registry.list_evidence(alice) for step in found.steps]
    (step,) = (step for step in steps if step.words == "See what is due")
    page = clients("alice").get(step.address).content.decode()
    assert overdue.what in page
    assert 'aria-current="true">Due soon' in page


def _addresses(member: Member) -> Iterator[str]:
    for found in registry.list_evidence(member):
        for finding in found.findings:
            yield from (finding.address, finding.method_address)
        yield from (thread.address for thread in found.threads)
        yield from (step.address for step in found.steps)
        for one in (found.position, found.parties):
            if one is not None:
                yield from (one.address, one.method_address)
