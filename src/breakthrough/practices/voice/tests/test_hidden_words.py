"""Hidden words leave everything at once: what a member takes along, what others were pointed to, readings in every form."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from breakthrough.practices.voice import actions, queries
from breakthrough.practices.voice.rules.codes import Answer
from breakthrough.practices.voice.rules.traces import Kind
from breakthrough.practices.voice.tests.talks import Rehearsal
from breakthrough.rounds import threads
from breakthrough.rounds.models import Round

HIDDEN = "Mr. Example drinks at work."
TEXTS = [HIDDEN, *(f"We do not say sentence {number}." for number in range(5))]
VOTES = [[Answer("agree"), *[Answer("disagree")] * 5] for _ in range(9)]


def hidden_in(rehearsed: Rehearsal, kept: Round) -> int:
    """Hide the statement that holds the words, and return its number."""
    number = next(one.number for one in queries.list_said(rehearsed.host, kept.pk) if one.text == HIDDEN)
    actions.hide(
        member=rehearsed.host, round=kept, number=number, reason="It names somebody.", now=rehearsed.clock.now
    )
    return number


def test_who_replied_takes_their_own_words_along_and_not_the_hidden_ones(rehearsed: Rehearsal) -> None:
    kept, lena = rehearsed.begin(), next(one for one in rehearsed.people if one.leads)
    rehearsed.through(kept, TEXTS, VOTES)
    number = next(one.number for one in queries.list_said(lena, kept.pk) if one.text == HIDDEN)
    now = rehearsed.clock.now
    actions.reply(member=lena, round=kept, number=number, text="Heard.", now=now)
    actions.link_outcome(member=lena, round=kept, number=number, kind=Kind("other"), title="A talk", now=now)
    assert HIDDEN in json.dumps(actions.export_records(lena))
    hidden_in(rehearsed, kept)
    taken: Any = actions.export_records(lena)
    assert HIDDEN not in json.dumps(taken)
    assert [(one["statement"], one["text"]) for one in taken["replies"]] == [("", "Heard.")]
    assert [(one["statement"], one["title"]) for one in taken["outcomes"]] == [("", "A talk")]


def test_what_others_keep_of_a_statement_is_its_number_and_not_its_words(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin()
    rehearsed.through(kept, TEXTS, VOTES)
    number = next(one.number for one in queries.list_said(rehearsed.host, kept.pk) if one.text == HIDDEN)
    key = queries.key_of(kept.pk, number)
    source = threads.find_source(rehearsed.host, "voice", key)
    assert source is not None
    assert (source.title, source.kept_title) == (HIDDEN, f"Statement {number} of “Before we decide”")
    hidden_in(rehearsed, kept)
    hidden = threads.find_source(rehearsed.host, "voice", key)
    assert hidden is not None, "what came of it still knows where it came from"
    assert hidden.title == f"The words of statement {number} are hidden."


def test_a_hidden_statement_leaves_the_reading_as_a_file_and_over_the_api(
    counted: Rehearsal, client_of: Callable[[Any], Client]
) -> None:
    kept = counted.begin()
    counted.through(kept, TEXTS, VOTES)
    client, slug = client_of(counted.host.person), counted.host.collaboration.slug
    addresses = (
        f"/c/{slug}/voice/{kept.pk}/reading.json",
        f"/api/collaborations/{slug}/voice/rounds/{kept.pk}/reading",
    )
    before = [client.get(one).json()["value"] for one in addresses]
    assert {row["statement"] for row in before[0]["shares"]} == {"1", "2", "3", "4", "5", "6"}
    assert before[0] == before[1]
    number = str(hidden_in(counted, kept))
    for address in addresses:
        value = client.get(address).json()["value"]
        named = [
            row["statement"]
            for part in value.values()
            if isinstance(part, list)
            for row in part
            if "statement" in row
        ]
        assert named
        assert number not in named
        assert {**value, "shares": []}.keys() == before[0].keys()
