"""Signing in and signing up by e-mail code, through the pages."""

import smtplib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from breakthrough.people import actions, pace, rules
from breakthrough.people.models import Attempt, EmailCode, Person

Newest = Callable[[], str]
SIGN_IN, CODE, NAME = "/people/sign-in", "/people/sign-in/code", "/people/sign-in/name"


def test_someone_unknown_makes_an_account_with_address_code_and_name(
    browser: Client, newest_code: Newest
) -> None:
    assert browser.get(SIGN_IN).status_code == 200
    answer = browser.post(SIGN_IN, {"email": " Dora@Example.org "})
    assert (answer.status_code, answer["Location"]) == (303, CODE)
    assert mail.outbox[-1].to == ["dora@example.org"]
    assert "dora@example.org" in browser.get(CODE).content.decode()
    answer = browser.post(CODE, {"code": newest_code()})
    assert answer["Location"] == NAME
    assert not Person.objects.filter(email="dora@example.org").exists()
    answer = browser.post(NAME, {"name": "  Dora   D. "})
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert Person.objects.get(email="dora@example.org").name == "Dora D."
    assert "dora@example.org" in browser.get("/people/me").content.decode()


def test_someone_known_signs_in_with_the_code(browser: Client, alice: Person, newest_code: Newest) -> None:
    browser.post(SIGN_IN, {"email": "ALICE@acme.example", "next": "/people/me/keys"})
    answer = browser.post(CODE, {"code": newest_code()})
    assert answer["Location"] == "/people/me/keys"
    assert browser.get("/people/me").context["person"] == alice


def test_known_and_unknown_addresses_get_the_same_answers(browser: Client, alice: Person) -> None:
    pages, letters = [], []
    for address in ("alice@acme.example", "nobody@acme.example"):
        visitor = Client()
        answer = visitor.post(SIGN_IN, {"email": address})
        shown = visitor.get(CODE).content.decode()
        wrong = visitor.post(CODE, {"code": "not it"})
        texts = [shown, wrong.content.decode()]
        pages.append(
            (
                answer.status_code,
                answer["Location"],
                wrong.status_code,
                [_without_tokens(text, address) for text in texts],
            )
        )
        letters.append(len(mail.outbox))
    assert pages[0] == pages[1]
    assert letters == [1, 2]


@pytest.mark.parametrize("typed", ["000000", "", "12345", "\x00", "x" * 10_000, "<b>1</b>", "۱۲۳۴۵۶"])
def test_a_wrong_code_is_refused_in_words(
    browser: Client, alice: Person, newest_code: Newest, typed: str
) -> None:
    browser.post(SIGN_IN, {"email": "alice@acme.example"})
    typed = typed if typed != newest_code() else "111111"
    answer = browser.post(CODE, {"code": typed})
    assert answer.status_code == 422
    assert "_auth_user_id" not in browser.session


def test_a_code_stops_working_after_five_wrong_tries(
    browser: Client, alice: Person, newest_code: Newest
) -> None:
    browser.post(SIGN_IN, {"email": "alice@acme.example"})
    right = newest_code()
    wrong = "000000" if right != "000000" else "000001"
    for _try in range(5):
        answer = browser.post(CODE, {"code": wrong})
    assert "no longer works" in answer.content.decode()
    assert browser.post(CODE, {"code": right}).status_code == 422
    assert "_auth_user_id" not in browser.session


def test_a_code_works_once_and_only_in_the_browser_that_asked(
    browser: Client, alice: Person, newest_code: Newest
) -> None:
    browser.post(SIGN_IN, {"email": "alice@acme.example"})
    code = newest_code()
    other = Client()
    assert other.post(CODE, {"code": code})["Location"] == SIGN_IN
    assert browser.post(CODE, {"code": code}).status_code == 303
    assert not EmailCode.objects.exists()


def test_a_code_no_longer_works_after_fifteen_minutes(
    browser: Client, alice: Person, newest_code: Newest
) -> None:
    browser.post(SIGN_IN, {"email": "alice@acme.example"})
    EmailCode.objects.update(made_at=timezone.now() - timedelta(minutes=16))
    answer = browser.post(CODE, {"code": newest_code()})
    assert answer.status_code == 422
    assert "no longer works" in answer.content.decode()


