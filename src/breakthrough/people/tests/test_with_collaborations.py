"""What happens to memberships when a guest becomes an account, moves into one, or somebody is deleted."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from breakthrough.people import actions
from breakthrough.people.models import Person

ClientOf = Callable[[Person], Client]
Newest = Callable[[], str]


def test_a_guest_who_becomes_an_account_keeps_every_collaboration(
    space: Any, gina: Person, client_of: ClientOf, newest_code: Newest
) -> None:
    own = client_of(gina)
    assert own.get(reverse("collaborations:show", args=[space.slug])).status_code == 200
    own.post("/people/me/address", {"email": "gina@acme.example"})
    own.post("/people/me/address/code", {"code": newest_code()})
    elsewhere = Client()
    elsewhere.post("/people/sign-in", {"email": "gina@acme.example"})
    elsewhere.post("/people/sign-in/code", {"code": newest_code()})
    assert elsewhere.get(reverse("collaborations:show", args=[space.slug])).status_code == 200


def test_a_guest_who_moves_into_an_account_brings_the_collaboration_along(
    space: Any, gina: Person, charlie: Person, client_of: ClientOf, newest_code: Newest
) -> None:
    assert client_of(charlie).get(reverse("collaborations:show", args=[space.slug])).status_code == 404
    own = client_of(gina)
    own.post("/people/me/address", {"email": "charlie@elsewhere.example"})
    own.post("/people/me/address/code", {"code": newest_code()})
    assert own.post("/people/me/address/merge").status_code == 303
    assert client_of(charlie).get(reverse("collaborations:show", args=[space.slug])).status_code == 200


def test_a_guest_who_is_a_member_twice_moves_without_harm(
    space: Any, gina: Person, bob: Person, client_of: ClientOf
) -> None:
    actions.merge_guest(guest=gina, account=bob, now=timezone.now())
    page = client_of(bob).get(reverse("collaborations:people", args=[space.slug]))
    assert page.status_code == 200
    assert "Gina" not in page.content.decode()


def test_someone_deleted_has_no_name_in_any_collaboration(
    space: Any, bob: Person, alice: Person, client_of: ClientOf
) -> None:
    assert client_of(bob).post("/people/me/deletion").status_code == 303
    others = client_of(alice)
    for page in ("people", "journal"):
        answer = others.get(reverse(f"collaborations:{page}", args=[space.slug]))
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "Bob" not in text
        assert "bob@borealis.example" not in text


def test_the_export_names_the_collaborations_of_the_person(
    space: Any, bob: Person, client_of: ClientOf
) -> None:
    export = json.loads(client_of(bob).get("/people/me/export").content)
    assert "Launch together" in json.dumps(export)
    assert "Alice" not in json.dumps(export)
