"""Who may see and do what: every page address and every API operation, as every kind of person, against a table.

An address without a row fails, and so does a method that an address takes without a row for it.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.table import API, PAGES, Row
from tests.world import NAMES, ROLES, World, fresh_client

pytestmark = pytest.mark.django_db
Clients = Callable[[str], Client]
OUTSIDE = ("nobody", "charlie")
NEVER_SERVED = ("PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "OPTIONS", "BREAK")


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Walk every address below `resolver`, as it is spelt in the `urls` rooms."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address
        else:
            yield from addresses(entry, address)


def ask(client: Client, row: Row, world: World, *, method: str = "", **headers: str) -> HttpResponse:
    """Send what the row says and return the whole answer; whatever it changed is taken back."""
    with transaction.atomic():
        response: Any = client.generic(
            method or row.method,
            row.fill(world.places),
            row.sent(world.places),
            content_type=row.content_type,
            headers=headers,
        )
        if response.streaming:
            response.content = b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response  # type: ignore[no-any-return]  # the test client adds to what it returns


def test_every_page_address_has_a_row() -> None:
    known = {row.address for row in PAGES}
    found = {address for address in addresses(get_resolver()) if not address.startswith("api/")}
    assert found - known == set(), "addresses without a row in tests/access/table.py"
    assert known - found == set(), "rows for addresses that are gone"


def test_every_method_a_page_takes_has_a_row(world: World, clients: Clients) -> None:
    known: dict[str, set[str]] = {}
    for row in PAGES:
        known.setdefault(row.address, set()).add(row.method)
    for row in {row.address: row for row in PAGES}.values():
        answer = ask(clients("alice"), row, world, method="BREAK")
        assert answer.status_code == 405, f"{row.address} does not say which methods it takes"
        taken = {one.strip() for one in answer["Allow"].split(",")} - {"HEAD"}
        assert taken == known[row.address], row.address


def test_every_api_operation_has_a_row() -> None:
    from breakthrough.config.api import api

    known = {(row.method, row.address) for row in API}
    schema = api.get_openapi_schema()
    found = {(method.upper(), path) for path, operations in schema["paths"].items() for method in operations}
    assert found - known == set(), "operations without a row in tests/access/table.py"
    assert known - found == set(), "rows for operations that are gone"


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_everyone_gets_the_page_that_the_table_says(row: Row, world: World, clients: Clients) -> None:
    got = {role: ask(clients(role), row, world).status_code for role in ROLES}
    assert got == dict(zip(ROLES, row.statuses, strict=True))


@pytest.mark.parametrize("row", API, ids=str)
def test_every_program_gets_the_answer_that_the_table_says(row: Row, world: World) -> None:
    got = {}
    for role in ROLES:
        key = {"Authorization": f"Bearer {world.keys[role]}"} if role in world.keys else {}
        got[role] = ask(fresh_client(), row, world, **key).status_code
    assert got == dict(zip(ROLES, row.statuses, strict=True))


@pytest.mark.same_anywhere
@pytest.mark.parametrize("row", [row for row in PAGES if row.method == "GET"], ids=str)
def test_a_page_answers_every_method_in_words(row: Row, world: World, clients: Clients) -> None:
    seen, head = (ask(clients("alice"), row, world, method=method) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (seen.status_code, b"")
    for method in NEVER_SERVED:
        answer = ask(clients("alice"), row, world, method=method)
        assert answer.status_code == 405, method
        assert b"<h1" in answer.content, method


@pytest.mark.same_anywhere
@pytest.mark.parametrize("row", [row for row in PAGES if row.method == "POST"], ids=str)
def test_no_other_site_can_send_a_form_for_you(row: Row, world: World, clients: Clients) -> None:
    client = clients("alice")
    client.handler = fresh_client(enforce_csrf_checks=True).handler
    assert ask(client, row, world).status_code == 403


def test_no_other_site_can_use_the_api_with_your_session(world: World, clients: Clients) -> None:
    for row in API:
        if row.method != "GET" and row.statuses[0] == 401:
            client = clients("alice")
            client.handler = fresh_client(enforce_csrf_checks=True).handler
            assert ask(client, row, world).status_code == 403, str(row)


@pytest.mark.parametrize("role", OUTSIDE)
def test_outsiders_see_nobody_of_the_space(role: str, world: World, clients: Clients) -> None:
    inside = [name for who, name in NAMES.items() if who != role]
    words = [*inside, "Lantern crossing", "Kestrel", "dora@dora.example", "How we launch"]
    for row in [*PAGES, *API]:
        if row.address.startswith(("join/<", "/api/collaborations/join")):
            continue  # the holder of a link is told who invites to what
        key = {"Authorization": f"Bearer {world.keys[role]}"} if row in API and role in world.keys else {}
        text = ask(clients(role), row, world, **key).content.decode(errors="replace")
        assert [one for one in words if one in text] == [], str(row)


def test_an_observer_sees_nobody_of_the_space(world: World, clients: Clients) -> None:
    inside = [name for who, name in NAMES.items() if who not in {"olga", "charlie"}]
    for row in PAGES:
        if row.address == "join/<str:token>":
            continue  # the holder of a link is told who invites to what
        text = ask(clients("olga"), row, world).content.decode(errors="replace")
        assert [one for one in inside if one in text] == [], str(row)


# What stands in Lena's mirror, which she has shown to nobody; the world's other results hold none of it.
IN_THE_MIRROR = ("mirror.facets/1", "yourself higher than the others", "own view is higher", '"blind_spot"')


@pytest.mark.parametrize("role", ROLES[2:])
def test_a_mirror_is_read_by_its_leader_and_by_nobody_else_at_any_door(
    role: str, world: World, clients: Clients
) -> None:
    found = set()
    for row in (one for one in [*PAGES, *API] if one.method == "GET" or "/mirror" in one.address):
        key = {"Authorization": f"Bearer {world.keys[role]}"} if row in API and role in world.keys else {}
        text = ask(clients(role), row, world, **key).content.decode(errors="replace")
        found |= {one for one in IN_THE_MIRROR if one in text}
    expected = set(IN_THE_MIRROR) - {"own view is higher"}  # that is how it is said to others
    assert found == (expected if role == "lena" else set())
