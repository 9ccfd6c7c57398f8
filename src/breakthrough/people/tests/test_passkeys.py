"""Passkeys through the pages, with a device in software."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from breakthrough.kernel.problem import Problem
from breakthrough.people import ceremony
from breakthrough.people.models import Passkey, Person
from breakthrough.people.tests.device import Device, written

ClientOf = Callable[[Person], Client]
PASSKEYS, ENTER = "/people/passkeys", "/people/sign-in/passkey"


@pytest.fixture
def device(alice: Person, client_of: ClientOf) -> Device:
    """Alice's phone, whose passkey is kept."""
    phone = Device()
    assert _keep(client_of(alice), phone).status_code == 303
    return phone


def test_a_passkey_is_added_and_signs_in(alice: Person, device: Device, browser: Client) -> None:
    answer = _enter(browser, device, next="/people/me/keys")
    assert (answer.status_code, answer["Location"]) == (303, "/people/me/keys")
    assert browser.get("/people/me").context["person"] == alice
    assert Passkey.objects.get().used_date is not None


def test_the_list_shows_passkeys_and_removes_them(
    alice: Person, device: Device, browser: Client, client_of: ClientOf
) -> None:
    own = client_of(alice)
    assert "My phone" in own.get(PASSKEYS).content.decode()
    passkey = Passkey.objects.get()
    assert own.post(f"{PASSKEYS}/{passkey.pk}/removal").status_code == 303
    assert _enter(browser, device).status_code == 422


def test_nobody_removes_another_person_s_passkey(device: Device, bob: Person, client_of: ClientOf) -> None:
    passkey = Passkey.objects.get()
    assert client_of(bob).post(f"{PASSKEYS}/{passkey.pk}/removal").status_code == 404
    assert Passkey.objects.exists()


def test_an_answer_works_once(device: Device, browser: Client) -> None:
    answer = device.enter(browser.post(f"{ENTER}/question").json())
    assert browser.post(ENTER, {"answer": answer}).status_code == 303
    other = Client()
    assert other.post(ENTER, {"answer": answer}).status_code == 422
    browser.post("/people/sign-out")
    assert browser.post(ENTER, {"answer": answer}).status_code == 422


def test_an_answer_to_another_browser_s_question_is_refused(device: Device, browser: Client) -> None:
    answer = device.enter(browser.post(f"{ENTER}/question").json())
    other = Client()
    other.post(f"{ENTER}/question")
    assert other.post(ENTER, {"answer": answer}).status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://evil.example:8000"},
        {"site": "evil.example"},
        {"verifies_user": False},
        {"belongs_to": b"somebody else 16"},
    ],
)
def test_an_answer_that_was_made_elsewhere_or_for_another_is_refused(
    device: Device, browser: Client, change: dict[str, object]
) -> None:
    for name, value in change.items():
        setattr(device, name, value)
    answer = _enter(browser, device)
    assert answer.status_code == 422
    assert "did not work here" in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_another_device_s_signature_is_refused(device: Device, browser: Client) -> None:
    forged = Device(credential_id=device.credential_id, belongs_to=device.belongs_to)
    assert _enter(browser, forged).status_code == 422


def test_a_copied_passkey_shows_by_its_counter(alice: Person, browser: Client, client_of: ClientOf) -> None:
    phone = Device(counter=7)
    _keep(client_of(alice), phone)
    assert _enter(browser, phone).status_code == 422
    phone.counter = 8
    assert _enter(Client(), phone).status_code == 303
    assert _enter(Client(), phone).status_code == 422


def test_making_a_passkey_needs_the_device_to_know_its_human(alice: Person, client_of: ClientOf) -> None:
    assert _keep(client_of(alice), Device(verifies_user=False)).status_code == 422
    assert not Passkey.objects.exists()


def test_the_same_passkey_is_not_kept_twice(
    device: Device, alice: Person, bob: Person, client_of: ClientOf
) -> None:
    again = _keep(client_of(bob), device)
    assert again.status_code == 422
    assert "already kept" in again.content.decode()
    assert Passkey.objects.count() == 1


