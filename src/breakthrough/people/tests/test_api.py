"""The JSON door of people."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from breakthrough.people import actions
from breakthrough.people.models import ApiKey, Person

ME, KEYS = "/api/people/me", "/api/people/me/keys"


@pytest.fixture
def headers(alice: Person) -> dict[str, str]:
    """What a program of Alice's sends."""
    _key, secret = actions.make_api_key(person=alice, name="report", now=timezone.now())
    return {"Authorization": f"Bearer {secret}"}


def test_a_program_sees_whom_it_acts_for(browser: Client, alice: Person, headers: dict[str, str]) -> None:
    answer = browser.get(ME, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["id"] == str(alice.pk)
    assert answer.json()["is_guest"] is False
    assert ApiKey.objects.get().used_date == timezone.now().date()


def test_the_day_of_the_last_use_is_written_once_a_day(
    browser: Client, headers: dict[str, str], django_assert_num_queries: Callable[[int], Any]
) -> None:
    browser.get(ME, headers=headers)
    with django_assert_num_queries(1):
        browser.get(ME, headers=headers)


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer ", "Bearer bt_wrong", "Basic YTpi", "Bearer " + "x" * 5000, "Bearer \xff"]
)
def test_without_a_key_that_works_nothing_is_told(browser: Client, alice: Person, sent: str) -> None:
    answer = browser.get(ME, headers={"Authorization": sent})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/not-signed-in"


def test_a_session_works_too_but_writes_need_the_token(
    alice: Person, client_of: Callable[[Person], Client]
) -> None:
    own = client_of(alice)
    assert own.get(ME).json()["name"] == "Alice"
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = own.cookies
    assert (
        strict.patch(ME, json.dumps({"name": "Mallory"}), content_type="application/json").status_code == 403
    )
    alice.refresh_from_db()
    assert alice.name == "Alice"


def test_name_and_language_change_one_at_a_time(
    browser: Client, alice: Person, headers: dict[str, str]
) -> None:
    answer = _send(browser, "patch", ME, {"name": " Alice  B. "}, headers)
    assert (answer.status_code, answer.json()["name"], answer.json()["language"]) == (200, "Alice B.", "")
    assert _send(browser, "patch", ME, {"language": "de"}, headers).json()["language"] == "de"


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "a\x00b"},
        {"name": "x" * 10_000},
        {"name": 7},
        {"name": ["a"]},
        {"name": "\u202e"},
        {"language": "tlh"},
        {"language": "x" * 10_000},
        {"language": 1},
        {"email": "mallory@example.org"},
        "text",
        [],
        None,
    ],
)
def test_what_does_not_fit_is_a_problem(
    browser: Client, alice: Person, headers: dict[str, str], change: object
) -> None:
    answer = _send(browser, "patch", ME, change, headers)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 422
    alice.refresh_from_db()
    assert alice.name == "Alice"


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_a_problem(browser: Client, headers: dict[str, str], body: bytes) -> None:
    answer = browser.generic("PATCH", ME, body, content_type="application/json", headers=headers)
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_a_deleted_person_s_key_is_dead(browser: Client, alice: Person, headers: dict[str, str]) -> None:
    actions.erase_person(person=alice, now=timezone.now())
    assert browser.get(ME, headers=headers).status_code == 401


def test_keys_are_made_listed_and_revoked(browser: Client, bob: Person, headers: dict[str, str]) -> None:
    made = _send(browser, "post", KEYS, {"name": "second"}, headers)
    assert made.status_code == 201
    fresh = made.json()
    assert browser.get(ME, headers={"Authorization": f"Bearer {fresh['secret']}"}).status_code == 200
    listed = browser.get(KEYS, headers=headers).json()
    assert [key["name"] for key in listed] == ["report", "second"]
    assert "secret" not in listed[1]
    assert browser.delete(f"{KEYS}/{fresh['id']}", headers=headers).status_code == 204
    assert browser.get(ME, headers={"Authorization": f"Bearer {fresh['secret']}"}).status_code == 401
    foreign, _secret = actions.make_api_key(person=bob, name="bob", now=timezone.now())
    for unknown in (fresh["id"], str(foreign.pk), str(uuid.uuid4())):
        assert browser.delete(f"{KEYS}/{unknown}", headers=headers).status_code == 404
    assert browser.delete(f"{KEYS}/nonsense", headers=headers).status_code == 422


def test_the_export_is_the_one_of_the_page(
    browser: Client, alice: Person, headers: dict[str, str], client_of: Callable[[Person], Client]
) -> None:
    answer = browser.get(f"{ME}/export", headers=headers)
    assert answer.json() == json.loads(client_of(alice).get("/people/me/export").content)


def _send(browser: Client, verb: str, path: str, body: object, headers: dict[str, str]) -> Any:
    return browser.generic(
        verb.upper(), path, json.dumps(body), content_type="application/json", headers=headers
    )
