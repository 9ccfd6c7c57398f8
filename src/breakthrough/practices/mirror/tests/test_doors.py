"""The doors of a Mirror: forms that come back with a sentence, the API's own way through, and what is never taken."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from breakthrough.practices.mirror import queries
from breakthrough.practices.mirror.models import Setup
from breakthrough.practices.mirror.tests import staged
from breakthrough.practices.mirror.tests.mirrors import LOW, Rehearsal

if TYPE_CHECKING:
    from breakthrough.conftest import Space
    from breakthrough.rounds.models import Round

ClientOf = Callable[..., Client]
VIEW = [4, 4, 5, 0, 3, 3, 2, 2]


@pytest.fixture
def hers(space: "Space", client_of: ClientOf) -> Client:
    """Lena's browser."""
    space.lena.refresh_from_db()
    return client_of(space.lena.person)


@pytest.fixture
def over(space: "Space", now: datetime, hers: Client) -> "Round":
    """A mirror of Lena's that is over."""
    return staged.release(space.lena, answers=[LOW] * 8, now=now)


def page(kept: "Round", path: str = "") -> str:
    """Return the address of a page of a mirror."""
    return f"/c/{kept.collaboration.slug}/mirror/{kept.pk}{path}"


def test_a_leader_begins_in_three_steps_and_comes_out_at_the_draft(space: "Space", hers: Client) -> None:
    sent = hers.post(f"/c/{space.slug}/mirror/begin", {"mode": "room"})
    own = sent["Location"]
    assert own.endswith("/own")
    text = hers.get(own).content.decode()
    assert "How do you see yourself?" in text
    assert text.count("<fieldset") == 8
    expected = hers.post(own, {f"own_{place}": code for place, code in enumerate(VIEW)})["Location"]
    assert expected.endswith("/expected")
    shown = hers.post(expected, {f"predicted_{place}": code for place, code in enumerate(VIEW)})["Location"]
    text = hers.get(shown).content.decode()
    assert "At least five others are needed" in text
    assert "Let people join" in text
    setup = Setup.objects.get()
    assert (setup.own, setup.predicted, setup.mode, setup.round.title) == (
        VIEW,
        VIEW,
        "room",
        "Mirror, November 2026",
    )
    again = hers.get(own).content.decode()
    assert again.count(" checked") == 8
    refused = hers.post(f"{shown}/preparation")
    assert refused.status_code == 409
    assert "Invite some more first" in refused.content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Answer this sentence or the next one."),
        ({f"own_{place}": "4" for place in range(6)}, "Answer this sentence or the next one."),
        ({f"own_{place}": "9" for place in range(8)}, "Choose one of the answers of this sentence."),
        ({**{f"own_{place}": "4" for place in range(7)}, "own_7": "4\0"}, "Choose one of the answers"),
        ({**{f"own_{place}": "4" for place in range(7)}, "own_7": "x" * 10_000}, "Choose one of the answers"),
    ],
)
def test_a_form_that_does_not_fit_comes_back_with_a_sentence(
    space: "Space", now: datetime, hers: Client, sent: dict[str, str], words: str
) -> None:
    kept = staged.draft(space.lena, now=now)
    answer = hers.post(page(kept, "/own"), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Setup.objects.get().own == staged.OWN


@pytest.mark.parametrize("words", ["", " ", "a" * 301, "a\0b", "a\u202eb"])
def test_a_pledge_that_does_not_fit_comes_back_on_the_page_of_the_result(
    over: "Round", hers: Client, words: str
) -> None:
    answer = hers.post(page(over, "/pledge"), {"words": words})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Something needs another look" in text
    assert "You see yourself higher" in text


@pytest.mark.parametrize("facets", [[], ["nonsense"], ["openness", "x" * 5_000], ["open\0ness"]])
def test_showing_nothing_or_something_unknown_comes_back_with_a_sentence(
    over: "Round", hers: Client, facets: list[str]
) -> None:
    answer = hers.post(page(over, "/shown"), {"facets": facets})
    assert answer.status_code == 422
    assert "Choose" in answer.content.decode()


def test_what_was_shown_is_no_longer_offered_and_showing_it_again_changes_nothing(
    over: "Round", hers: Client
) -> None:
    for _ in range(2):
        assert hers.post(page(over, "/shown"), {"facets": ["openness", "failing"]}).status_code == 303
    text = hers.get(page(over)).content.decode()
    assert "Openness, not control, Safe to fail." in text
    assert 'value="openness"' not in text
    assert 'value="challenge"' in text


def test_the_list_says_whose_mirror_it_is_and_the_same_to_everybody(
    over: "Round", space: "Space", client_of: ClientOf, hers: Client
) -> None:
    mine = hers.get(f"/c/{space.slug}/mirror/").content.decode()
    assert "Begin a mirror" in mine
    assert "yours" in mine
    theirs = client_of(space.bob.person).get(f"/c/{space.slug}/mirror/").content.decode()
    assert "<bdi>Lena</bdi> · answered" in theirs
    assert "Begin a mirror" not in theirs
    hers.post(page(over, "/shown"), {"facets": ["openness"]})
    assert client_of(space.bob.person).get(f"/c/{space.slug}/mirror/").content.decode().count("answered") == 1


def test_where_we_are_offers_a_mirror_to_whoever_leads_and_never_held_one(
    space: "Space", client_of: ClientOf, hers: Client, now: datetime
) -> None:
    from breakthrough.practices.mirror import pages

    space.lena.refresh_from_db()
    (step,) = pages.find_evidence(space.lena).steps
    assert step.address.endswith("/mirror/begin")
    assert not pages.find_evidence(space.bob).steps
    staged.release(space.lena, answers=[LOW] * 8, now=now)
    found = pages.find_evidence(space.lena)
    assert (found.steps, found.findings, found.threads, found.position) == ((), (), (), None)


def test_a_facilitator_who_also_leads_holds_a_mirror_up_and_one_who_does_not_is_told(
    space: "Space", client_of: ClientOf
) -> None:
    from breakthrough.collaborations.models import Member

    alice = client_of(space.alice.person)
    begin = f"/c/{space.slug}/mirror/begin"
    refused = alice.get(begin)
    assert refused.status_code == 403
    assert "begun by somebody who leads, for themselves" in refused.content.decode()
    Member.objects.filter(pk=space.alice.pk).update(also_leads=True)
    assert alice.post(begin, {"mode": "days"}).status_code == 303


def test_a_program_goes_from_the_draft_to_the_result(counted: Rehearsal, client_of: ClientOf) -> None:
    hers = client_of(counted.lena.person)
    at = f"/api/collaborations/{counted.space.slug}/mirror/mirrors"

    def send(path: str, body: Any = None, *, method: str = "post") -> Any:
        answer = getattr(hers, method)(f"{at}{path}", json.dumps(body or {}), content_type="application/json")
        return answer.status_code, json.loads(answer.content or b"null")

    status, made = send("", {"title": "Mirror by program", "mode": "room"})
    assert (status, made["phase"], made["is_own"], made["own"]) == (201, "draft", True, [])
    assert [one["facet"] for one in made["asked"]][::2] == ["openness", "challenge", "failing", "relations"]
    mirror = f"/{made['id']}"
    status, refused = send(f"{mirror}/preparation")
    assert (status, refused["type"]) == (409, "/problems/own-view-first")
    status, told = send(f"{mirror}/own-view", {"own": VIEW, "predicted": VIEW}, method="put")
    assert (status, told["own"], told["predicted"]) == (200, VIEW, VIEW)
    kept = queries.get_round(counted.lena, made["id"])
    counted.prepare(kept)
    status, told = send(f"{mirror}/answering")
    assert (status, told["phase"], told["allowed"]) == (200, "open", ["close", "give_time"])
    assert send(f"{mirror}/time", {"minutes": 5})[0] == 200
    counted.answer(kept, [LOW] * 10)
    counted.close(kept)
    result = json.loads(hers.get(f"{at}{mirror}/result").content)
    assert (result["status"], len(result["facets"]), result["method"]) == ("shown", 4, "mirror.facets/1")
    status, result = send(f"{mirror}/shown", {"facets": ["failing"]})
    assert (status, result["shown"]) == (200, ["failing"])
    status, result = send(f"{mirror}/pledge", {"words": "I speak last."})
    assert (status, result["pledge"]) == (200, "I speak last.")


@pytest.mark.parametrize(
    "body",
    [
        {"own": [4] * 7, "predicted": [4] * 8},
        {"own": [4] * 8},
        {"own": [8] * 8, "predicted": [4] * 8},
        {"own": ["4"] * 8, "predicted": [4] * 8},
        {"own": [True] * 8, "predicted": [4] * 8},
        {"own": [4.5] * 8, "predicted": [4] * 8},
        {"own": [0] * 8, "predicted": [4] * 8},
        {"own": [4] * 8, "predicted": [4] * 8, "others": [1] * 8},
        {"own": [4] * 100_000, "predicted": [4] * 8},
    ],
)
def test_a_program_that_sends_what_does_not_fit_is_told_so(
    space: "Space", now: datetime, hers: Client, body: dict[str, Any]
) -> None:
    kept = staged.draft(space.lena, now=now)
    address = f"/api/collaborations/{space.slug}/mirror/mirrors/{kept.pk}/own-view"
    answer = hers.put(address, json.dumps(body), content_type="application/json")
    assert answer.status_code == 422
    assert json.loads(answer.content)["detail"]
    assert Setup.objects.get().own == staged.OWN
