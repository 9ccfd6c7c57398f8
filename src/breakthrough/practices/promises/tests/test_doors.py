"""The doors: pages as people use them, the JSON door, and how many queries a page takes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakthrough.conftest import Space
from breakthrough.people import actions as people_actions
from breakthrough.practices.promises.models import Promise
from breakthrough.practices.promises.tests.doors import base, work_off

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]
Ask = Callable[..., Promise]
Say = Callable[..., Promise]


def test_from_asking_to_the_yes_through_the_pages(space: Space, client_of: ClientOf, tomorrow: str) -> None:
    alice, bob = client_of(space.alice.person), client_of(space.bob.person)
    form = alice.get(f"{base(space)}/request").content.decode()
    assert "Somebody of Borealis" in form
    assert f'value="{space.bob.pk}"' in form
    assert f'value="{space.alice.pk}"' not in form
    sent = alice.post(
        f"{base(space)}/request",
        {"to_1": str(space.bob.pk), "what": "Send three dates", "due_date": tomorrow, "words": "They wait."},
    )
    promise = Promise.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, f"{base(space)}/p/{promise.pk}")
    mine = bob.get(f"{base(space)}/").content.decode()
    assert "Waiting for your answer" in mine
    assert "Send three dates" in mine
    page = bob.get(f"{base(space)}/p/{promise.pk}").content.decode()
    for words in (
        "I promise it",
        "No, not this",
        "Propose other terms",
        "They wait.",
        "Alice asked for this.",
    ):
        assert words in page
    steps = f"{base(space)}/p/{promise.pk}/steps"
    said = bob.post(steps, {"event": "promise", "seen": 1, "difficulty": 2})
    assert said.status_code == 303
    assert (
        bob.post(steps, {"event": "report_done", "seen": 2, "link": "https://dates.example"}).status_code
        == 303
    )
    assert "Waiting for your yes" in alice.get(f"{base(space)}/").content.decode()
    assert alice.post(steps, {"event": "accept", "seen": 3}).status_code == 303
    page = alice.get(f"{base(space)}/p/{promise.pk}").content.decode()
    assert "said yes: it is kept" in page
    assert 'href="https://dates.example"' in page
    assert "What you can do now" not in page
    assert "Send three dates" in alice.get(f"{base(space)}/board?show=kept").content.decode()


def test_one_more_can_be_asked_without_losing_what_was_typed(
    space: Space, client_of: ClientOf, tomorrow: str
) -> None:
    alice = client_of(space.alice.person)
    page = alice.post(
        f"{base(space)}/request",
        {"to_1": str(space.bob.pk), "what": "Read it", "due_date": tomorrow, "more": "1"},
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="to_2"' in text
    assert "Read it" in text
    assert f'value="{space.bob.pk}" selected' in text
    alice.post(
        f"{base(space)}/request",
        {"to_1": str(space.bob.pk), "to_2": str(space.lena.pk), "what": "Read it", "due_date": tomorrow},
    )
    assert Promise.objects.count() == 2


def test_a_refused_form_says_what_is_wrong_and_keeps_what_was_typed(
    space: Space, client_of: ClientOf, ask: Ask, say: Say
) -> None:
    alice, bob = client_of(space.alice.person), client_of(space.bob.person)
    refused = alice.post(f"{base(space)}/request", {"to_1": "", "what": "x", "due_date": "2001-01-01"})
    assert refused.status_code == 422
    assert "error-summary" in refused.content.decode()
    late = alice.post(
        f"{base(space)}/request", {"to_1": str(space.bob.pk), "what": "x", "due_date": "2001-01-01"}
    )
    assert "This day is over" in late.content.decode()
    promise = say(ask(), space.bob, "promise")
    wordless = bob.post(f"{base(space)}/p/{promise.pk}/steps", {"event": "warn", "seen": 2, "words": ""})
    assert wordless.status_code == 422
    assert "What puts it at risk?" in wordless.content.decode()
    stale = bob.post(f"{base(space)}/p/{promise.pk}/steps", {"event": "report_done", "seen": 1})
    assert stale.status_code == 422
    assert "Something was said in the meantime" in stale.content.decode()


def test_what_people_write_is_shown_as_they_wrote_it_and_never_run(
    space: Space, client_of: ClientOf, ask: Ask
) -> None:
    promise = ask(what="<script>alert(1)</script> & more", words="<b>bold</b>")
    for address in (f"{base(space)}/p/{promise.pk}", f"{base(space)}/board?show=asked", f"{base(space)}/"):
        text = client_of(space.bob.person).get(address).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


def test_the_board_filters_searches_and_turns_pages(
    space: Space, client_of: ClientOf, ask: Ask, say: Say
) -> None:
    for number in range(30):
        say(ask(what=f"Deliver part {number}"), space.bob, "promise")
    alice = client_of(space.alice.person)
    first = alice.get(f"{base(space)}/board").content.decode()
    assert "Page 1 of 2" in first
    found = alice.get(f"{base(space)}/board?q=part+29").content.decode()
    assert "Deliver part 29" in found
    assert "1 promise" in found
    assert "Nothing fits" in alice.get(f"{base(space)}/board?show=ended").content.decode()
    assert "Deliver part" in alice.get(f"{base(space)}/board?q=bob").content.decode()
    assert alice.get(f"{base(space)}/board?party=0&page=999&show=x&q=%00").status_code == 200


def test_pages_take_the_same_number_of_queries_however_much_there_is(
    space: Space, client_of: ClientOf, ask: Ask, say: Say
) -> None:
    alice = client_of(space.alice.person)
    promise = say(ask(), space.bob, "promise")
    addresses = [
        f"{base(space)}{part}"
        for part in ("/", "/board", "/request", f"/p/{promise.pk}", "/reading", "/letters")
    ]

    def count() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert alice.get(address).status_code == 200
            counts.append(len(captured))
        return counts

    few = count()
    for number in range(12):
        guest = people_actions.make_guest(name=f"Guest {number}", now=timezone.now())
        from breakthrough.collaborations import actions as space_actions

        space_actions.join(person=guest, invitation=space.link_to(space.borealis), now=timezone.now())
        other = say(ask(what=f"Part {number}"), space.bob, "promise")
        say(other, space.bob, "report_done")
        say(promise, space.bob, "warn")
    assert count() == few
    assert max(few) <= 14


def test_everything_can_be_done_at_the_json_door(space: Space, now: datetime, tomorrow: str) -> None:
    keys = {
        one: {
            "Authorization": f"Bearer {people_actions.make_api_key(person=member.person, name='x', now=now)[1]}"
        }
        for one, member in (("alice", space.alice), ("bob", space.bob))
    }
    door = f"/api/collaborations/{space.slug}/promises"

    def send(who: str, method: str, path: str, body: Any = None) -> Any:
        return getattr(Client(), method)(
            f"{door}{path}", body, content_type="application/json", headers=keys[who]
        )

    made = send("alice", "post", "", {"to": [str(space.bob.pk)], "what": "Send dates", "due_date": tomorrow})
    assert made.status_code == 201
    promise = made.json()[0]["id"]
    whole = send("bob", "get", f"/{promise}").json()
    assert (whole["seen"], whole["possible"]) == (1, ["promise", "decline", "counter"])
    assert (
        send("bob", "post", f"/{promise}/steps", {"event": "promise", "seen": 0}).json()["type"]
        == "/problems/moved-on"
    )
    whole = send("bob", "post", f"/{promise}/steps", {"event": "promise", "seen": 1, "difficulty": 3}).json()
    assert (whole["state"], whole["difficulty"], whole["waits_for"]) == ("promised", 3, "performer")
    assert send("bob", "post", f"/{promise}/links", {"address": "https://x.example"}).status_code == 201
    assert send("alice", "post", f"/{promise}/links", {"address": "javascript:x"}).json()["field"] == "link"
    assert [one["id"] for one in send("bob", "get", "/mine").json()["given"]] == [promise]
    board = send("alice", "get", "?show=open&q=dates").json()
    assert (board["count"], board["promises"][0]["performer"]["name"]) == (1, "Bob")
    assert send("alice", "get", "?page=7").json()["promises"] == []
    assert (
        send("bob", "put", "/letters", {"each_step": False, "digest_weekday": 2}).json()["digest_weekday"]
        == 2
    )
    assert send("bob", "post", "/calendar").json()["address"].endswith(".ics")
    assert send("bob", "delete", "/calendar").status_code == 204
    assert send("bob", "post", "/readings", {"title": "x"}).status_code == 403
    started = send("alice", "post", "/readings", {"title": "Autumn"})
    assert started.status_code == 202
    assert send("alice", "post", "/readings", {"title": "Again"}).status_code == 409
    work_off()
    document = send("bob", "get", f"/readings/{started.json()['round']}").json()
    assert (document["method"], document["value"]["reading"]["status"]) == ("promises.kept/1", "withheld")


def test_a_look_back_tells_what_it_knows_and_nobody_by_name(
    space: Space, ask: Ask, say: Say, client_of: ClientOf, now: datetime
) -> None:
    from breakthrough.collaborations import actions as space_actions

    crew = []
    for number in range(12):
        party = space.borealis if number % 2 else space.acme
        person = people_actions.make_guest(name=f"Guest Nordquist {number}", now=now)
        crew.append(space_actions.join(person=person, invitation=space.link_to(party), now=now))
    past = timezone.now() - timedelta(days=60)
    for number in range(28):
        asker, performer = crew[number % 12], crew[(number * 5 + 1) % 12]
        if asker == performer:
            continue
        due = (past + timedelta(days=12)).date()
        promise = ask(asker, performer, at=past, due_date=due)
        if number % 7 == 3:
            say(promise, performer, "decline", at=past + timedelta(days=1))
            continue
        say(promise, performer, "promise", at=past + timedelta(days=1), difficulty=1 + number % 3)
        if number % 5:
            say(promise, performer, "report_done", at=past + timedelta(days=8))
            say(promise, asker, "accept", at=past + timedelta(days=9))
    alice, gina = client_of(space.alice.person), client_of(space.gina.person)
    assert "No look back yet" in gina.get(f"{base(space)}/reading").content.decode()
    started = alice.post(f"{base(space)}/readings", {"title": "Autumn"})
    assert started.status_code == 303
    work_off()
    text = gina.get(f"{base(space)}/reading").content.decode()
    for words in (
        "promises that came due",
        "Kept in time",
        "Free to say no",
        "Who asks, who delivers",
        "<svg",
        "The same as a table",
    ):
        assert words in text
    assert "Nordquist" not in text
    for path in ("reading.json", "reading.csv", "charts/flow.svg"):
        from breakthrough.rounds.models import Round

        answer = gina.get(f"{base(space)}/{Round.objects.get().pk}/{path}")
        assert answer.status_code == 200
        assert b"Nordquist" not in answer.content
    where = gina.get(f"/c/{space.slug}/where").content.decode()
    assert "kept in time" in where
    assert "Method promises.kept/1" in where
    assert "Nobody has said what became of it" in where
    assert "Nordquist" not in where
    assert alice.post(f"{base(space)}/readings", {"title": "Again"}).status_code == 422
