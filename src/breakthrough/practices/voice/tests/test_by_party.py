"""A round by party says how the parties answered, by their names, with how many people and how sure; any other round says nothing of it."""

import html
import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from breakthrough.ballots.tests import rehearsal
from breakthrough.collaborations.models import Party
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.pages import parties
from breakthrough.practices.voice.rules.codes import Answer
from breakthrough.practices.voice.tests.talks import Rehearsal

TEXTS = [f"We do not say sentence {number}." for number in range(6)]


MOST = "most, 65%, likely between 30 and 90, from 8 to 12 people"
SOME = "some, 35%, likely between 10 and 70, from 8 to 12 people"


def row_of(person: int) -> list[Answer | None]:
    """The first party (people 0 to 8) agrees with what it would not say; the second one parts from it on the first half."""
    is_first = person < 9
    answers: list[Answer | None] = []
    for place in range(6):
        agrees = is_first or place >= 3
        if person in {6, 7, 8, 15, 16, 17}:
            agrees = not agrees
        answers.append(Answer("agree" if agrees else "disagree", aloud="only_here", many="few"))
    return answers


def through(rehearsed: Rehearsal, *, by_party: bool) -> Any:
    rehearsal.gather(rehearsed.host.collaboration, per_party=3, now=rehearsed.clock.now)
    kept = rehearsed.begin(rehearsed.plan(by_party=by_party))
    rehearsed.through(kept, TEXTS, [row_of(person) for person in range(18)])
    return kept


def words_of(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_pages_say_how_the_parties_answered_by_name_in_words_first(
    counted: Rehearsal, client_of: Callable[[Any], Client]
) -> None:
    kept = through(counted, by_party=True)
    client, slug = client_of(counted.host.person), counted.host.collaboration.slug
    names = list(Party.objects.order_by("position").values_list("name", flat=True))
    results = words_of(client, reverse("voice:show", args=[slug, kept.pk]))
    for name in names:
        assert f"{name} : {MOST}" in results  # beside the unsaid
        assert f"{name}: {MOST}" in results  # in the table of all statements
    assert "Party 1" not in results
    unlike = next(
        one.number
        for one in queries.list_said(counted.host, kept.pk)
        if f"{names[1]} : {SOME}"
        in words_of(client, reverse("voice:one_said", args=[slug, kept.pk, one.number]))
    )
    page = words_of(client, reverse("voice:one_said", args=[slug, kept.pk, unlike]))
    assert f"{names[0]} : {MOST}" in page
    told = client.get(f"/api/collaborations/{slug}/voice/talks/{kept.pk}/unsaid").json()
    assert list(told["parties"].values()) == names


def test_a_round_that_is_not_by_party_says_nothing_of_parties(
    counted: Rehearsal, client_of: Callable[[Any], Client]
) -> None:
    kept = through(counted, by_party=False)
    client, slug = client_of(counted.host.person), counted.host.collaboration.slug
    for address in (
        reverse("voice:show", args=[slug, kept.pk]),
        reverse("voice:one_said", args=[slug, kept.pk, 1]),
    ):
        assert "took a side" not in words_of(client, address)
    assert client.get(f"/api/collaborations/{slug}/voice/talks/{kept.pk}/unsaid").json()["parties"] == {}


def test_joined_and_unknown_parties_have_names_that_can_be_read() -> None:
    known = {1: "North", 2: "South"}
    assert parties.name_of("1", known) == "North"
    assert parties.name_of("1+2", known) == "North + South"
    assert parties.name_of("0", known) == "The other parties together"
    assert parties.name_of("7", known) == "Party 7"


def test_from_eight_people_on_the_words_are_followed_by_a_share_and_its_interval() -> None:
    from breakthrough.measures.shares import publish_count
    from breakthrough.measures.unsaid.results import CellShare

    share = publish_count(6, 9)
    assert share is not None
    line = parties.list_lines([CellShare(0, share), CellShare(1, share)], {1: "North"})
    assert [one.name for one in line] == ["North", "The other parties together"]
    assert line[0].words == "most, 65%, likely between 30 and 90, from 8 to 12 people"
