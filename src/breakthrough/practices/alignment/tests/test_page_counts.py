"""How often pages ask the database: in every phase of a live room, and on the page "Where we are"."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breakthrough.ballots.tests import rehearsal
from breakthrough.practices.alignment import actions, queries
from breakthrough.practices.alignment.rules.plans import Plan
from breakthrough.practices.alignment.rules.texts import Words
from breakthrough.practices.alignment.tests import staged
from breakthrough.practices.alignment.tests.rehearsals import BODY, Rehearsal
from breakthrough.practices.alignment.tests.test_life import all_named

if TYPE_CHECKING:
    from django.test import Client

    from breakthrough.conftest import Space

pytestmark = pytest.mark.django_db(transaction=True)
MOST_QUERIES = {"joining": 13, "sealed": 11, "reservation": 13, "named": 12}


def test_a_page_of_a_live_room_asks_no_oftener_with_more_people_and_never_often(
    rehearsed: Rehearsal, space: "Space", client_of: "Callable[[Any], Client]"
) -> None:
    client = client_of(space.bob.person)

    def count(address: str) -> int:
        client.get(address, secure=True)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address, secure=True).status_code == 200
        return len(asked)

    def go_through(people: int) -> dict[str, int]:
        text = actions.begin_text(
            member=space.alice, title=f"With {people}", body=BODY, now=rehearsed.clock.now
        )
        kept = rehearsed.begin(text, Plan())
        actions.prepare(member=space.alice, round=kept, now=rehearsed.clock.now)
        staged.give_seals(kept)
        address = f"/c/{space.slug}/alignment/{kept.pk}"
        found = {"joining": count(address)}
        rehearsed.open(kept)
        found |= {"sealed": count(address), "reservation": count(f"{address}/reservation")}
        rehearsed.close_sealed(kept)
        rehearsed.name(kept, all_named(rehearsed)[:6])
        found["named"] = count(address)
        return found

    few = go_through(12)
    rehearsal.gather(space.collaboration, per_party=8, now=rehearsed.clock.now)
    more = go_through(28)
    assert all(few[phase] <= most for phase, most in MOST_QUERIES.items()), few
    assert more == few


def test_where_we_are_shows_alignment_as_evidence_and_looks_at_two_rounds_at_most(
    space: "Space", client_of: "Callable[[Any], Client]", now: Any
) -> None:
    text = actions.begin_text(member=space.alice, title="Home by spring", body=BODY, now=now)
    words = [Words("Nobody asked the nights."), Words("Spring is early.", "", True, "Patients would wait.")]
    first = staged.release(space.alice, text, people=14, now=now, words=words)
    client = client_of(space.bob.person)
    page = client.get(f"/c/{space.slug}/where").content.decode()
    for said in (
        "put their weight behind it",
        "Method alignment.stances/2",
        "Method sealed_named/1",
        f"/c/{space.slug}/alignment/{first.pk}",
        "A block on Home by spring",
        "2 reservations wait for an answer",
    ):
        assert said in page, said
    with CaptureQueriesContext(connection) as few:
        client.get(f"/c/{space.slug}/where")
    for later in (1, 2):
        newer = f"{BODY}\n\nAnd so on, {later}."
        actions.write_version(member=space.alice, text=text, body=newer, now=now)
        staged.release(space.alice, text, people=14, now=now + timedelta(days=later))
    with CaptureQueriesContext(connection) as more:
        page = client.get(f"/c/{space.slug}/where").content.decode()
    assert "In the round before, on version 2 of Home by spring" in page
    assert len(more) <= len(few) + 3, (len(few), len(more))


def test_where_we_are_says_when_a_text_is_to_be_looked_at_again(space: "Space", now: Any) -> None:
    from breakthrough.practices.alignment.models import Outcome, Setup
    from breakthrough.practices.alignment.pages import find_evidence

    assert [one.words for one in find_evidence(space.alice).steps] == ["Write a text to align on"]
    assert find_evidence(space.bob).steps == []
    text = actions.begin_text(member=space.alice, title="Home by spring", body=BODY, now=now)
    kept = staged.release(space.alice, text, people=8, now=now)
    Outcome.objects.create(
        setup=Setup.objects.get(round=kept), kind="adopted", text="Yes.", review_date=date(2020, 1, 1), at=now
    )
    assert queries.list_texts(space.bob)[0].review_date
    assert [one.words for one in find_evidence(space.bob).steps] == ["Look at it again"]
