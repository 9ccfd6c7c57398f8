"""Coming in without an account: by link, by code, once and again."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from breakthrough.collaborations import actions, arrivals, links
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.people.models import Person

if TYPE_CHECKING:
    from breakthrough.conftest import Space

ClientOf = Callable[[Person], Client]


@pytest.fixture
def door(space: "Space") -> str:
    """The address of Borealis's link."""
    return "/join/" + links.token_of(space.link_to(space.borealis).pk)


def test_the_door_says_what_it_opens_before_anybody_joins(space: "Space", door: str) -> None:
    html = Client().get(door).content.decode()
    for words in ("Alice invites you to", "One launch that both companies", "Borealis", "Acme", "Your name"):
        assert words in html
    for name in ("Lena", "Bob", "Gina"):
        assert name not in html


def test_a_name_is_enough_and_the_return_code_is_shown_once(space: "Space", door: str) -> None:
    client = Client()
    answer = client.post(door, {"name": "  Dana  "})
    assert answer.status_code == 200
    member = Member.objects.get(person__name="Dana")
    assert (member.party, member.role) == (space.borealis, Role.MEMBER)
    return_code = answer.context["return_code"]
    assert return_code in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(f"/c/{space.slug}/").status_code == 200
    assert return_code not in client.get(f"/c/{space.slug}/").content.decode()
    assert return_code not in str(list(Person.objects.values()))
    again = client.get(door)
    assert (again.status_code, again.headers["Location"]) == (303, f"/c/{space.slug}/")
    assert client.post(door, {"name": "Dana"}).status_code == 303
    assert Person.objects.filter(name="Dana").count() == 1


def test_joining_starts_a_fresh_session(space: "Space", door: str) -> None:
    client = Client()
    client.get(door)
    session = client.session
    session["planted"] = "x"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before or ""
    client.post(door, {"name": "Dana"})
    assert client.cookies["sessionid"].value != before


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200b", "x" * 10_000, "a\0b"])
def test_a_name_that_cannot_be_kept_is_asked_for_again_and_nobody_is_made(
    name: str, space: "Space", door: str
) -> None:
    before = Person.objects.count()
    answer = Client().post(door, {"name": name})
    assert answer.status_code == 422
    assert Person.objects.count() == before


def test_whoever_is_signed_in_only_confirms(
    space: "Space", door: str, client_of: ClientOf, charlie: Person
) -> None:
    client = client_of(charlie)
    html = client.get(door).content.decode()
    assert "Come in as Charlie" in html
    assert "Your name" not in html
    assert client.post(door).headers["Location"] == f"/c/{space.slug}/"
    assert Member.objects.get(person=charlie).party == space.borealis


def test_a_removed_person_is_told_so(
    space: "Space", door: str, client_of: ClientOf, bob: Person, now: datetime
) -> None:
    from datetime import timedelta

    actions.remove(member=space.lena, subject=space.bob, now=now + timedelta(minutes=1))
    answer = client_of(bob).post(door)
    assert answer.status_code == 403
    assert "You were removed" in answer.content.decode()


def test_a_link_that_was_taken_back_says_so(space: "Space", door: str, now: datetime) -> None:
    actions.take_back(member=space.alice, invitation=space.link_to(space.borealis), now=now)
    answer = Client().get(door)
    assert answer.status_code == 410
    assert "taken back or replaced" in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "é" * 20, "a" * 40, "a" * 2000, "%00", "..%2f"])
def test_a_link_we_did_not_make_leads_nowhere(token: str, db: None) -> None:
    assert Client().get(f"/join/{token}").status_code == 404


def test_a_code_leads_to_the_door(space: "Space", door: str) -> None:
    code = space.link_to(space.borealis).code or ""
    answer = Client().post("/join", {"code": f"{code[:3].lower()} {code[3:]}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, door)


@pytest.mark.parametrize("code", ["", "ABC123", "x" * 10_000, "a\0bcde", "😀😀😀😀😀😀"])
def test_a_wrong_code_is_refused_in_words(code: str, space: "Space") -> None:
    assert Client().post("/join", {"code": code}).status_code == 422


def test_codes_cannot_be_found_by_trying(space: "Space") -> None:
    client, right = Client(), space.link_to(space.borealis).code
    for _ in range(arrivals.WRONG_CODE.limit):
        client.post("/join", {"code": "BBBBBB"})
    answer = client.post("/join", {"code": right})
    assert answer.status_code == 422
    assert "tried very often" in answer.content.decode()
    assert Client(REMOTE_ADDR="203.0.113.9").post("/join", {"code": right}).status_code == 303


def test_guests_do_not_pour_in_without_end(
    space: "Space", door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from breakthrough.people.rules import Pace

    monkeypatch.setattr(arrivals, "GUESTS_FROM_CLIENT", Pace("join.guest", 2, timedelta(minutes=10)))
    answers = [Client().post(door, {"name": f"Guest {number}"}).status_code for number in range(3)]
    assert answers == [200, 200, 422]
    assert Member.objects.filter(person__name__startswith="Guest").count() == 2
