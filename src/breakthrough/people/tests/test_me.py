"""One's own page: name, language, keys, sessions, export and deletion."""

import json
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from breakthrough.kernel.problem import Problem
from breakthrough.people import actions, queries, registry
from breakthrough.people.models import ApiKey, Erasure, KeptMail, Ownership, Passkey, Person, ReturnCode

ClientOf = Callable[[Person], Client]
ME, KEYS = "/people/me", "/people/me/keys"
OWN_PAGES = [
    ME,
    "/people/me/address",
    "/people/me/return-code",
    KEYS,
    "/people/me/export",
    "/people/me/deletion",
    "/people/passkeys",
]


@pytest.mark.parametrize("page", OWN_PAGES)
def test_own_pages_ask_strangers_to_sign_in_and_to_come_back(browser: Client, page: str) -> None:
    answer = browser.get(page)
    assert (answer.status_code, answer["Location"]) == (302, f"/people/sign-in?next={page}")


@pytest.mark.parametrize("page", OWN_PAGES)
def test_own_pages_open_for_accounts_and_guests(
    alice: Person, gina: Person, client_of: ClientOf, page: str
) -> None:
    assert client_of(gina).get(page).status_code == 200
    assert client_of(alice).get(page).status_code in {200, 303}


def test_name_and_language_are_changed(alice: Person, client_of: ClientOf) -> None:
    own = client_of(alice)
    answer = own.post(ME, {"name": "Alice B.", "language": "de"})
    assert answer.status_code == 303
    assert answer.cookies["django_language"].value == "de"
    alice.refresh_from_db()
    assert (alice.name, alice.language) == ("Alice B.", "de")
    back = own.post(ME, {"name": "Alice B.", "language": "browser"})
    assert back.cookies["django_language"].value == ""


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "", "language": "de"},
        {"name": "\x00", "language": "de"},
        {"name": "x" * 10_000, "language": "de"},
        {"name": "A"},
        {"name": "A", "language": "tlh"},
        {"name": "A", "language": "\x00"},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_changes(
    alice: Person, client_of: ClientOf, typed: dict[str, str]
) -> None:
    assert client_of(alice).post(ME, typed).status_code == 422
    alice.refresh_from_db()
    assert (alice.name, alice.language) == ("Alice", "")


def test_the_language_chosen_on_any_page_is_kept_with_the_person(
    alice: Person, client_of: ClientOf, browser: Client
) -> None:
    client_of(alice).post("/language", {"language": "de", "next": ME})
    alice.refresh_from_db()
    assert alice.language == "de"
    assert browser.post("/language", {"language": "de"}).status_code == 303


def test_an_api_key_is_shown_once_and_kept_as_a_hash(alice: Person, client_of: ClientOf) -> None:
    own = client_of(alice)
    page = own.post(KEYS, {"name": "weekly report"})
    secret = page.context["secret"]
    assert secret.startswith("bt_")
    assert secret in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert secret not in own.get(KEYS).content.decode()
    assert secret not in str(ApiKey.objects.values().get())
    key = queries.find_by_key(secret)
    assert key
    assert key.person == alice


def test_an_api_key_is_revoked_by_its_owner_only(alice: Person, bob: Person, client_of: ClientOf) -> None:
    key, secret = actions.make_api_key(person=alice, name="report", now=timezone.now())
    assert client_of(bob).post(f"{KEYS}/{key.pk}/revocation").status_code == 404
    assert queries.find_by_key(secret)
    assert client_of(alice).post(f"{KEYS}/{key.pk}/revocation").status_code == 303
    assert queries.find_by_key(secret) is None
    assert client_of(alice).post(f"{KEYS}/{uuid.uuid4()}/revocation").status_code == 404
    assert client_of(alice).post(f"{KEYS}/nonsense/revocation").status_code == 404
    assert client_of(alice).get(f"{KEYS}/{key.pk}/revocation").status_code == 405


def test_nobody_keeps_more_than_twenty_keys(alice: Person, client_of: ClientOf) -> None:
    for number in range(20):
        actions.make_api_key(person=alice, name=f"key {number}", now=timezone.now())
    answer = client_of(alice).post(KEYS, {"name": "one more"})
    assert answer.status_code == 422
    assert "as many keys" in answer.content.decode()


def test_signing_out_everywhere_ends_every_session(alice: Person, client_of: ClientOf) -> None:
    here, there = client_of(alice), client_of(alice)
    assert there.get(ME).status_code == 200
    assert here.post("/people/me/sessions/ending")["Location"] == "/people/sign-in"
    assert here.get(ME).status_code == 302
    assert there.get(ME).status_code == 302


