"""Every page as each of the cast, and what they send."""

from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from breakthrough.collaborations import actions
from breakthrough.collaborations.actions import Invitee
from breakthrough.collaborations.models import Collaboration, Departure, Invitation, Member
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


def test_removing_goes_through_the_page(
    space: "Space", client_of: ClientOf, alice: Person, lena: Person
) -> None:
    address = f"/c/{space.slug}/people/{space.bob.pk}/removal"
    assert client_of(alice).post(address).status_code == 403
    assert client_of(lena).post(address).status_code == 303
    assert Departure.objects.get().member == space.bob
    assert client_of(lena).post(address).status_code == 404


def test_facilitation_is_offered_and_accepted_through_pages(
    space: "Space", client_of: ClientOf, alice: Person, lena: Person
) -> None:
    client = client_of(lena)
    client_of(alice).post(f"/c/{space.slug}/people/{space.lena.pk}/offer", {"hands_over": "on"})
    assert "Alice asks you to facilitate" in client.get(f"/c/{space.slug}/").content.decode()
    assert client.post(f"/c/{space.slug}/facilitation/acceptance").status_code == 303
    assert Member.objects.get(pk=space.lena.pk).facilitates
    assert not Member.objects.get(pk=space.alice.pk).facilitates
    assert client.post(f"/c/{space.slug}/facilitation/acceptance").status_code == 409


def test_roles_and_parties_are_changed_through_pages(
    space: "Space", client_of: ClientOf, lena: Person
) -> None:
    client, person = client_of(lena), f"/c/{space.slug}/people/{space.bob.pk}"
    assert client.post(f"{person}/role", {"role": "king"}).status_code == 422
    assert client.post(f"{person}/role", {"role": "facilitator"}).status_code == 409
    assert client.post(f"{person}/role", {"role": "observer"}).status_code == 303
    assert client.post(f"{person}/party", {"party": "999999"}).status_code == 422
    assert client.post(f"{person}/party", {"party": str(space.acme.pk)}).status_code == 303
    bob = Member.objects.get(pk=space.bob.pk)
    assert (bob.role, bob.party) == (Role.OBSERVER, space.acme)


def test_settings_change_the_frame_and_keep_earlier_wordings(
    space: "Space", client_of: ClientOf, alice: Person, bob: Person
) -> None:
    client, address = client_of(alice), f"/c/{space.slug}/settings"
    assert client.post(address, {"name": "Together", "ambition": "Two."}).status_code == 303
    html = client.get(address).content.decode()
    assert "2 wordings so far" in html
    assert "One launch that both" in html
    assert client.post(address, {"name": "", "ambition": "Two."}).status_code == 422
    assert client_of(bob).post(address, {"name": "Mine", "ambition": "Mine."}).status_code == 403
    assert client.post(f"{address}/parties", {"name": "acme"}).status_code == 422
    assert client.post(f"{address}/parties", {"name": "Corvus"}).status_code == 303
    assert client.post(f"{address}/parties/{space.acme.pk}", {"name": "Acme AG"}).status_code == 303
    assert client.get(f"{address}/parties/{10**30}").status_code == 404


def test_leaving_goes_through_a_page_that_says_what_it_means(
    space: "Space", client_of: ClientOf, alice: Person, bob: Person
) -> None:
    assert (
        "You are its only facilitator" in client_of(alice).get(f"/c/{space.slug}/departure").content.decode()
    )
    assert client_of(alice).post(f"/c/{space.slug}/departure").status_code == 409
    client = client_of(bob)
    assert client.post(f"/c/{space.slug}/departure").headers["Location"] == "/c/"
    assert client.get(f"/c/{space.slug}/").status_code == 404


def test_the_journal_page_shows_whether_the_chain_is_whole(
    space: "Space", client_of: ClientOf, bob: Person
) -> None:
    client, address = client_of(bob), f"/c/{space.slug}/journal"
    assert "Chain intact: 5 lines, head " in client.get(address).content.decode()
    for before in ("3", "abc", "-1", "9" * 40, "٣"):
        assert client.get(address, {"before": before}).status_code == 200
    space.collaboration.journal.filter(number=2).update(verb="member.left")
    assert "Line 2 was changed" in client.get(address).content.decode()


