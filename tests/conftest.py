"""What the tests of all doors share: the world, made once for each file of tests and taken back afterwards."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests import world as worlds

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[worlds.World]:
    """The space of the cast with one of everything in it; each test sees it unchanged."""
    from django.db import transaction
    from django.utils import timezone

    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.make_world(timezone.now())
        transaction.set_rollback(True)


@pytest.fixture
def clients(world: worlds.World) -> "Callable[[str], Client]":
    """Return a function that gives a fresh browser of a role, signed in unless it is nobody's."""
    from django.conf import settings

    def browser(role: str) -> "Client":
        client = worlds.fresh_client()
        if role in world.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
        return client

    return browser