def test_the_question_names_the_passkeys_a_device_has_already(
    device: Device, alice: Person, client_of: ClientOf
) -> None:
    question = client_of(alice).post(f"{PASSKEYS}/question").json()["publicKey"]
    assert [known["id"] for known in question["excludeCredentials"]] == [written(device.credential_id)]
    assert question["authenticatorSelection"]["residentKey"] == "required"


def test_a_guest_may_keep_a_passkey_too(gina: Person, browser: Client, client_of: ClientOf) -> None:
    phone = Device()
    assert _keep(client_of(gina), phone).status_code == 303
    assert _enter(browser, phone).status_code == 303
    assert browser.get("/people/me").context["person"] == gina


def test_signing_in_with_a_passkey_never_leads_elsewhere(device: Device, browser: Client) -> None:
    assert _enter(browser, device, next="//evil.example/")["Location"] == "/"


def test_only_signed_in_people_make_passkeys(browser: Client) -> None:
    assert browser.post(f"{PASSKEYS}/question").status_code == 302
    assert browser.post(PASSKEYS, {"name": "x", "answer": "{}"}).status_code == 302


HOSTILE = [
    "",
    "null",
    "[]",
    '"x"',
    "{}",
    "\x00",
    "{" * 19_000,
    '{"rawId": 7}',
    '{"rawId": "a", "id": "a", "response": []}',
    "x" * 50_000,
]


@pytest.mark.parametrize("answer", HOSTILE)
def test_hostile_answers_are_refused_in_words(
    device: Device, alice: Person, client_of: ClientOf, browser: Client, answer: str
) -> None:
    browser.post(f"{ENTER}/question")
    assert browser.post(ENTER, {"answer": answer}).status_code == 422
    own = client_of(alice)
    own.post(f"{PASSKEYS}/question")
    assert own.post(PASSKEYS, {"name": "x", "answer": answer}).status_code == 422


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.dictionaries(
        st.sampled_from(
            ["attestationObject", "clientDataJSON", "authenticatorData", "signature", "userHandle"]
        ),
        st.binary(max_size=300),
    )
)
def test_any_octets_in_an_answer_are_refused_with_a_problem(parts: dict[str, bytes]) -> None:
    answer = {
        "id": "AAAA",
        "rawId": "AAAA",
        "type": "public-key",
        "response": {name: written(octets) for name, octets in parts.items()},
    }
    state = {"challenge": "AAAA", "user_verification": "required"}
    for finish in (
        lambda: ceremony.finish_keeping(address="http://localhost:8000", state=state, answer=answer),
        lambda: ceremony.finish_signing_in(
            address="http://localhost:8000",
            state=state,
            answer=answer,
            person_id=b"",
            public_part="",
            counter=0,
        ),
    ):
        with pytest.raises(Problem):
            finish()


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("http://localhost:8000", True),
        ("https://b.example", True),
        ("http://b.example", False),
        ("http://127.0.0.1:8000", False),
    ],
)
def test_passkeys_are_offered_only_where_browsers_allow_them(
    browser: Client, alice: Person, client_of: ClientOf, settings: object, address: str, possible: bool
) -> None:
    settings.ADDRESS = address  # type: ignore[attr-defined]
    assert (b"data-passkey" in browser.get("/people/sign-in").content) is possible
    assert browser.post(f"{ENTER}/question").status_code == (200 if possible else 409)
    page = client_of(alice).get(PASSKEYS)
    assert (b"data-passkey" in page.content) is possible
    assert page.status_code == 200


def _keep(own: Client, device: Device) -> Any:
    question = own.post(f"{PASSKEYS}/question").json()
    return own.post(PASSKEYS, {"name": "My phone", "answer": device.make(question)})


def _enter(browser: Client, device: Device, **more: str) -> Any:
    question = browser.post(f"{ENTER}/question").json()
    assert json.dumps(question)
    return browser.post(ENTER, {"answer": device.enter(question), **more})
