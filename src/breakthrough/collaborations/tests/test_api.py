"""The JSON door: the same actions, typed, with Problems."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.test import Client

from breakthrough.collaborations import actions, links
from breakthrough.collaborations.models import Invitation, Member
from breakthrough.kernel.roles import Role
from breakthrough.people import actions as people_actions
from breakthrough.people.models import Person

if TYPE_CHECKING:
    from breakthrough.conftest import Space

BASE = "/api/collaborations"


class Door:
    """Calls the API as a person with an API key, or as nobody."""

    def __init__(self, person: Person | None, now: datetime) -> None:
        self.client = Client()
        self.headers = {}
        if person is not None:
            _, secret = people_actions.make_api_key(person=person, name="test", now=now)
            self.headers = {"Authorization": f"Bearer {secret}"}

    def __call__(self, method: str, path: str = "", body: object = None) -> tuple[int, Any]:
        sent = "" if body is None else json.dumps(body)
        answer = self.client.generic(
            method, BASE + path, sent, content_type="application/json", headers=self.headers
        )
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json"
        return answer.status_code, json.loads(answer.content) if answer.content else None


def test_a_collaboration_is_made_read_and_changed(alice: Person, charlie: Person, now: datetime) -> None:
    door = Door(alice, now)
    wanted = {
        "name": "Launch",
        "ambition": "One.",
        "parties": ["Acme", "Borealis"],
        "own_party": "Acme",
        "leads": True,
    }
    status, made = door("POST", "", wanted)
    assert status == 201
    assert (made["you"]["role"], made["you"]["also_leads"], made["you"]["name"]) == (
        "facilitator",
        True,
        "Alice",
    )
    slug = "/" + made["slug"]
    assert door("GET", slug) == (200, made)
    assert door("GET")[1] == [
        {
            "slug": made["slug"],
            "name": "Launch",
            "ambition": "One.",
            "party": "Acme",
            "role": "facilitator",
            "people_count": 1,
        }
    ]
    assert door("PATCH", slug, {"ambition": "Two."})[1]["ambition"] == "Two."
    assert door("PATCH", slug, {})[1]["name"] == "Launch"
    assert door("POST", f"{slug}/parties", {"name": "Corvus"})[0] == 201
    party_id = door("GET", f"{slug}/parties")[1][2]["id"]
    assert door("PATCH", f"{slug}/parties/{party_id}", {"name": "Corvus AG"})[1]["name"] == "Corvus AG"
    assert Door(charlie, now)("GET", slug)[0] == 404
    assert Door(None, now)("GET", slug)[0] == 401


OPERATIONS = [
    ("GET", "", None),
    ("PATCH", "", {"name": "x"}),
    ("GET", "/parties", None),
    ("POST", "/parties", {"name": "x"}),
    ("PATCH", "/parties/1", {"name": "x"}),
    ("GET", "/members", None),
    ("PATCH", "/members/{bob}", {"role": "leader"}),
    ("DELETE", "/members/{bob}", None),
    ("POST", "/members/{bob}/facilitation-offer", {}),
    ("DELETE", "/members/{bob}/facilitation-offer", None),
    ("POST", "/facilitation-answer", {"accept": True}),
    ("GET", "/invitations", None),
    ("POST", "/invitations/links", {"party": 1}),
    ("POST", "/invitations/preview", {"addresses": "a@x.example"}),
    ("POST", "/invitations", {"addresses": "a@x.example"}),
    ("DELETE", "/invitations/{bob}", None),
    ("POST", "/invitations/{bob}/mailings", None),
    ("GET", "/journal", None),
    ("GET", "/journal/verdict", None),
]


@pytest.mark.parametrize(("method", "path", "body"), OPERATIONS)
def test_an_outsider_gets_the_same_answer_as_for_what_never_was(
    method: str, path: str, body: object, space: "Space", charlie: Person, now: datetime
) -> None:
    place = path.format(bob=space.bob.pk)
    door = Door(charlie, now)
    status, problem = door(method, f"/{space.slug}{place}", body)
    assert (status, problem["type"]) == (404, "/problems/not-found")
    assert door(method, f"/never-was{place}", body) == (status, problem)
    assert Door(None, now)(method, f"/{space.slug}{place}", body)[0] == 401


def test_no_party_administers_anothers_people_through_the_api(
    space: "Space", alice: Person, lena: Person, now: datetime
) -> None:
    bob = f"/{space.slug}/members/{space.bob.pk}"
    by_alice, by_lena = Door(alice, now), Door(lena, now)
    assert by_alice("DELETE", bob)[1]["type"] == "/problems/own-party-only"
    assert by_alice("PATCH", bob, {"role": "observer"})[0] == 403
    assert by_lena("PATCH", bob, {"role": "facilitator"})[1]["type"] == "/problems/offer-facilitation"
    assert by_lena("PATCH", bob, {"role": "observer"})[1]["role"] == "observer"
    assert by_lena("PATCH", bob, {"also_leads": True})[0] == 403
    assert by_lena("DELETE", bob) == (204, None)
    assert by_lena("DELETE", bob)[0] == 404


def test_several_changes_of_a_member_happen_together_or_not_at_all(
    space: "Space", lena: Person, now: datetime
) -> None:
    bob = f"/{space.slug}/members/{space.bob.pk}"
    status, _ = Door(lena, now)("PATCH", bob, {"party": space.acme.pk, "role": "leader"})
    assert status == 403
    assert Member.objects.get(pk=space.bob.pk).party == space.borealis


def test_facilitation_goes_through_the_api(
    space: "Space", alice: Person, lena: Person, now: datetime
) -> None:
    by_alice, by_lena = Door(alice, now), Door(lena, now)
    offer = f"/{space.slug}/members/{space.lena.pk}/facilitation-offer"
    assert by_alice("POST", offer, {"hands_over": True}) == (204, None)
    assert by_alice("DELETE", offer) == (204, None)
    assert by_lena("POST", f"/{space.slug}/facilitation-answer", {"accept": True})[0] == 409
    by_alice("POST", offer, {})
    assert by_lena("POST", f"/{space.slug}/facilitation-answer", {"accept": True})[1]["role"] == "facilitator"
    assert by_alice("DELETE", f"/{space.slug}/members/{space.alice.pk}") == (204, None)


def test_a_list_is_previewed_and_then_sent_once(space: "Space", alice: Person, now: datetime) -> None:
    door = Door(alice, now)
    body = {"csv": "email,party\ndana@x.example,Borealis\nbroken,Acme\nbob@borealis.example,Acme\n"}
    status, preview = door("POST", f"/{space.slug}/invitations/preview", body)
    assert status == 200
    assert [one["address"] for one in preview["ready"]] == ["dana@x.example"]
    assert preview["inside"] == ["bob@borealis.example"]
    assert preview["bad_lines"] == [
        {"line": 3, "reason": "“broken” is not an e-mail address.", "excerpt": "broken Acme"}
    ]
    assert not Invitation.objects.filter(address__isnull=False).exists()
    assert door("POST", f"/{space.slug}/invitations", body) == (201, preview)
    again = door("POST", f"/{space.slug}/invitations", body)[1]
    assert (again["ready"], again["invited"]) == ([], ["dana@x.example"])
    assert mail.outbox == []
    assert door("POST", f"/{space.slug}/invitations", {"csv": "x", "addresses": "y"})[0] == 422
    assert door("POST", f"/{space.slug}/invitations", {"csv": "\ud83d\0"})[0] == 422
    assert door("POST", f"/{space.slug}/invitations", {"addresses": "a@x.example", "party": 10**9})[0] == 404


def test_links_are_listed_made_and_taken_back(
    space: "Space", alice: Person, lena: Person, bob: Person, now: datetime
) -> None:
    door = Door(alice, now)
    assert {one["party"]["name"] for one in door("GET", f"/{space.slug}/invitations")[1]} == {
        "Acme",
        "Borealis",
    }
    assert {one["party"]["name"] for one in Door(lena, now)("GET", f"/{space.slug}/invitations")[1]} == {
        "Borealis"
    }
    assert Door(bob, now)("GET", f"/{space.slug}/invitations")[0] == 403
    status, made = door(
        "POST", f"/{space.slug}/invitations/links", {"party": space.acme.pk, "role": "observer"}
    )
    assert (status, made["role"], made["state"], len(made["code"])) == (201, "observer", "open", 6)
    assert made["link"].startswith("http://localhost:8000/join/")
    assert door("DELETE", f"/{space.slug}/invitations/{made['id']}") == (204, None)
    assert door("POST", f"/{space.slug}/invitations/{made['id']}/mailings")[0] == 409


def test_joining_by_code_and_by_token(space: "Space", charlie: Person, now: datetime) -> None:
    invitation = space.link_to(space.borealis)
    nobody, door = Door(None, now), Door(charlie, now)
    status, seen = nobody("POST", "/join/look", {"code": invitation.code})
    assert status == 200
    assert seen == {
        "name": "Launch together",
        "ambition": "One launch that both companies are proud of.",
        "party": "Borealis",
        "parties": ["Acme", "Borealis"],
        "role": "member",
        "invited_by": "Alice",
    }
    assert nobody("POST", "/join", {"code": invitation.code})[0] == 401
    status, joined = door("POST", "/join", {"token": links.token_of(invitation.pk)})
    assert (status, joined["member"]["party"]["name"]) == (200, "Borealis")
    assert door("POST", "/join", {"code": invitation.code}) == (status, joined)
    assert nobody("POST", "/join/look", {})[1]["type"] == "/problems/one-of-two"
    assert nobody("POST", "/join/look", {"code": "BBBBBB"})[1]["type"] == "/problems/code-unknown"
    assert nobody("POST", "/join/look", {"token": "\0"})[0] == 404


def test_a_guest_joins_and_goes_on_with_the_key_from_the_answer(space: "Space", now: datetime) -> None:
    nobody = Door(None, now)
    status, joined = nobody("POST", "/join/guest", {"code": space.link_to(space.acme).code, "name": "Dana"})
    assert status == 201
    assert "sessionid" not in nobody.client.cookies
    nobody.headers = {"Authorization": f"Bearer {joined['api_key']}"}
    assert nobody("GET", f"/{joined['slug']}")[1]["you"]["name"] == "Dana"
    assert (
        people_actions.get_guest_by_return_code(typed=joined["return_code"], client="x", now=now).name
        == "Dana"
    )


def test_the_journal_comes_with_what_is_needed_to_check_it(
    space: "Space", bob: Person, now: datetime
) -> None:
    door = Door(bob, now)
    lines = door("GET", f"/{space.slug}/journal")[1]["lines"]
    assert [line["number"] for line in lines] == [5, 4, 3, 2, 1]
    assert lines[0]["previous_hash"] == lines[1]["hash"]
    assert door("GET", f"/{space.slug}/journal/verdict")[1] == {
        "line_count": 5,
        "broken_at": None,
        "head": lines[0]["hash"],
    }
    assert door("GET", f"/{space.slug}/journal?before=0")[0] == 422
    assert door("GET", f"/{space.slug}/journal?before=3")[1]["lines"][0]["number"] == 2


def test_observers_get_the_frame_and_nobodys_names(space: "Space", charlie: Person, now: datetime) -> None:
    invitation = actions.make_link(member=space.alice, party=space.acme, role=Role.OBSERVER, now=now)
    actions.join(person=charlie, invitation=invitation, now=now)
    door = Door(charlie, now)
    assert door("GET", f"/{space.slug}")[0] == 200
    for path in ("members", "journal", "journal/verdict", "invitations"):
        assert door("GET", f"/{space.slug}/{path}")[0] == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "text",
        {"name": 3, "ambition": [], "parties": "x", "own_party": None},
        {"name": "x" * 10_000, "ambition": "y", "parties": ["A"], "own_party": "A"},
        {"name": "a\0", "ambition": "y", "parties": ["A"], "own_party": "A"},
        {"name": "x", "ambition": "y", "parties": [], "own_party": "A"},
        {"name": "x", "ambition": "y", "parties": ["A", "a"], "own_party": "A"},
        {"name": "x", "ambition": "y", "parties": ["\ud800"], "own_party": "A"},
    ],
)
def test_what_does_not_fit_is_a_problem_and_stores_nothing(
    body: object, alice: Person, now: datetime
) -> None:
    assert Door(alice, now)("POST", "", body)[0] == 422
    assert not Member.objects.exists()
