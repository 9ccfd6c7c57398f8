"""The pages as people walk them, and the API beside them: the same acts, in every phase."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breakthrough.practices.alignment import actions, queries
from breakthrough.practices.alignment.rules.adoption import Rule
from breakthrough.practices.alignment.rules.texts import Words
from breakthrough.practices.alignment.tests import staged
from breakthrough.practices.alignment.tests.rehearsals import BODY, Rehearsal, stance
from breakthrough.practices.alignment.tests.test_life import SEALED, all_named

if TYPE_CHECKING:
    from django.test import Client

    from breakthrough.conftest import Space

pytestmark = pytest.mark.django_db(transaction=True)

ClientOf = Callable[[Any], "Client"]


def get(client: "Client", address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def post(client: "Client", address: str, status: int = 303, **sent: Any) -> Any:
    answer = client.post(address, sent)
    assert answer.status_code == status, (address, answer.status_code, answer.content.decode()[-1500:])
    return answer


def test_a_text_is_written_changed_and_answered_on_pages(space: "Space", client_of: ClientOf) -> None:
    alice, bob = client_of(space.alice.person), client_of(space.bob.person)
    home = f"/c/{space.slug}/alignment/"
    assert "Write a text" in get(alice, home)
    assert "Write a text" not in get(bob, home)
    assert "How alignment is worked out" in get(alice, f"{home}method")
    assert "Some of us would have chosen otherwise" in get(alice, f"{home}begin?template=commit")
    get(bob, f"{home}begin", 403)
    post(alice, f"{home}begin", 422, title="", body="")
    page = post(alice, f"{home}begin", title="Home by spring", body=BODY, template="ambition")["Location"]
    assert "By spring everybody goes home" in get(bob, page)
    post(bob, f"{page}/reservations", 422, what="No", is_block="on")
    one = post(bob, f"{page}/reservations", what="Who pays is open.", lifts_when="it says who")["Location"]
    assert "It is yours" in get(bob, one)
    assert "It is yours" not in get(alice, one)
    assert "Ask for a promise" in get(alice, one)
    assert "Make it a reservation" not in get(alice, one)
    post(alice, f"{one}/answers", 422, kind="reply", words="")
    post(alice, f"{one}/answers", kind="reply", words="We pay half each.")
    post(bob, f"{one}/steps", event="not_enough", words="In the text, please.")
    assert "In the text, please." in get(alice, one)
    post(alice, f"{one}/steps", 403, event="lift")
    post(alice, f"{page}/next", 422, body=BODY, seen="1")
    newer = BODY.replace("who pays", "that both pay half")
    version = post(alice, f"{page}/next", body=newer, note="Half each", seen="1", answers_1="Half each.")[
        "Location"
    ]
    shown = get(bob, version)
    assert "<ins>" in shown
    assert "<del>" in shown
    assert "Who pays is open." in shown
    part = queries.list_changes(space.alice, queries.list_texts(space.alice)[0].text.pk, 2)[1].change.mark
    post(alice, f"{version}/answers", reservation="1", part=part)
    assert "This answers:" in get(bob, version)
    post(alice, f"{version}/answers", 422, reservation="9", part=part)
    post(alice, f"{page}/next", 422, body="Other.", seen="1")  # somebody wrote version 2 since
    post(bob, f"{one}/steps", event="lift")
    assert "lifted" in get(bob, page)
    document = json.loads(get(alice, f"{page}.json"))
    assert [one["number"] for one in document["versions"]] == [2, 1]
    assert document["reservations"][0]["state"] == "lifted"
    assert "Who pays is open." in get(alice, f"{page}/reservations.csv")


def test_a_round_on_pages_in_every_phase(rehearsed: Rehearsal, space: "Space", client_of: ClientOf) -> None:
    alice, bob, lena = (client_of(one.person) for one in (space.alice, space.bob, space.lena))
    text = rehearsed.write()
    page = f"/c/{space.slug}/alignment/texts/{text.pk}"
    get(bob, f"{page}/rounds", 403)
    post(alice, f"{page}/rounds", 422, mode="room", rule="x", sealed_minutes=6, named_minutes=4, quota=1)
    show = post(
        alice,
        f"{page}/rounds",
        mode="room",
        rule="tipped",
        sealed_minutes=6,
        named_minutes=4,
        quota=1,
        by_party="on",
    )["Location"]
    assert "Let people join" in get(alice, show)
    assert "being prepared" in get(bob, show)
    assert "Change the round" in get(alice, f"{show}/plan")
    post(
        alice,
        f"{show}/plan",
        mode="room",
        rule="tipped",
        sealed_minutes=5,
        named_minutes=4,
        quota=1,
        by_party="on",
    )
    post(bob, f"{show}/preparation", 403)
    post(alice, f"{show}/preparation")
    kept = queries.list_asks(space.alice)[0].round
    rehearsed.join(kept)
    assert "have their seal" in get(bob, show)
    assert "Leaders go first. Not said yet:" in get(bob, show)
    assert "Everybody sees these four words" in get(alice, f"{show}/wall")
    assert "You lead, so you go first" in get(lena, show)
    post(lena, f"{show}/stance", position="2", weight="9")
    assert "Your stance stands: Yes, fully, weight 9 of 10" in get(lena, show)
    post(alice, f"{show}/sealed")
    assert "Seven short questions" in get(bob, show)
    assert "needs a secure address" not in get(alice, f"{show}/plan", 409)
    over_https = bob.get(show, secure=True).content.decode()
    assert "What is pulling on you right now?" in over_https
    assert "sealed-config" in over_https
    assert "This is a block" in bob.get(f"{show}/reservation", secure=True).content.decode()
    assert "Say sealed on your own phone" in get(alice, f"{show}/wall")
    assert post(alice, f"{show}/time", minutes="2", next="present")["Location"].endswith("/wall")
    post(alice, f"{show}/time", minutes="2")
    post(alice, f"{show}/time", 422, minutes="many")
    post(bob, f"{show}/stance", 409, position="2", weight="9")
    rehearsed.seal(kept, [stance(purpose=80 + number % 3) for number in range(12)])
    rehearsed.reserve(kept, *SEALED)
    assert alice.get(show, {"phase": "sealed"}, headers={"HX-Request": "true"}).status_code == 200
    post(alice, f"{show}/closing")
    rehearsed.clock.go(timedelta(seconds=40))
    assert "Now with your name" in get(bob, show)
    assert "1 of 12 have given a named stance" in get(alice, f"{show}/wall")
    follow = {"HX-Request": "true"}
    assert alice.get(f"{show}/wall", {"phase": "sealed"}, headers=follow).status_code == 204
    assert alice.get(show, {"phase": "sealed"}, headers={"HX-Request": "true"}).status_code == 204
    post(bob, f"{show}/stance", 422, position="7", weight="1")
    rehearsed.name(kept, all_named(rehearsed))
    get(alice, f"{show}/reading.json", 404)
    post(alice, f"{show}/release")
    rehearsed.clock.go(timedelta(seconds=1))
    shown = get(bob, show)
    for words in (
        "Purpose outweighs reservations in every party",
        "Agreement beside commitment",
        "Nobody asked the nights",
    ):
        assert words in shown
    assert "How does it end?" in get(alice, show)
    assert "Ask for a promise" in shown
    wall = [get(alice, f"{show}/wall?step={step}") for step in range(14)]
    for words in ("Where we stand on these words", "Purpose against reservations", "Reservation 1 of 5"):
        assert any(words in one for one in wall), words
    assert "By our rule it can be adopted" in wall[-1]
    assert "How does it end?" not in shown
    document = json.loads(get(bob, f"{show}/reading.json"))
    assert document["alignment"]["method"] == "alignment.stances/2"
    assert document["named"]["method"] == "sealed_named/1"
    assert "tipping.tipped" in get(bob, f"{show}/reading.csv")
    one = queries.list_raised(space.alice, text)[0]
    assert (
        "It was raised sealed" in bob.get(f"{page}/reservations/{one.number}", secure=True).content.decode()
    )
    post(alice, f"{show}/outcome", 422, kind="adopted", text="")
    post(alice, f"{show}/outcome", kind="adopted", text="We hold ourselves to it.", review_date="2027-05-01")
    assert "We hold ourselves to it." in get(bob, show)
    assert "Looked at again on" in get(bob, show)
    assert "Adopted" in get(bob, page)
    assert "Adopted" in get(bob, f"/c/{space.slug}/alignment/")


def test_words_are_hidden_on_pages_and_through_the_api(space: "Space", client_of: ClientOf, now: Any) -> None:
    alice, bob = client_of(space.alice.person), client_of(space.bob.person)
    text = actions.begin_text(member=space.alice, title="Home by spring", body=BODY, now=now)
    actions.raise_named(member=space.gina, text=text, words=Words("Lena never listens."), now=now)
    one = f"/c/{space.slug}/alignment/texts/{text.pk}/reservations/1"
    door = f"/api/collaborations/{space.slug}/alignment/texts/{text.pk}/reservations/1"
    assert "Hide it now" not in get(bob, one)
    post(bob, f"{one}/flag", flagged="yes")
    assert "You marked it" in get(bob, one)
    post(bob, f"{one}/flag", flagged="no")
    assert "You marked it" not in get(bob, one)
    assert bob.put(f"{door}/flag").status_code == 204
    assert bob.delete(f"{door}/flag").status_code == 204
    post(bob, f"{one}/hiding", 403, reason="No.")
    post(alice, f"{one}/hiding", 422, reason="")
    post(alice, f"{one}/hiding", reason="It names somebody.")
    for page in (one, f"/c/{space.slug}/alignment/texts/{text.pk}"):
        shown = get(bob, page)
        assert "Lena never listens" not in shown
        assert "The words of reservation 1 are hidden." in shown
    assert "It names somebody." in get(bob, one)
    answer = alice.put(f"{door}/hiding", json.dumps({"reason": "Twice."}), content_type="application/json")
    assert answer.status_code == 409
    told = bob.get(door).json()
    assert (told["what"], told["is_hidden"], told["hidden_reason"]) == ("", True, "It names somebody.")
    assert "Lena never listens" not in get(bob, f"/c/{space.slug}/alignment/texts/{text.pk}.json")


def test_observers_see_what_was_adopted_and_nothing_else(
    rehearsed: Rehearsal, space: "Space", client_of: ClientOf
) -> None:
    from breakthrough.collaborations import actions as collaboration_actions
    from breakthrough.kernel.roles import Role

    text, draft = rehearsed.write(), rehearsed.write("Nothing yet.")
    kept = rehearsed.begin(text)
    rehearsed.through(kept, [stance(purpose=80)] * 12, all_named(rehearsed), SEALED)
    collaboration_actions.change_role(
        member=space.alice, subject=space.gina, role=Role.OBSERVER, now=rehearsed.clock.now
    )
    gina = client_of(space.gina.person)
    page = f"/c/{space.slug}/alignment/texts/{text.pk}"
    get(gina, page, 404)
    from breakthrough.practices.alignment.rules.adoption import Kind

    actions.conclude(member=space.alice, round=kept, kind=Kind.ADOPTED, text="Yes.", now=rehearsed.clock.now)
    assert "Nobody asked the nights" not in get(gina, page)
    get(gina, f"/c/{space.slug}/alignment/texts/{draft.pk}", 404)
    get(gina, f"{page}/reservations/1", 404)
    walls = [get(gina, f"/c/{space.slug}/alignment/{kept.pk}/wall?step={step}") for step in range(12)]
    assert not any("Nobody asked the nights" in one for one in walls)
    get(gina, f"{page}/reservations", 403)
    shown = get(gina, f"/c/{space.slug}/alignment/{kept.pk}")
    assert "Nobody asked the nights" not in shown
    assert "Bob" not in shown


def test_everything_a_page_does_the_api_does(
    rehearsed: Rehearsal, space: "Space", client_of: ClientOf
) -> None:
    alice, bob = client_of(space.alice.person), client_of(space.bob.person)
    door = f"/api/collaborations/{space.slug}/alignment"

    def call(client: "Client", method: str, path: str, status: int, **sent: Any) -> Any:
        answer = client.generic(method, f"{door}{path}", json.dumps(sent), content_type="application/json")
        assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[:400])
        return json.loads(answer.content) if answer.content else None

    assert len(call(alice, "GET", "/templates", 200)) == 4
    text = call(alice, "POST", "/texts", 201, title="Home by spring", body=BODY)
    path = f"/texts/{text['id']}"
    call(bob, "POST", f"{path}/versions", 403, body="Other.")
    raised = call(
        bob, "POST", f"{path}/reservations", 201, what="Who pays is open.", lifts_when="it says who"
    )
    call(alice, "POST", f"{path}/reservations/1/answers", 422, kind="promise", address="/c/x/promises/1")
    call(alice, "POST", f"{path}/reservations/1/answers", 200, kind="reply", words="We look at it.")
    call(bob, "POST", f"{path}/reservations/1/steps", 200, event="let_stand")
    assert raised["state"] == "open"
    assert call(bob, "GET", f"{path}/reservations/1", 200)["state"] == "stands"
    body = BODY.replace("who pays", "that both pay half")
    call(
        alice,
        "POST",
        f"{path}/versions",
        201,
        body=body,
        seen=1,
        answers=[{"reservation": 1, "words": "Half."}],
    )
    changes = call(bob, "GET", f"{path}/versions/2/changes", 200)
    assert [one["kind"] for one in changes] == ["same", "changed", "same"]
    call(alice, "POST", f"{path}/versions/2/answers", 204, reservation=1, part=changes[1]["part"])
    assert call(bob, "GET", f"{path}/versions/2/changes", 200)[1]["answers"] == [1]
    begun = call(alice, "POST", f"{path}/rounds", 201, rule="named")
    place = f"/rounds/{begun['id']}"
    call(alice, "PUT", place, 200, rule="no_block", by_party=True)
    for step in ("preparation", "restart", "preparation"):
        call(alice, "POST", f"{place}/{step}", 200)
    kept = queries.list_asks(space.alice)[0].round
    rehearsed.join(kept)
    call(alice, "POST", f"{place}/sealed", 200)
    call(alice, "POST", f"{place}/time", 200, minutes=3)
    rehearsed.seal(kept, [stance()] * 12)
    call(alice, "POST", f"{place}/closing", 200)
    rehearsed.clock.go(timedelta(seconds=40))
    call(bob, "PUT", f"{place}/stance", 200, position=-1, weight=9)
    call(alice, "GET", f"{place}/reading", 404)
    assert call(alice, "GET", place, 200)["standings"] == []
    call(alice, "POST", f"{place}/release", 200)
    rehearsed.clock.go(timedelta(seconds=1))
    assert call(bob, "GET", f"{place}/reading", 200)["alignment"]["status"] == "shown"
    call(alice, "POST", f"{place}/outcome", 422, kind="not_aligned")
    ended = call(alice, "POST", f"{place}/outcome", 200, kind="not_aligned", would_take="Money for nights.")
    assert ended["outcome"]["kind"] == "not_aligned"
    assert call(bob, "GET", "/texts", 200)[0]["outcome"] == "not_aligned"
    assert call(bob, "GET", "/rounds", 200)[0]["phase"] == "concluded"


def test_a_sentence_becomes_a_reservation_and_that_a_promise(
    space: "Space", client_of: ClientOf, now: Any
) -> None:
    from breakthrough.rounds import threads

    text = actions.begin_text(member=space.alice, title="Home by spring", body=BODY, now=now)
    raised = actions.raise_named(member=space.bob, text=text, words=Words("Who pays is open."), now=now)
    key = f"{text.pk}:{raised.number}"
    assert [one.title for one in threads.trace(space.alice, "alignment", key)] == [
        "Who pays is open.",
        "Home by spring",
    ]
    links = [one.address for one in threads.list_beginnings(space.alice, "alignment", key)]
    alice = client_of(space.alice.person)
    assert any("promises" in one for one in links)
    for address in links:
        assert alice.get(address).status_code in (200, 303)
    second = actions.raise_named(
        member=space.gina, text=text, words=Words("And the nights."), origin=("alignment", key), now=now
    )
    assert [one.title for one in threads.list_follows(space.alice, "alignment", key)] == ["And the nights."]
    assert second.origin_key == key


def test_pages_ask_the_database_as_often_for_two_hundred_reservations_as_for_two(
    space: "Space", client_of: ClientOf, now: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from breakthrough.practices.alignment.tests import staged

    counts: dict[int, list[int]] = {}
    alice = client_of(space.alice.person)
    for many in (2, 200):
        text = actions.begin_text(member=space.alice, title=f"With {many}", body=BODY, now=now)
        kept = staged.release(
            space.alice, text, people=8, now=now, words=[Words(f"Reservation {one}.") for one in range(many)]
        )
        place = f"/c/{space.slug}/alignment"
        get(alice, f"{place}/texts/{text.pk}")  # what is asked once for everybody is there now
        counts[many] = []
        for address in (
            f"{place}/",
            f"{place}/texts/{text.pk}",
            f"{place}/{kept.pk}",
            f"{place}/texts/{text.pk}/versions/1",
        ):
            with CaptureQueriesContext(connection) as asked:
                get(alice, address)
            counts[many].append(len(asked))
    assert counts[2] == counts[200]
    assert max(counts[2]) < 50


def test_of_many_who_stand_by_name_one_page_shows_some_and_leads_to_the_others(
    rehearsed: Rehearsal, space: "Space", client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("breakthrough.practices.alignment.pages.frame.MOST_LINES", 5)
    kept = rehearsed.begin(rehearsed.write())
    rehearsed.through(kept, [stance()] * 12, all_named(rehearsed), SEALED)
    client, place = client_of(space.alice.person), f"/c/{space.slug}/alignment/{kept.pk}"
    pages = [get(client, f"{place}?page={number}") for number in (1, 2, 3, 999)]
    names = [re.findall(r"<li><span><bdi>([^<]+)</bdi>", one) for one in pages]
    assert [len(one) for one in names] == [5, 5, 2, 2]
    assert len({*names[0], *names[1], *names[2]}) == 12
    assert 'href="?page=2#stances"' in pages[0]


def test_what_tips_only_together_is_said_of_no_party_and_can_be_adopted_openly(
    space: "Space", client_of: ClientOf, now: Any
) -> None:
    text = actions.begin_text(member=space.alice, title="Home by spring", body=BODY, now=now)
    stances = [stance(purpose=80 + number % 3) for number in range(10)]
    kept = staged.release(space.alice, text, people=10, now=now, stances=stances, rule=Rule.TIPPED)
    alice, show = client_of(space.alice.person), f"/c/{space.slug}/alignment/{kept.pk}"
    page = get(alice, show)
    assert "Taken together, purpose outweighs reservations." in page
    assert "Purpose outweighs reservations in every party" not in page
    assert page.count("to weigh it separately") == 2, "beside the beam, and where it is put on record"
    wall = [get(alice, f"{show}/wall?step={step}") for step in range(9)]
    assert "to weigh it separately" in wall[-1]
    post(alice, f"{show}/outcome", kind="adopted", text="We hold ourselves to it.")
    assert "to weigh it separately" in get(alice, show)


def test_between_versions_it_is_told_how_many_stances_stay(
    rehearsed: Rehearsal, space: "Space", client_of: ClientOf
) -> None:
    text = rehearsed.write()
    kept = rehearsed.begin(text)
    bob, page = client_of(space.bob.person), f"/c/{space.slug}/alignment/texts/{text.pk}"
    rehearsed.through(kept, [stance()] * 12, all_named(rehearsed)[:6])
    assert "What stays of what was said by name" not in get(bob, page)
    newer = BODY.replace("early", "within a day")
    actions.write_version(member=space.alice, text=text, body=newer, now=rehearsed.clock.now)

    def count(address: str) -> int:
        get(bob, address)
        with CaptureQueriesContext(connection) as asked:
            get(bob, address)
        return len(asked)

    few = [count(page), count(f"{page}/versions/2")]
    for address in (page, f"{page}/versions/2"):
        shown = " ".join(get(bob, address).split())
        assert "For 0 of them it holds for these words as a whole; 6 are asked again" in shown
        rows = re.findall(r'<td class="number">(\d+)</td><td class="number">(\d+)</td>', shown)
        assert rows == [("6", "0"), ("6", "0"), ("0", "6")]
    again = rehearsed.begin(text)
    rehearsed.through(again, [stance()] * 12, [])
    rehearsed.name(again, all_named(rehearsed))
    assert "All 12 people who have said by name" in get(bob, page)
    assert count(f"{page}/versions/2") == few[1], "as many queries with twice the people"