def test_a_guest_does_not_lose_the_only_way_in(gina: Person, client_of: ClientOf) -> None:
    own = client_of(gina)
    answer = own.post("/people/me/sessions/ending")
    assert answer.status_code == 409
    assert "Make a return code first" in answer.content.decode()
    assert own.get(ME).status_code == 200
    actions.renew_return_code(person=gina, now=timezone.now())
    assert own.post("/people/me/sessions/ending")["Location"] == "/people/return"
    assert own.get(ME).status_code == 302


def test_the_export_holds_everything_and_no_secret(
    alice: Person, client_of: ClientOf, parts: list[str]
) -> None:
    _key, secret = actions.make_api_key(person=alice, name="report", now=timezone.now())
    answer = client_of(alice).get("/people/me/export")
    assert answer["Content-Disposition"] == 'attachment; filename="breakthrough-about-me.json"'
    export = json.loads(answer.content)
    assert export["person"]["email"] == "alice@acme.example"
    assert [key["name"] for key in export["api_keys"]] == ["report"]
    assert export["garden"] == ["a tree"]
    text = answer.content.decode()
    assert secret not in text
    assert alice.session_seal not in text
    assert "hash" not in text


def test_the_deletion_page_says_what_goes_and_what_stays(alice: Person, client_of: ClientOf) -> None:
    page = client_of(alice).get("/people/me/deletion").content.decode()
    assert "someone who left" in page
    assert Person.objects.filter(pk=alice.pk, is_active=True).exists()


def test_deleting_oneself_leaves_an_emptied_row_and_nothing_else(
    alice: Person, client_of: ClientOf, parts: list[str]
) -> None:
    now = timezone.now()
    here, there = client_of(alice), client_of(alice)
    _key, secret = actions.make_api_key(person=alice, name="report", now=now)
    Ownership.objects.create(person=alice, at=now)
    KeptMail.objects.create(to="alice@acme.example", subject="x", text="x", at=now)
    Passkey.objects.create(person=alice, name="phone", credential_id="AA", public_part="AA", made_at=now)
    assert here.post("/people/me/deletion").status_code == 303
    assert parts == [f"erased {alice.pk}"]
    alice.refresh_from_db()
    assert (alice.name, alice.email, alice.language, alice.is_active) == ("", None, "", False)
    assert str(alice) == "someone who left"
    assert Erasure.objects.filter(person=alice).exists()
    for table in (ApiKey, Passkey, Ownership, KeptMail, ReturnCode):
        assert not table.objects.exists()
    assert here.get(ME).status_code == 302
    assert there.get(ME).status_code == 302
    assert queries.find_by_key(secret) is None


def test_the_address_of_someone_deleted_is_free_again(alice: Person) -> None:
    actions.erase_person(person=alice, now=timezone.now())
    again = actions.make_account(address="alice@acme.example", name="Alice", now=timezone.now())
    assert again.pk != alice.pk


def test_a_deletion_that_an_app_refuses_changes_nothing(
    alice: Person, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_person: Person, _now: object) -> None:
        raise Problem("hand-over-first", status=409, words="Hand over first.")

    monkeypatch.setattr(
        registry, "_portables", [registry.Portable(export=lambda _: {}, merge=lambda *_: None, erase=refuse)]
    )
    answer = client_of(alice).post("/people/me/deletion")
    assert answer.status_code == 409
    assert "Hand over first" in answer.content.decode()
    alice.refresh_from_db()
    assert alice.name == "Alice"


def test_two_who_make_the_same_account_at_once_get_one(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first = actions.make_account(address="dora@example.org", name="Dora", now=timezone.now())
    second = actions.make_account(address="Dora@example.org", name="Dora again", now=timezone.now())
    assert first == second
    assert second.name == "Dora"


def test_nobody_has_a_password(alice: Person) -> None:
    assert not alice.has_usable_password()
    assert not alice.check_password("")
    assert "password" not in {field.name for field in Person._meta.get_fields()}


def test_a_part_registered_twice_is_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_portables", [])

    def nothing(*_: object) -> None:
        return None

    def empty(_: Person) -> dict[str, registry.Json]:
        return {}

    registry.register_portable(empty, nothing, nothing)
    registry.register_portable(export=empty, merge=nothing, erase=nothing)
    assert len(registry.list_portables()) == 1


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What an app above was asked to erase; it also exports a garden."""
    seen: list[str] = []
    part = registry.Portable(
        export=lambda _: {"garden": ["a tree"]},
        merge=lambda *_: None,
        erase=lambda person, _now: seen.append(f"erased {person.pk}"),
    )
    monkeypatch.setattr(registry, "_portables", [part])
    return seen
