"""Guests come back with a return code, become accounts, and become part of accounts, without losing anything."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from breakthrough.kernel.problem import Problem
from breakthrough.people import actions, pace, registry, rules
from breakthrough.people.models import Person, ReturnCode

ClientOf = Callable[[Person], Client]
Newest = Callable[[], str]
RETURN, ADDRESS, CODE, MERGE = (
    "/people/return",
    "/people/me/address",
    "/people/me/address/code",
    "/people/me/address/merge",
)


def test_a_guest_comes_back_on_another_device(gina: Person, client_of: ClientOf, browser: Client) -> None:
    page = client_of(gina).post("/people/me/return-code")
    code = page.context["code"]
    assert len(code) == 14
    assert browser.get(RETURN).status_code == 200
    assert (
        browser.post(RETURN, {"code": code.lower().replace("-", " "), "next": "/people/me"})["Location"]
        == "/people/me"
    )
    assert browser.get("/people/me").context["person"] == gina


def test_a_return_code_is_kept_as_a_hash_and_shown_once(gina: Person, client_of: ClientOf) -> None:
    own = client_of(gina)
    code = own.post("/people/me/return-code").context["code"]
    kept = ReturnCode.objects.get()
    assert code.replace("-", "") not in kept.code_hash.upper()
    assert code not in str(dict(own.session.items()))
    again = own.get("/people/me/return-code").content.decode()
    assert "You have a code already" in again


def test_a_fresh_return_code_replaces_the_one_before(gina: Person, now: object, browser: Client) -> None:
    first = actions.renew_return_code(person=gina, now=timezone.now())
    second = actions.renew_return_code(person=gina, now=timezone.now())
    assert browser.post(RETURN, {"code": first}).status_code == 422
    assert browser.post(RETURN, {"code": second}).status_code == 303


@pytest.mark.parametrize(
    "typed", ["", "BCDF", "BCDF-GHJK-LMNP", "\x00", "x" * 10_000, "<b>bold</b>", "אבגד-אבגד-אבגד"]
)
def test_a_code_that_fits_nobody_is_refused_in_words(gina: Person, browser: Client, typed: str) -> None:
    actions.renew_return_code(person=gina, now=timezone.now())
    assert browser.post(RETURN, {"code": typed}).status_code == 422


def test_guessing_return_codes_has_to_wait(gina: Person, browser: Client) -> None:
    code = actions.renew_return_code(person=gina, now=timezone.now())
    for _guess in range(20):
        assert browser.post(RETURN, {"code": "BCDF-GHJK-LMNP"}).status_code == 422
    waiting = browser.post(RETURN, {"code": code})
    assert waiting.status_code == 429
    assert "Wait ten minutes" in waiting.content.decode()
    assert browser.post(RETURN, {"code": code}, REMOTE_ADDR="10.0.0.7").status_code == 303


def test_neighbours_in_one_ipv6_network_share_their_pace(browser: Client) -> None:
    for _guess in range(20):
        browser.post(RETURN, {"code": "BCDF-GHJK-LMNP"}, REMOTE_ADDR="2001:db8::1")
    assert browser.post(RETURN, {"code": "BCDF-GHJK-LMNP"}, REMOTE_ADDR="2001:db8::2").status_code == 429
    assert browser.post(RETURN, {"code": "BCDF-GHJK-LMNP"}, REMOTE_ADDR="2001:db8:0:1::2").status_code == 422


def test_the_pace_is_free_again_after_its_window(db: None) -> None:
    now = timezone.now()
    for _guess in range(20):
        pace.take(rules.WRONG_RETURN_CODE, "10.0.0.1", now=now)
    with pytest.raises(Problem):
        pace.check(rules.WRONG_RETURN_CODE, "10.0.0.1", now=now + timedelta(minutes=9))
    pace.check(rules.WRONG_RETURN_CODE, "10.0.0.1", now=now + timedelta(minutes=10, seconds=1))


def test_a_guest_becomes_an_account_and_stays_the_same_person(
    gina: Person, client_of: ClientOf, newest_code: Newest, browser: Client
) -> None:
    actions.renew_return_code(person=gina, now=timezone.now())
    own = client_of(gina)
    assert own.post(ADDRESS, {"email": "Gina@Acme.example"})["Location"] == CODE
    assert own.post(CODE, {"code": newest_code()})["Location"] == "/people/me"
    gina.refresh_from_db()
    assert (gina.email, gina.is_guest) == ("gina@acme.example", False)
    assert not ReturnCode.objects.exists()
    browser.post("/people/sign-in", {"email": "gina@acme.example"})
    browser.post("/people/sign-in/code", {"code": newest_code()})
    assert browser.get("/people/me").context["person"] == gina


def test_an_account_moves_to_another_address_and_the_former_one_is_told(
    alice: Person, client_of: ClientOf, newest_code: Newest
) -> None:
    own = client_of(alice)
    own.post(ADDRESS, {"email": "alice@elsewhere.example"})
    own.post(CODE, {"code": newest_code()})
    alice.refresh_from_db()
    assert alice.email == "alice@elsewhere.example"
    assert mail.outbox[-1].to == ["alice@acme.example"]
    assert "no longer signs you in" in str(mail.outbox[-1].body)


def test_an_account_cannot_take_another_account_s_address(
    alice: Person, bob: Person, client_of: ClientOf, newest_code: Newest
) -> None:
    own = client_of(alice)
    own.post(ADDRESS, {"email": "bob@borealis.example"})
    answer = own.post(CODE, {"code": newest_code()})
    assert answer.status_code == 422
    assert "already belongs to another account" in answer.content.decode()
    alice.refresh_from_db()
    assert alice.email == "alice@acme.example"


def test_asking_for_an_address_does_not_tell_whether_it_has_an_account(
    gina: Person, bob: Person, client_of: ClientOf
) -> None:
    own = client_of(gina)
    answers = []
    for address in ("bob@borealis.example", "free@borealis.example"):
        sent = own.post(ADDRESS, {"email": address})
        answers.append((sent.status_code, sent["Location"], own.post(CODE, {"code": "1"}).status_code))
    assert answers[0] == answers[1]
    assert len(mail.outbox) == 2


def test_a_code_for_an_address_does_not_sign_in_and_the_other_way_round(
    alice: Person, gina: Person, client_of: ClientOf, newest_code: Newest
) -> None:
    own = client_of(gina)
    own.post(ADDRESS, {"email": "alice@acme.example"})
    session = own.session
    session["people.waiting"] = session["people.waiting-address"]
    session.save()
    visitor = Client()
    visitor.cookies = own.cookies
    own.logout()
    assert visitor.get("/people/sign-in/code")["Location"] == "/people/sign-in"


def test_a_guest_who_has_an_account_moves_everything_there(
    gina: Person, bob: Person, client_of: ClientOf, newest_code: Newest, moved: list[tuple[Person, Person]]
) -> None:
    own = client_of(gina)
    own.post(ADDRESS, {"email": "bob@borealis.example"})
    assert own.post(CODE, {"code": newest_code()})["Location"] == MERGE
    assert "Bob" in own.get(MERGE).content.decode()
    assert own.post(MERGE)["Location"] == "/people/me"
    assert moved == [(gina, bob)]
    assert own.get("/people/me").context["person"] == bob
    gina.refresh_from_db()
    assert (gina.name, gina.email, gina.is_active, str(gina)) == ("", None, False, "someone who left")


def test_merging_needs_the_proof_of_the_address(
    gina: Person, bob: Person, charlie: Person, client_of: ClientOf, newest_code: Newest
) -> None:
    own = client_of(gina)
    assert own.post(MERGE)["Location"] == ADDRESS
    own.post(ADDRESS, {"email": "bob@borealis.example"})
    assert own.post(MERGE)["Location"] == ADDRESS
    own.post(CODE, {"code": newest_code()})
    proof = own.session["people.merging"]
    other = client_of(charlie)
    session = other.session
    session["people.merging"] = proof
    session.save()
    assert other.post(MERGE)["Location"] == ADDRESS
    session = own.session
    session["people.merging"] = {**proof, "at": proof["at"] - 1801}
    session.save()
    assert own.post(MERGE)["Location"] == ADDRESS
    bob.refresh_from_db()
    gina.refresh_from_db()
    assert gina.is_active


def test_a_merge_that_is_refused_changes_nothing(
    gina: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_guest: Person, _account: Person, _now: object) -> None:
        raise Problem("not-now", status=409, words="Not now.")

    monkeypatch.setattr(
        registry, "_portables", [registry.Portable(export=lambda _: {}, merge=refuse, erase=lambda *_: None)]
    )
    with pytest.raises(Problem):
        actions.merge_guest(guest=gina, account=bob, now=timezone.now())
    gina.refresh_from_db()
    assert gina.name == "Gina"


def test_an_account_is_never_merged_away(alice: Person, bob: Person) -> None:
    with pytest.raises(Problem, match="as a guest"):
        actions.merge_guest(guest=alice, account=bob, now=timezone.now())


@pytest.mark.parametrize("name", ["", "\x00", "x" * 81])
def test_a_guest_needs_a_name(db: None, name: str) -> None:
    with pytest.raises(Problem):
        actions.make_guest(name=name, now=timezone.now())


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Person, Person]]:
    """What an app above was asked to merge."""
    pairs: list[tuple[Person, Person]] = []
    part = registry.Portable(
        export=lambda _: {},
        merge=lambda guest, account, _now: pairs.append((guest, account)),
        erase=lambda *_: None,
    )
    monkeypatch.setattr(registry, "_portables", [part])
    return pairs