def test_codes_are_stored_unreadably(browser: Client, newest_code: Newest) -> None:
    browser.post(SIGN_IN, {"email": "dora@example.org"})
    kept = EmailCode.objects.get()
    assert newest_code() not in (kept.code_hash, str(kept.pk))
    assert newest_code() not in str(dict(browser.session.items()))
    assert len(kept.code_hash) == 64


def test_the_sixth_code_in_ten_minutes_has_to_wait(browser: Client) -> None:
    for _code in range(5):
        assert browser.post(SIGN_IN, {"email": "dora@example.org"}).status_code == 303
    answer = browser.post(SIGN_IN, {"email": "Dora@example.org"})
    assert answer.status_code == 429
    assert "Wait ten minutes" in answer.content.decode()
    assert len(mail.outbox) == 5
    assert browser.post(SIGN_IN, {"email": "emil@example.org"}).status_code == 303


def test_one_place_cannot_send_mail_to_the_whole_world(browser: Client) -> None:
    now = timezone.now()
    for _letter in range(rules.MAIL_FROM_CLIENT.limit):
        pace.note(rules.MAIL_FROM_CLIENT, "127.0.0.1", now=now)
    assert browser.post(SIGN_IN, {"email": "dora@example.org"}).status_code == 429
    assert browser.post(SIGN_IN, {"email": "dora@example.org"}, REMOTE_ADDR="10.0.0.7").status_code == 303


def test_attempts_hold_no_addresses_and_go_after_a_day(browser: Client) -> None:
    browser.post(SIGN_IN, {"email": "dora@example.org"})
    assert not Attempt.objects.filter(source__contains="dora").exists()
    assert {len(source) for source in Attempt.objects.values_list("source", flat=True)} == {64}
    Attempt.objects.update(at=timezone.now() - timedelta(hours=25))
    browser.post(SIGN_IN, {"email": "dora@example.org"})
    assert Attempt.objects.count() == 3


def test_very_many_wrong_codes_for_one_address_have_to_wait(
    browser: Client, alice: Person, newest_code: Newest
) -> None:
    now = timezone.now()
    for _try in range(rules.WRONG_CODE_FOR_ADDRESS.limit):
        pace.note(rules.WRONG_CODE_FOR_ADDRESS, "alice@acme.example", now=now)
    browser.post(SIGN_IN, {"email": "alice@acme.example"})
    assert browser.post(CODE, {"code": newest_code()}).status_code == 429


@pytest.mark.parametrize(
    "address",
    [
        "",
        "bob",
        "a\x00@example.org",
        "x" * 10_000 + "@example.org",
        "<b>@example.org",
        "a@b@c.org",
        "a@exa mple.org",
    ],
)
def test_what_is_no_address_is_refused_at_its_field(browser: Client, address: str) -> None:
    answer = browser.post(SIGN_IN, {"email": address})
    assert answer.status_code == 422
    assert answer.context["form"].errors["email"]
    assert mail.outbox == []


@pytest.mark.parametrize("name", ["", "  ", "\x00", "x" * 10_000, "\u200b"])
def test_an_account_needs_a_name_people_can_read(browser: Client, newest_code: Newest, name: str) -> None:
    browser.post(SIGN_IN, {"email": "dora@example.org"})
    browser.post(CODE, {"code": newest_code()})
    assert browser.post(NAME, {"name": name}).status_code == 422
    assert not Person.objects.filter(email="dora@example.org").exists()


def test_names_are_shown_as_text_and_never_as_markup(browser: Client, newest_code: Newest) -> None:
    browser.post(SIGN_IN, {"email": "dora@example.org"})
    browser.post(CODE, {"code": newest_code()})
    browser.post(NAME, {"name": "<script>alert(1)</script>"})
    page = browser.get("/people/me").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_nobody_gets_past_the_code(browser: Client, alice: Person) -> None:
    assert browser.get(CODE)["Location"] == SIGN_IN
    assert browser.get(NAME)["Location"] == SIGN_IN
    assert browser.post(NAME, {"name": "Mallory"})["Location"] == SIGN_IN
    browser.post(SIGN_IN, {"email": "alice@acme.example"})
    assert browser.post(NAME, {"name": "Mallory"})["Location"] == SIGN_IN


