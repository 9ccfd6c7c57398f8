"""What was said sealed becomes a promise, and each of the two pages leads to the other."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from breakthrough.practices.promises.models import PromiseOrigin
from breakthrough.practices.voice import queries
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_statement_becomes_a_promise_and_both_pages_say_so(
    world: World, clients: Callable[[str], Client]
) -> None:
    slug, said = world.places["slug"], world.places["said"]
    alice = clients("alice")
    statement = f"/c/{slug}/voice/{said}/statements/2"
    page = alice.get(statement).content.decode()
    origin = f"voice:{queries.key_of(uuid.UUID(said), 2)}"
    assert "Ask for a promise" in page
    asked = alice.post(
        f"/c/{slug}/promises/request",
        {
            "to_1": world.places["bob"],
            "what": "Say early when the date slips.",
            "due_date": (timezone.now() + timedelta(days=20)).date().isoformat(),
            "origin": origin,
        },
    )
    assert asked.status_code == 303, asked.content.decode()[:2000]
    page = alice.get(statement).content.decode()
    assert "Say early when the date slips." in page
    promise = alice.get(asked["Location"]).content.decode()
    assert "We are all late." in promise
    assert statement in promise


def test_a_promise_does_not_keep_the_words_of_a_statement_that_is_hidden_later(
    world: World, clients: Callable[[str], Client]
) -> None:
    slug, said = world.places["slug"], world.places["said"]
    alice, number = clients("alice"), 2
    asked = alice.post(
        f"/c/{slug}/promises/request",
        {
            "to_1": world.places["bob"],
            "what": "Say early when the date slips.",
            "due_date": (timezone.now() + timedelta(days=20)).date().isoformat(),
            "origin": f"voice:{queries.key_of(uuid.UUID(said), number)}",
        },
    )
    promise = asked["Location"]
    api = f"/api/collaborations/{slug}/promises/{promise.rstrip('/').rsplit('/', 1)[1]}"
    assert alice.get(api).json()["origin"]["title"] == "We are all late."
    hidden = alice.put(
        f"/api/collaborations/{slug}/voice/talks/{said}/statements/{number}/hiding",
        {"reason": "It names somebody."},
        content_type="application/json",
    )
    assert hidden.status_code == 204, hidden.content.decode()
    assert "We are all late." not in alice.get(promise).content.decode()
    assert alice.get(api).json()["origin"]["title"] == "The words of statement 2 are hidden."
    kept = PromiseOrigin.objects.order_by("-promise__made_at").first()
    assert kept is not None
    assert "We are all late." not in kept.title
