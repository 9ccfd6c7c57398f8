"""The doors: pages as people use them, links from letters, the calendar, the JSON door, and how many queries a page takes."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from breakthrough.background import runner
from breakthrough.background.models import Job
from breakthrough.conftest import Space
from breakthrough.people import actions as people_actions
from breakthrough.practices.promises import actions, queries, rules
from breakthrough.practices.promises.models import Promise, PromiseFeed

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]
Ask = Callable[..., Promise]
Say = Callable[..., Promise]
LINK = re.compile(r"http://localhost:8000(/c/\S+/act/\S+)")


@pytest.fixture
def tomorrow() -> str:
    return (timezone.now() + timedelta(days=10)).date().isoformat()


def work_off() -> None:
    """Do every job that waits, and what they start."""
    while job := Job.objects.filter(claimed_at=None, ending=None).order_by("made_at").first():
        runner.run(job.pk, worker="here", clock=timezone.now)


def base(space: Space) -> str:
    return f"/c/{space.slug}/promises"


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


def test_a_letter_carries_the_content_and_its_link_acts_once_and_only_when_confirmed(
    space: Space, ask: Ask, client_of: ClientOf, tomorrow: str
) -> None:
    promise = ask(
        words="They wait for us.", at=timezone.now(), due_date=(timezone.now() + timedelta(days=9)).date()
    )
    work_off()
    (letter,) = mail.outbox
    assert letter.to == ["bob@borealis.example"]
    for words in (
        "Alice asked for this.",
        promise.what,
        "They wait for us.",
        "I promise it:",
        "No, not this:",
    ):
        assert words in letter.body
    yes, no = LINK.findall(str(letter.body))[:2]
    stranger = Client()
    for _twice in range(2):
        page = stranger.get(yes)
        assert page.status_code == 200
        assert "You answer as Bob" in page.content.decode()
    assert stranger.head(yes).status_code == 200
    promise.refresh_from_db()
    assert promise.state == "requested"
    assert (
        "It is a promise now"
        in stranger.post(yes, {"difficulty": "1", "event": "decline", "seen": "99"}).content.decode()
    )
    promise.refresh_from_db()
    assert (promise.state, promise.difficulty) == ("promised", 1)
    assert promise.steps.get(number=2).by == space.bob
    assert "has moved on" in stranger.get(no).content.decode()
    assert stranger.post(no).status_code == 422
    promise.refresh_from_db()
    assert promise.state == "promised"


def test_a_link_that_was_changed_or_whose_member_left_opens_nothing(
    space: Space, ask: Ask, now: datetime
) -> None:
    from breakthrough.collaborations import actions as space_actions

    promise = ask()
    token = queries.token_of(promise=promise, member=space.bob, event=rules.Event.PROMISE)
    act = f"{base(space)}/act"
    assert Client().get(f"{act}/{token}").status_code == 200
    for broken in (token[:-2] + "xx", "nothing", token.replace(":", "")):
        assert Client().get(f"{act}/{broken}").status_code == 410
    assert Client().get(f"/c/elsewhere/promises/act/{token}").status_code == 410
    space_actions.leave(member=space.bob, now=now)
    assert Client().post(f"{act}/{token}").status_code == 410


def test_each_letter_goes_once_and_nobody_is_told_of_their_own_words(
    space: Space, ask: Ask, say: Say
) -> None:
    promise = say(ask(), space.bob, "promise")
    work_off()
    assert sorted(one.to[0] for one in mail.outbox) == ["alice@acme.example", "bob@borealis.example"]
    for job in Job.objects.filter(kind="promises.tell"):
        from breakthrough.practices.promises.jobs import tell

        tell(None, job.payload)  # type: ignore[arg-type]  # it reports nothing
    assert len(mail.outbox) == 2
    actions.change_notices(member=space.alice, each_step=False, digest_weekday=5)
    say(promise, space.bob, "warn")
    work_off()
    assert len(mail.outbox) == 2


def test_reminders_go_before_to_the_performer_and_on_the_day_to_both_and_then_no_more(
    space: Space, ask: Ask, say: Say, monkeypatch: Any
) -> None:
    from breakthrough.practices.promises.jobs import look_after

    promise = say(ask(), space.bob, "promise")
    due = rules.due_at(promise.due_date)

    def at(moment: datetime) -> list[str]:
        mail.outbox.clear()
        monkeypatch.setattr(timezone, "now", lambda: moment)
        for _twice in range(2):
            look_after(None, {"promise": str(promise.pk)})  # type: ignore[arg-type]  # it reports nothing
        return sorted(one.to[0] for one in mail.outbox)

    assert at(due - timedelta(days=3)) == ["bob@borealis.example"]
    assert "You promised this to Alice for" in mail.outbox[0].body
    assert "It is done:" in mail.outbox[0].body
    assert at(due - timedelta(hours=28)) == ["alice@acme.example", "bob@borealis.example"]
    assert at(due + timedelta(days=9)) == []


def test_the_weekly_letter_comes_on_the_chosen_day_and_only_with_something_in_it(
    space: Space, ask: Ask, say: Say, monkeypatch: Any, now: datetime
) -> None:
    from breakthrough.practices.promises.jobs import digest

    say(ask(what="Deliver the part"), space.bob, "promise")
    actions.change_notices(member=space.bob, each_step=True, digest_weekday=0)

    class Quiet:
        def report(self, *_args: object, **_named: object) -> None:
            pass

    def on(moment: datetime) -> list[str]:
        mail.outbox.clear()
        monkeypatch.setattr(timezone, "now", lambda: moment)
        for _twice in range(2):
            digest(Quiet(), {"collaboration": str(space.collaboration.pk)})  # type: ignore[arg-type]  # enough of one
        return sorted(one.to[0] for one in mail.outbox)

    assert now.weekday() == 5
    assert on(now) == ["alice@acme.example"]
    assert "Promised to you" in mail.outbox[0].body
    assert "Deliver the part" in mail.outbox[0].body
    assert on(now + timedelta(days=2)) == ["bob@borealis.example"]
    assert on(now + timedelta(days=3)) == []
    assert on(now + timedelta(days=7)) == ["alice@acme.example"]


def _digests(space: Space, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> dict[str, str]:
    """Send the weekly letters of a day; what each reader got."""
    from breakthrough.practices.promises.jobs import digest

    class Quiet:
        def report(self, *_args: object, **_named: object) -> None:
            pass

    mail.outbox.clear()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    digest(Quiet(), {"collaboration": str(space.collaboration.pk)})  # type: ignore[arg-type]  # enough of one
    return {one.to[0]: str(one.body) for one in mail.outbox}


def test_the_weekly_letter_holds_what_a_party_was_asked_as_its_own_page_does(
    space: Space, ask: Ask, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    ask(space.alice, f"party-{space.borealis.pk}", what="Name a night for the rehearsal.")
    letters = _digests(space, monkeypatch, now)
    for name in ("bob", "lena"):
        letter = letters[f"{name}@borealis.example"]
        assert "Waiting for your answer\n\n- Name a night for the rehearsal." in letter
        assert "Alice · due" in letter
        assert "I promise it: http" in letter
        mine = client_of(getattr(space, name).person).get(f"{base(space)}/").content.decode()
        assert "Name a night for the rehearsal." in mine
    assert "No, not this: http" in letters["lena@borealis.example"]
    assert (
        "No, not this: http" not in letters["bob@borealis.example"]
    )  # a no of the party is for who leads it


def test_from_the_weekly_letter_one_acts_by_a_link_that_is_confirmed_on_a_page(
    space: Space, ask: Ask, say: Say, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    given = say(ask(what="Deliver the part."), space.bob, "promise")
    reported = say(ask(what="Read the plan."), space.bob, "promise", "report_done")
    ask(what="Draw the map.")
    ask(space.bob, space.alice, what="Fetch the keys.", is_offer=True)
    letters = _digests(space, monkeypatch, now)
    bob, alice = letters["bob@borealis.example"], letters["alice@acme.example"]
    assert bob.count("I promise it: http") == bob.count("No, not this: http") == 1
    assert bob.count("It is done: http") == 1
    assert alice.count("Yes: http") == 2
    assert alice.count("Something is missing: http") == 1
    assert "These links are for you alone" in alice
    assert "Deliver the part." in alice  # what is promised to her is there, and asks nothing of her
    stranger = Client()
    done = re.search(r"It is done: http://localhost:8000(\S+)", bob)
    yes = re.search(r"Read the plan\.\n.*\n  Yes: http://localhost:8000(\S+)", alice)
    assert done
    assert yes
    assert "You answer as Bob" in stranger.get(done[1]).content.decode()
    given.refresh_from_db()
    assert given.state == "promised"
    assert "They hear that it is done" in stranger.post(done[1]).content.decode()
    assert "You said yes" in stranger.post(yes[1]).content.decode()
    for promise, state in ((given, "reported"), (reported, "kept")):
        promise.refresh_from_db()
        assert promise.state == state
    assert settings.SESSION_COOKIE_NAME not in stranger.cookies


def test_weekly_letters_take_the_same_number_of_queries_however_many_there_are(
    space: Space, ask: Ask, say: Say, now: datetime
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert queries.list_digests(space.collaboration.pk, now=now)
        return len(captured)

    say(ask(), space.bob, "promise")
    few = count()
    for number in range(8):
        ask(space.alice, f"party-{space.borealis.pk}", what=f"Part {number}")
        say(ask(what=f"Step {number}"), space.bob, "promise", "warn")
    assert count() == few == 5


def test_a_calendar_is_read_with_its_secret_and_with_nothing_else(
    space: Space, ask: Ask, say: Say, client_of: ClientOf
) -> None:
    say(ask(what="Deliver, and say so; now"), space.bob, "promise")
    bob = client_of(space.bob.person)
    page = bob.post(f"{base(space)}/letters/calendar").content.decode()
    address = re.search(r"http://localhost:8000(/c/\S+?\.ics)", page)
    assert address
    secret = address[1].rsplit("/", 1)[1].removesuffix(".ics")
    assert secret not in str(PromiseFeed.objects.values().get())
    answer = Client().get(address[1])
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["summary"]) == "You promised: Deliver, and say so; now"
    assert event.decoded("dtstart").isoformat() == "2026-11-27"
    assert Client().get(f"{base(space)}/calendar/wrong.ics").status_code == 404
    assert Client().get(address[1].replace(space.slug, "elsewhere")).status_code == 404
    assert bob.post(f"{base(space)}/letters/calendar/revocation").status_code == 303
    assert Client().get(address[1]).status_code == 404


def test_letters_are_changed_on_their_page(space: Space, client_of: ClientOf) -> None:
    bob = client_of(space.bob.person)
    assert "Saturday" in bob.get(f"{base(space)}/letters").content.decode()
    assert bob.post(f"{base(space)}/letters", {"digest_weekday": ""}).status_code == 303
    kept = queries.get_notices(space.bob)
    assert (kept.each_step, kept.digest_weekday) == (False, None)
    assert bob.post(f"{base(space)}/letters", {"digest_weekday": "9"}).status_code == 422
    assert "no address" in client_of(space.gina.person).get(f"{base(space)}/letters").content.decode()


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
