"""The cast every test knows, brought in through the real actions: Alice, Lena, Bob, Gina take part, Charlie does not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from breakthrough.collaborations.models import Collaboration, Invitation, Member, Party
    from breakthrough.people.models import Person

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Space:
    """The collaboration of the cast: Alice (facilitator) and Gina (guest, member) of Acme, Lena (leader) and Bob (member) of Borealis."""

    collaboration: "Collaboration"
    acme: "Party"
    borealis: "Party"
    alice: "Member"
    lena: "Member"
    bob: "Member"
    gina: "Member"

    @property
    def slug(self) -> str:
        """The collaboration's place in addresses."""
        return self.collaboration.slug

    def link_to(self, party: "Party") -> "Invitation":
        """Return the open shared invitation of `party`."""
        return party.invitations.get(code__isnull=False, revocation__isnull=True)


@pytest.fixture
def now() -> datetime:
    """A fixed moment: 14 November 2026, nine in the morning."""
    return NOW


@pytest.fixture
def alice(db: None) -> "Person":
    """Facilitator of the space, of Acme."""
    return _account("Alice", "alice@acme.example")


@pytest.fixture
def lena(db: None) -> "Person":
    """Leader of Borealis."""
    return _account("Lena", "lena@borealis.example")


@pytest.fixture
def bob(db: None) -> "Person":
    """Member of Borealis."""
    return _account("Bob", "bob@borealis.example")


@pytest.fixture
def gina(db: None) -> "Person":
    """A guest: no e-mail address; member of Acme."""
    from breakthrough.people import actions

    return actions.make_guest(name="Gina", now=NOW)


@pytest.fixture
def charlie(db: None) -> "Person":
    """An outsider with an account."""
    return _account("Charlie", "charlie@elsewhere.example")


@pytest.fixture
def space(alice: "Person", lena: "Person", bob: "Person", gina: "Person") -> Space:
    """The collaboration "Launch together" of the parties Acme and Borealis with the whole cast but Charlie."""
    from breakthrough.collaborations import actions
    from breakthrough.kernel.roles import Role

    facilitator = actions.create_collaboration(
        person=alice,
        name="Launch together",
        ambition="One launch that both companies are proud of.",
        parties=["Acme", "Borealis"],
        own_party="Acme",
        leads=False,
        now=NOW,
    )
    acme, borealis = facilitator.collaboration.parties.all()
    links = {party: party.invitations.get() for party in (acme, borealis)}
    leader = actions.join(person=lena, invitation=links[borealis], now=NOW)
    actions.change_role(member=facilitator, subject=leader, role=Role.LEADER, now=NOW)
    return Space(
        collaboration=facilitator.collaboration,
        acme=acme,
        borealis=borealis,
        alice=facilitator,
        lena=leader,
        bob=actions.join(person=bob, invitation=links[borealis], now=NOW),
        gina=actions.join(person=gina, invitation=links[acme], now=NOW),
    )


@pytest.fixture
def client_of() -> "Callable[[Person], Client]":
    """Return a function that gives a signed-in browser of a person."""
    from django.conf import settings
    from django.test import Client

    def signed_in(person: "Person") -> Client:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in


def _account(name: str, address: str) -> "Person":
    from breakthrough.people import actions

    return actions.make_account(address=address, name=name, now=NOW)
