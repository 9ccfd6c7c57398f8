"""Every page as each of the cast: who may open and send it, what it shows, and that hostile words stay words."""

from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from breakthrough.collaborations import actions
from breakthrough.collaborations.actions import Invitee
from breakthrough.collaborations.models import Collaboration, Invitation, Member
from breakthrough.kernel.roles import Role
from breakthrough.people import actions as people_actions
from breakthrough.people.models import Person

if TYPE_CHECKING:
    from breakthrough.conftest import Space

ClientOf = Callable[[Person], Client]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}{% debug %}",
    "\u202eשלום مرحبا 🦀 " + "é" * 40,
    "%(actor)s %s %d",
    "'; DROP TABLE people; --",
]


class Scripts(HTMLParser):
    """Finds what a content policy would stop: inline scripts, handlers and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if (
            (tag == "script" and "src" not in names)
            or "style" in names
            or any(name.startswith("on") for name in names)
            or tag == "style"
        ):
            self.found.append(tag)


def post_create(client: Client, **changes: str) -> Any:
    form = {
        "name": "Launch",
        "ambition": "One launch.",
        "party_1": "Acme",
        "party_2": "Borealis",
        "leads": "no",
    }
    return client.post("/c/create", {**form, **changes})


@pytest.fixture
def olaf(space: "Space", now: datetime) -> Person:
    """An observer of Borealis."""
    person = people_actions.make_account(address="olaf@borealis.example", name="Olaf", now=now)
    member = actions.join(person=person, invitation=space.link_to(space.borealis), now=now)
    actions.change_role(member=space.lena, subject=member, role=Role.OBSERVER, now=now)
    return person


PAGES = {
    "": {"alice": 200, "lena": 200, "bob": 200, "gina": 200, "olaf": 200},
    "people": {"alice": 200, "lena": 200, "bob": 200, "gina": 200, "olaf": 403},
    "people/{bob}": {"alice": 200, "lena": 200, "bob": 200, "gina": 200, "olaf": 403},
    "invite": {"alice": 200, "lena": 200, "bob": 403, "gina": 403, "olaf": 403},
    "invite/{acme}": {"alice": 200, "lena": 404, "bob": 403, "gina": 403, "olaf": 403},
    "invite/{borealis}": {"alice": 200, "lena": 200, "bob": 403, "gina": 403, "olaf": 403},
    "journal": {"alice": 200, "lena": 200, "bob": 200, "gina": 200, "olaf": 403},
    "settings": {"alice": 200, "lena": 200, "bob": 200, "gina": 200, "olaf": 403},
    "settings/parties/{acme_id}": {"alice": 200, "lena": 403, "bob": 403, "gina": 403, "olaf": 403},
    "departure": {"alice": 200, "lena": 200, "bob": 200, "gina": 200, "olaf": 200},
}


def addresses(space: "Space", page: str) -> str:
    return f"/c/{space.slug}/" + page.format(
        bob=space.bob.pk,
        acme=space.link_to(space.acme).pk,
        borealis=space.link_to(space.borealis).pk,
        acme_id=space.acme.pk,
    )


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_those_it_is_for(
    page: str,
    space: "Space",
    client_of: ClientOf,
    alice: Person,
    lena: Person,
    bob: Person,
    gina: Person,
    olaf: Person,
    charlie: Person,
) -> None:
    cast = {"alice": alice, "lena": lena, "bob": bob, "gina": gina, "olaf": olaf}
    address = addresses(space, page)
    assert {name: client_of(person).get(address).status_code for name, person in cast.items()} == PAGES[page]
    assert client_of(charlie).get(address).status_code == 404
    signed_out = Client().get(address)
    assert signed_out.status_code == 302
    assert signed_out.headers["Location"].startswith("/people/sign-in?next=")


POSTS = [
    "settings",
    "settings/parties",
    "settings/parties/{acme_id}",
    "people/{bob}/role",
    "people/{bob}/party",
    "people/{bob}/removal",
    "people/{bob}/offer",
    "people/{bob}/offer/withdrawal",
    "facilitation/acceptance",
    "facilitation/refusal",
    "leading",
    "departure",
    "invite/links",
    "invite/list",
    "invite/list/confirmation",
    "invite/{acme}/revocation",
    "invite/{acme}/mailing",
]


@pytest.mark.parametrize("page", POSTS)
def test_an_outsider_changes_nothing_and_learns_nothing(
    page: str, space: "Space", client_of: ClientOf, charlie: Person
) -> None:
    answer = client_of(charlie).post(addresses(space, page), {"role": "leader", "party": str(space.acme.pk)})
    nowhere = client_of(charlie).post(addresses(space, page).replace(space.slug, "never-was"), {})
    assert answer.status_code == nowhere.status_code == 404
    assert space.slug not in answer.content.decode().replace(addresses(space, page), "")


@pytest.mark.parametrize("page", POSTS)
def test_nothing_is_changed_without_the_token_of_a_form(page: str, space: "Space", alice: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(addresses(space, page), {}).status_code == 403


def test_one_page_makes_a_collaboration(client_of: ClientOf, alice: Person) -> None:
    answer = post_create(client_of(alice), leads="yes")
    collaboration = Collaboration.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/c/{collaboration.slug}/invite")
    assert [party.name for party in collaboration.parties.all()] == ["Acme", "Borealis"]
    assert Member.objects.get().also_leads


def test_one_more_party_keeps_what_was_typed_and_needs_no_script(client_of: ClientOf, alice: Person) -> None:
    client = client_of(alice)
    html = post_create(client, more="1", party_2="").content.decode()
    assert 'name="party_3"' in html
    assert 'value="Acme"' in html
    assert "One launch." in html
    assert not Collaboration.objects.exists()
    many = post_create(client, more="1", **{f"party_{number}": "x" for number in range(1, 40)})
    assert "party_13" not in many.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "This field is required"),
        ({"ambition": "x" * 10_000}, "at most 2000 characters"),
        ({"party_2": "ACME"}, "Two parties have the same name"),
        ({"party_1": ""}, "This field is required"),
        ({"name": "a\0b"}, "Null characters are not allowed"),
        ({"name": "\u202e\u200b"}, "Please write something here"),
        ({"leads": "maybe"}, "Select a valid choice"),
    ],
)
def test_a_form_that_does_not_fit_says_where_and_loses_nothing(
    changes: dict[str, str], words: str, client_of: ClientOf, alice: Person
) -> None:
    answer = post_create(client_of(alice), **changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Collaboration.objects.exists()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_ever_text(text: str, client_of: ClientOf, alice: Person, now: datetime) -> None:
    client = client_of(alice)
    post_create(client, name=text[:100], ambition=text, party_1=text[:70], party_2="Other")
    collaboration = Collaboration.objects.get()
    link = Invitation.objects.filter(party__position=0).get()
    guest, _ = actions.join_as_guest(name=text[:70], invitation=link, now=now)
    actions.invite_people(
        member=Member.objects.get(person=alice),
        invitees=[Invitee("dana@x.example", text[:60], link.party, Role.MEMBER)],
        now=now,
    )
    for page in (
        "",
        "people",
        f"people/{guest.pk}",
        "invite",
        f"invite/{link.pk}",
        "journal",
        "settings",
        "departure",
    ):
        answer = client.get(f"/c/{collaboration.slug}/{page}")
        html = answer.content.decode()
        assert answer.status_code == 200
        assert Scripts(html).found == []
        assert "<script>alert" not in html
        assert "onerror=alert(1)>" not in html
        assert "\u202e" not in html
        assert "14{%" not in html
    assert client.get("/c/").status_code == 200


def test_the_list_of_ones_collaborations_teaches_while_it_is_empty(
    client_of: ClientOf, charlie: Person, bob: Person, space: "Space"
) -> None:
    assert "Nothing here yet" in client_of(charlie).get("/c/").content.decode()
    html = client_of(bob).get("/c/").content.decode()
    assert "Launch together" in html
    assert "4 people in all" in html


def test_the_start_page_is_short_and_leads_whoever_is_signed_in_on(client_of: ClientOf, bob: Person) -> None:
    assert b"You were given a code" in Client().get("/").content
    assert client_of(bob).get("/").headers["Location"] == "/c/"


def test_observers_see_no_names(space: "Space", client_of: ClientOf, olaf: Person) -> None:
    html = client_of(olaf).get(f"/c/{space.slug}/").content.decode()
    for name in ("Alice", "Lena", "Bob", "Gina"):
        assert name not in html
    assert "One launch" in html


def test_a_page_offers_only_what_would_be_allowed(
    space: "Space", client_of: ClientOf, alice: Person, lena: Person
) -> None:
    by_lena = client_of(lena).get(f"/c/{space.slug}/people/{space.bob.pk}").content.decode()
    by_alice = client_of(alice).get(f"/c/{space.slug}/people/{space.bob.pk}").content.decode()
    assert "Remove from this collaboration" in by_lena
    assert "Remove from this collaboration" not in by_alice
    assert "There is nothing for you to change here" in by_alice


@pytest.mark.parametrize("page", ["", "people", "invite", "journal"])
def test_pages_ask_as_often_for_many_people_as_for_few(
    page: str,
    space: "Space",
    client_of: ClientOf,
    alice: Person,
    now: datetime,
    django_assert_num_queries: Any,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(alice)
    actions.invite_people(
        member=space.alice, invitees=[Invitee("first@x.example", "", space.acme, Role.MEMBER)], now=now
    )
    with CaptureQueriesContext(connection) as few:
        client.get(f"/c/{space.slug}/{page}")
    for number in range(28):
        actions.join(
            person=people_actions.make_guest(name=f"P{number}", now=now),
            invitation=space.link_to(space.acme),
            now=now,
        )
        actions.invite_people(
            member=space.alice,
            invitees=[Invitee(f"p{number}@x.example", "", space.acme, Role.MEMBER)],
            now=now,
        )
    with django_assert_num_queries(len(few)):
        client.get(f"/c/{space.slug}/{page}")
    assert len(few) <= 16
