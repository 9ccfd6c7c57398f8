"""The API against its own description: Schemathesis makes up requests, with Alice's key, and holds every answer to the OpenAPI.

Half of the requests are sent with the real identifiers of the world, so that the fuzz gets behind the 404s.
"""

import zlib
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections, transaction
from schemathesis.checks import CHECKS

from tests.access.table import PLACES
from tests.world import World

EXAMPLES = 10
KEPT = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
CONFIG = {"seed": 20261114, "generation": {"mode": "all"}, "phases": {"coverage": {"unexpected-methods": []}}}


def _described() -> Any:
    from breakthrough.config.api import api

    return api.get_openapi_schema()


def _door(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer as a server does: all of the body is sent, then everything the request opened is closed."""
    answer = HANDLER(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


HANDLER = WSGIHandler()
schema = schemathesis.openapi.from_dict(_described(), config=schemathesis.Config.from_dict(CONFIG))
schema.app = _door


@pytest.fixture(scope="module", autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests stay inside the transaction of the test, as with Django's own client, so nothing may close its connection."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.django_db
@schema.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
)
def test_every_answer_is_as_described(case: Any, world: World) -> None:
    if zlib.crc32(repr(case.path_parameters).encode()) % 2:
        case.path_parameters = {
            name: world.places[PLACES.get(name, name)] for name in case.path_parameters or {}
        }
    with transaction.atomic():
        case.call_and_validate(
            headers={"Authorization": f"Bearer {world.keys['alice']}"},
            checks=CHECKS.get_by_names(KEPT),
        )
        transaction.set_rollback(True)