def test_a_list_is_looked_at_before_anything_is_sent(
    space: "Space", client_of: ClientOf, alice: Person
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = client_of(alice)
    upload = SimpleUploadedFile(
        "people.csv", "email;name;party;role\ndana@x.example;Dána;Borealis;\nbroken;;;\n".encode("utf-16")
    )
    answer = client.post(
        f"/c/{space.slug}/invite/list", {"party": space.acme.pk, "role": "member", "file": upload}
    )
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "1 person would get an e-mail" in html
    assert "1 line cannot be used" in html
    assert "“broken” is not an e-mail address." in html
    assert not Invitation.objects.filter(address__isnull=False).exists()
    entries = answer.context["form"]["entries"].value()
    assert client.post(f"/c/{space.slug}/invite/list/confirmation", {"entries": entries}).status_code == 303
    assert Invitation.objects.get(address="dana@x.example").name == "Dána"
    again = client.post(
        f"/c/{space.slug}/invite/list",
        {"party": space.acme.pk, "role": "member", "addresses": "dana@x.example, bob@borealis.example"},
    )
    assert "There is nobody new to invite" in again.content.decode()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"addresses": ""},
        {"party": "x", "role": "member", "addresses": "a@x.example"},
        {"role": "king", "addresses": "a@x.example"},
        {"role": "member", "addresses": "a\0b"},
        {"role": "member", "addresses": ",;\n,"},
    ],
)
def test_a_list_that_does_not_fit_shows_the_form_again(
    form: dict[str, str], space: "Space", client_of: ClientOf, alice: Person
) -> None:
    sent = {"party": str(space.acme.pk), **form}
    assert client_of(alice).post(f"/c/{space.slug}/invite/list", sent).status_code == 422


@pytest.mark.parametrize(
    "entries", ["", "nonsense", "email\n" + "x" * 50, "email,party,role\na@x.example,Nowhere,king", "\0", '"']
)
def test_a_confirmation_that_was_tampered_with_sends_nothing(
    entries: str, space: "Space", client_of: ClientOf, alice: Person
) -> None:
    answer = client_of(alice).post(f"/c/{space.slug}/invite/list/confirmation", {"entries": entries})
    assert answer.status_code in {303, 422}
    assert not Invitation.objects.filter(address__isnull=False).exists()


def test_a_confirmation_cannot_reach_into_another_party(
    space: "Space", client_of: ClientOf, lena: Person
) -> None:
    entries = "email,party,role\na@x.example,Acme,member\nb@x.example,Borealis,leader\n"
    client_of(lena).post(f"/c/{space.slug}/invite/list/confirmation", {"entries": entries})
    assert [one.address for one in Invitation.objects.filter(address__isnull=False)] == ["b@x.example"]


def test_links_are_renewed_and_taken_back_through_pages(
    space: "Space", client_of: ClientOf, alice: Person
) -> None:
    client, link = client_of(alice), space.link_to(space.acme)
    assert (
        client.post(f"/c/{space.slug}/invite/links", {"party": space.acme.pk, "role": "member"}).status_code
        == 303
    )
    assert client.get(f"/c/{space.slug}/invite/{link.pk}").status_code == 404
    assert (
        client.post(f"/c/{space.slug}/invite/links", {"party": space.acme.pk, "role": "leader"}).status_code
        == 422
    )
    assert client.post(f"/c/{space.slug}/invite/{space.link_to(space.acme).pk}/revocation").status_code == 303
    assert client.get(f"/c/{space.slug}/invite").status_code == 200


def test_the_join_screen_and_the_people_refresh_by_fragment(
    space: "Space", client_of: ClientOf, alice: Person
) -> None:
    client = client_of(alice)
    for address, words in (
        (f"/c/{space.slug}/people", "Gina"),
        (f"/c/{space.slug}/invite/{space.link_to(space.acme).pk}", "2 people are in"),
    ):
        page = client.get(address).content.decode()
        fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert 'data-live="/live/' in page
        assert words in page
        assert words in fragment
        assert "<html" not in fragment


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


def test_every_problem_code_is_explained() -> None:
    import re
    from pathlib import Path

    from breakthrough.collaborations.explanations import EXPLANATIONS

    folder = Path(__file__).parent.parent
    written = "".join(path.read_text() for path in folder.rglob("*.py") if "tests" not in path.parts)
    used = set(re.findall(r'(?:Problem|_refuse)\(\s*"([a-z-]+)"', written)) - {"bad-line"}
    assert used == set(EXPLANATIONS)


def test_facilitating_and_leading_is_ones_own_choice(
    space: "Space", client_of: ClientOf, alice: Person, bob: Person
) -> None:
    client_of(alice).post(f"/c/{space.slug}/leading", {"leads": "yes"})
    assert Member.objects.get(pk=space.alice.pk).leads
    assert client_of(bob).post(f"/c/{space.slug}/leading", {"leads": "yes"}).status_code == 403
