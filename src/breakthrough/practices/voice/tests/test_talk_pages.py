"""The pages of a round in every phase, for everybody who may look; what they say, and what they never hold."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from breakthrough.practices.voice.tests import staged
from breakthrough.practices.voice.tests.staged import PHASES, QUESTION, STATEMENTS, QuietBox

if TYPE_CHECKING:
    from breakthrough.conftest import Space
    from breakthrough.rounds.models import Round

pytestmark = pytest.mark.django_db
Stage = Callable[..., "Round"]
NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana")


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> QuietBox:
    from breakthrough.ballots import neighbours

    quiet = QuietBox()
    monkeypatch.setattr(neighbours, "get_box", lambda: quiet)
    return quiet


@pytest.fixture
def twelve(space: "Space", now: Any, box: QuietBox) -> "Space":
    """The space with twelve people who can take part."""
    staged.fill_up(space.acme, NAMES[:4], now)
    staged.fill_up(space.borealis, NAMES[4:], now)
    return space


Look = Callable[..., str]


@pytest.fixture
def look(space: "Space", client_of: Callable[..., Client]) -> Look:
    """Return a function that opens a page of a round over https and gives its text."""

    def open_page(
        begun: "Round", place: str = "", *, who: str = "alice", secure: bool = True, **asked: str
    ) -> str:
        client = client_of(getattr(space, who).person)
        answer = client.get(f"/c/{space.slug}/voice/{begun.pk}{place}", asked, secure=secure)
        assert answer.status_code == 200, (answer.status_code, place, answer.content[:600])
        text = answer.content.decode()
        assert " style=" not in text
        assert "<script>" not in text
        return text

    return open_page


def test_every_phase_has_its_page_for_facilitator_leader_and_member(
    twelve: "Space", now: Any, look: Look
) -> None:
    seen = []
    for phase, begun in staged.walk(twelve.alice, now=now):
        seen.append(phase)
        for who in ("alice", "lena", "bob"):
            assert "Before we begin" in look(begun, who=who)
            assert "Before we begin" in look(begun, "/wall", who=who)
            assert look(begun, "/statements", who=who)
    assert seen == [one for one in PHASES if one != "held"]


def test_writing_shows_the_four_lines_before_a_field_that_is_closed_until_the_device_is_ready(
    twelve: "Space", now: Any, look: Look
) -> None:
    text = look(staged.stage(twelve.alice, "writing", now=now), who="bob")
    lines = text.index("The server cannot tell which of the 12 people wrote this")
    field = text.index("<textarea")
    assert lines < text.index("It could still be guessed") < field
    assert " disabled" in text[field : text.index(">", field)]
    assert 'data-when="ready" hidden' in text
    assert 'id="sealed-config"' in text


def test_over_plain_http_there_is_a_sentence_and_no_field(twelve: "Space", now: Any, look: Look) -> None:
    for phase, begun in staged.walk(twelve.alice, now=now):
        if phase not in {"writing", "voting"}:
            continue
        text = look(begun, who="bob", secure=False)
        assert "Sealed answers need a secure address (https)" in text
        assert "<textarea" not in text
        assert "data-vote=" not in text
        assert "The server cannot tell which of the 12 people wrote this" in text


def test_whoever_begins_a_round_hears_beforehand_that_nobody_could_seal_at_this_address(
    twelve: "Space", now: Any, look: Look, client_of: Callable[..., Client]
) -> None:
    warning = "Nobody can seal anything at this address"
    begun = next(begun for phase, begun in staged.walk(twelve.alice, now=now) if phase == "draft")
    for path in (f"/c/{twelve.slug}/{name}/begin" for name in ("voice", "pulse", "mirror")):
        for is_safe in (False, True):
            person = twelve.lena.person if "mirror" in path else twelve.alice.person
            answer = client_of(person).get(path, secure=is_safe)
            assert (answer.status_code, warning in answer.content.decode()) == (200, not is_safe), path
    assert warning in look(begun, secure=False)
    assert warning not in look(begun)


def test_voting_holds_every_statement_and_says_how_many_each_is_asked_to_guess_on(
    twelve: "Space", now: Any, look: Look
) -> None:
    text = look(staged.stage(twelve.alice, "voting", now=now), who="bob")
    page = json.loads(text.split('id="voice-page" type="application/json">', 1)[1].split("</script>", 1)[0])
    assert [one["text"] for one in page["statements"]] == list(STATEMENTS)
    assert 0 < page["manyCount"] <= len(STATEMENTS)
    assert "<kbd>1</kbd>" in text


def test_a_page_asked_by_htmx_gives_its_part_or_asks_to_be_loaded_anew(
    twelve: "Space", now: Any, client_of: Callable[..., Client]
) -> None:
    begun = staged.stage(twelve.alice, "joining", now=now)
    client, address = client_of(twelve.bob.person), f"/c/{twelve.slug}/voice/{begun.pk}"
    same = client.get(address, {"phase": "joining"}, headers={"HX-Request": "true"})
    assert "0 of 12 have their seal" in same.content.decode()
    assert "<html" not in same.content.decode()
    later = client.get(address, {"phase": "draft"}, headers={"HX-Request": "true"})
    assert (later.status_code, later["HX-Refresh"]) == (204, "true")
    wall = client.get(f"{address}/wall", {"phase": "draft"}, headers={"HX-Request": "true"})
    assert wall["HX-Refresh"] == "true"


def test_results_say_the_unsaid_in_words_first_and_never_in_numbers_of_people(
    twelve: "Space", now: Any, look: Look
) -> None:
    begun = staged.stage(twelve.alice, "released", now=now)
    text = look(begun, who="bob")
    assert "What many of you hold, and few would say" in text
    assert "From between 8 and 12 people" in text
    assert text.index("Held by") < text.index('class="unsaid-picture"') < text.index("Common ground")
    assert "12 people" not in text.replace("8 and 12 people", "").replace("8 to 12 people", "")
    wall = look(begun, "/wall", step="1")
    assert "The unsaid, 1 of" in wall
    assert 'rel="next"' in wall
    assert 'rel="prev"' in wall


def test_too_few_is_a_kind_page_of_its_own(twelve: "Space", now: Any, look: Look) -> None:
    text = look(staged.stage(twelve.alice, "held", now=now), who="bob")
    assert "Not enough answers to show this safely. Nothing was shown." in text
    assert "Silence is not agreement" in text


def test_what_was_said_is_answered_linked_flagged_and_hidden(
    twelve: "Space", now: Any, look: Look, client_of: Callable[..., Client]
) -> None:
    begun = staged.stage(twelve.alice, "released", now=now)
    lena, alice = client_of(twelve.lena.person), client_of(twelve.alice.person)
    one = f"/c/{twelve.slug}/voice/{begun.pk}/statements/1"
    assert lena.post(f"{one}/replies", {"text": ""}).status_code == 422
    assert lena.post(f"{one}/replies", {"text": "You are right."}).status_code == 303
    assert (
        lena.post(f"{one}/outcomes", {"kind": "promise", "title": "A promise", "address": ""}).status_code
        == 303
    )
    assert lena.post(f"{one}/flag", {"flagged": "yes"}).status_code == 303
    assert "Take my mark back" in look(begun, "/statements/1", who="lena")
    assert "Take my mark back" not in look(begun, "/statements/1", who="bob")
    shown = look(begun, "/statements", who="bob")
    assert "Became: A promise" in shown
    assert "11 statements were said and not answered yet" in shown
    assert alice.post(f"{one}/hiding", {"reason": "It names somebody."}).status_code == 303
    hidden = look(begun, "/statements", who="bob")
    assert STATEMENTS[0] not in hidden
    assert "It names somebody." in hidden
    assert STATEMENTS[0] not in look(begun, who="bob")
    assert STATEMENTS[0] not in look(begun, "/wall", who="bob", step="1")


def test_a_round_is_set_up_with_nothing_but_a_question(
    twelve: "Space", client_of: Callable[..., Client]
) -> None:
    client = client_of(twelve.alice.person)
    form = client.get(f"/c/{twelve.slug}/voice/begin", {"template": "setback"}).content.decode()
    assert "What led to this" in form
    sent = {"question": QUESTION, "mode": "room", "writing_minutes": 7, "voting_minutes": 10, "quota": 1}
    answer = client.post(f"/c/{twelve.slug}/voice/begin", sent)
    assert answer.status_code == 303
    draft = client.get(answer["Location"]).content.decode()
    assert "What do you hope for from this launch" in draft
    assert "12 people" in draft
    refused = client.post(f"/c/{twelve.slug}/voice/begin", {**sent, "question": ""})
    assert refused.status_code == 422


def test_the_list_of_rounds_teaches_when_it_is_empty(
    space: "Space", client_of: Callable[..., Client]
) -> None:
    facilitator = client_of(space.alice.person).get(f"/c/{space.slug}/voice/").content.decode()
    assert "Here you will see what is held and not said" in facilitator
    assert "Begin a round" in facilitator
    assert "Bring in votes" in facilitator
    member = client_of(space.bob.person).get(f"/c/{space.slug}/voice/").content.decode()
    assert "A facilitator begins a round." in member
    assert "Bring in votes" not in member


def test_where_we_are_tells_what_is_held_back_and_what_waits_for_a_reply(
    twelve: "Space", now: Any, client_of: Callable[..., Client]
) -> None:
    begun = staged.stage(twelve.alice, "released", now=now)
    client = client_of(twelve.bob.person)
    page = client.get(f"/c/{twelve.slug}/where").content.decode()
    assert "Speaking up" in page
    assert "held back" in page
    assert "Method unsaid.statements/3" in page
    assert f"/c/{twelve.slug}/voice/{begun.pk}/statements/1" in page
    assert "wait for a reply" in page
    assert "in the room" in page
    with CaptureQueriesContext(connection) as few:
        client.get(f"/c/{twelve.slug}/where")
    staged.stage(twelve.alice, "released", now=now + timedelta(days=1))
    with CaptureQueriesContext(connection) as more:
        page = client.get(f"/c/{twelve.slug}/where").content.decode()
    assert "In the round before" in page
    assert len(more) <= len(few) + 6, "a second round is looked at once, and never more than one before"


MOST_QUERIES = {"joining": 11, "writing": 11, "voting": 10, "released": 18}


def test_a_page_asks_no_oftener_with_more_people_and_never_often(
    twelve: "Space", now: Any, client_of: Callable[..., Client]
) -> None:
    client = client_of(twelve.bob.person)

    def count(phase: str, later: timedelta) -> int:
        begun = staged.stage(twelve.alice, phase, now=now + later)
        address = f"/c/{twelve.slug}/voice/{begun.pk}"
        client.get(address, secure=True)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address, secure=True).status_code == 200
        return len(asked)

    few = {phase: count(phase, timedelta()) for phase in MOST_QUERIES}
    staged.fill_up(twelve.acme, [f"Quendling {number}" for number in range(12)], now)
    more = {phase: count(phase, timedelta(days=1)) for phase in MOST_QUERIES}
    assert all(few[phase] <= most for phase, most in MOST_QUERIES.items()), few
    assert all(more[phase] <= few[phase] + (phase == "writing") for phase in MOST_QUERIES), (
        few,
        more,
        "writing also reads earlier rounds",
    )