def test_a_proof_of_an_address_is_forgotten_after_half_an_hour(browser: Client, newest_code: Newest) -> None:
    browser.post(SIGN_IN, {"email": "dora@example.org"})
    browser.post(CODE, {"code": newest_code()})
    session = browser.session
    session["people.proven"] = {**session["people.proven"], "at": timezone.now().timestamp() - 1801}
    session.save()
    assert browser.post(NAME, {"name": "Dora"})["Location"] == SIGN_IN


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "http:///evil.example",
        "/x" * 2000,
    ],
)
def test_signing_in_never_leads_to_another_site(
    browser: Client, alice: Person, newest_code: Newest, elsewhere: str
) -> None:
    browser.get(SIGN_IN, {"next": elsewhere})
    browser.post(SIGN_IN, {"email": "alice@acme.example", "next": elsewhere})
    assert browser.post(CODE, {"code": newest_code()})["Location"] == "/"
    assert browser.get(SIGN_IN, {"next": elsewhere})["Location"] == "/"


def test_the_session_gets_a_fresh_identifier_at_every_step_that_gives_rights(
    browser: Client, newest_code: Newest
) -> None:
    browser.post(SIGN_IN, {"email": "dora@example.org"})
    before = browser.session.session_key
    browser.post(CODE, {"code": newest_code()})
    proven = browser.session.session_key
    browser.post(NAME, {"name": "Dora"})
    signed_in = browser.session.session_key
    assert len({before, proven, signed_in}) == 3


def test_forms_without_their_token_are_refused(alice: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(SIGN_IN, {"email": "alice@acme.example"})
    assert answer.status_code == 403
    assert "Go back, reload the page" in answer.content.decode()
    assert mail.outbox == []


def test_signing_out_takes_a_post_and_ends_the_session(
    alice: Person, client_of: Callable[[Person], Client]
) -> None:
    browser = client_of(alice)
    assert browser.get("/people/sign-out").status_code == 200
    assert browser.get("/people/me").status_code == 200
    assert browser.post("/people/sign-out").status_code == 303
    assert browser.get("/people/me")["Location"].startswith(SIGN_IN)


def test_a_guest_is_asked_before_signing_out(gina: Person, client_of: Callable[[Person], Client]) -> None:
    own = client_of(gina)
    assert "You need your return code" in own.post("/people/sign-out").content.decode()
    assert own.get("/people/me").status_code == 200
    assert own.post("/people/sign-out", {"sure": "yes"}).status_code == 303
    assert own.get("/people/me").status_code == 302


def test_a_signed_in_account_is_not_asked_again(alice: Person, client_of: Callable[[Person], Client]) -> None:
    assert client_of(alice).get(SIGN_IN, {"next": "/people/me"})["Location"] == "/people/me"


def test_a_guest_who_signs_in_is_led_to_adding_an_address(
    gina: Person, client_of: Callable[[Person], Client]
) -> None:
    assert client_of(gina).get(SIGN_IN)["Location"] == "/people/me/address"


def test_a_mail_server_that_fails_is_told_kindly(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> int:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(mail, "send_mail", fail)
    answer = browser.post(SIGN_IN, {"email": "dora@example.org"})
    assert answer.status_code == 503
    assert "try again in a few minutes" in answer.content.decode()


def test_people_read_their_mail_in_their_own_language(
    browser: Client, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr(
        "breakthrough.people.letters.send_code", lambda *, to, code, language: spoken.append(language)
    )
    actions.change_profile(person=alice, language="de")
    browser.post(SIGN_IN, {"email": "alice@acme.example"})
    browser.post(SIGN_IN, {"email": "dora@example.org"})
    assert spoken == ["de", "en"]


def test_signing_in_brings_the_person_s_language_along(
    browser: Client, alice: Person, newest_code: Newest
) -> None:
    actions.change_profile(person=alice, language="de")
    browser.post(SIGN_IN, {"email": "alice@acme.example"})
    answer = browser.post(CODE, {"code": newest_code()})
    assert answer.cookies["django_language"].value == "de"


def _without_tokens(text: str, address: str) -> str:
    import re

    return re.sub(r'(name="csrfmiddlewaretoken" value=|x-csrftoken": )"\w+"', "", text).replace(
        address, "ADDRESS"
    )
