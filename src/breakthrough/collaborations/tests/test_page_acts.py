"""What is done through pages: removing, facilitating, roles, settings, leaving, lists of people, links."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from breakthrough.collaborations.models import Departure, Invitation, Member
from breakthrough.kernel.roles import Role
from breakthrough.people.models import Person

if TYPE_CHECKING:
    from breakthrough.conftest import Space

ClientOf = Callable[[Person], Client]


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


def test_facilitating_and_leading_is_ones_own_choice(
    space: "Space", client_of: ClientOf, alice: Person, bob: Person
) -> None:
    client_of(alice).post(f"/c/{space.slug}/leading", {"leads": "yes"})
    assert Member.objects.get(pk=space.alice.pk).leads
    assert client_of(bob).post(f"/c/{space.slug}/leading", {"leads": "yes"}).status_code == 403


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
