"""Who may see and do what: every page address and every API operation, as every kind of person, against a table.

An address without a row fails. Columns: signed out, outsider (Charlie), observer (Olga), guest (Gina), member (Bob),
leader (Lena), facilitator (Alice). Each answer is the HTTP status; `places` fills the address.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.table import API, PAGES, Row

ROLES = ("nobody", "charlie", "olga", "gina", "bob", "lena", "alice")
PREFIXES_OF_THE_API = ("api/",)


def _addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address
        else:
            yield from _addresses(entry, address)


def test_every_page_address_has_a_row() -> None:
    known = {row.address for row in PAGES}
    found = {address for address in _addresses(get_resolver()) if not address.startswith(PREFIXES_OF_THE_API)}
    assert found - known == set(), "addresses without a row in tests/access/table.py"
    assert known - found == set(), "rows for addresses that are gone"


def test_every_api_operation_has_a_row() -> None:
    from breakthrough.config.api import api

    known = {(row.method, row.address) for row in API}
    schema = api.get_openapi_schema()
    found = {(method.upper(), path) for path, operations in schema["paths"].items() for method in operations}
    assert found - known == set(), "operations without a row in tests/access/table.py"
    assert known - found == set(), "rows for operations that are gone"


@pytest.mark.django_db
@pytest.mark.parametrize("row", [*PAGES, *API], ids=lambda row: f"{row.method} {row.address}")
def test_everyone_gets_what_the_table_says(
    row: Row, places: dict[str, Any], clients: Callable[[str], Client]
) -> None:
    address = row.fill(places)
    got = {}
    for role in ROLES:
        client = clients(role)
        client.raise_request_exception = False
        with transaction.atomic():
            response = client.generic(row.method, address, row.body, content_type=row.content_type)
            got[role] = response.status_code
            if hasattr(response, "streaming_content"):
                list(response.streaming_content)
            transaction.set_rollback(True)
    assert got == dict(zip(ROLES, row.statuses, strict=True))
