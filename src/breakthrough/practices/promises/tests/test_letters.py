"""Letters: what they carry, their links, reminders, the weekly one, how they are chosen; and the calendar."""

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

from breakthrough.background.models import Job
from breakthrough.conftest import Space
from breakthrough.practices.promises import actions, queries, rules
from breakthrough.practices.promises.models import Promise, PromiseFeed
from breakthrough.practices.promises.tests.doors import base, work_off

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]
Ask = Callable[..., Promise]
Say = Callable[..., Promise]
LINK = re.compile(r"http://localhost:8000(/c/\S+/act/\S+)")


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
