"""What every test shares: plain static files, sockets only in journeys, and the choice of tests for PostgreSQL."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages are rendered without a manifest of hashed names, which only a built product has."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--only-database` keeps the tests that touch the database, for the run on PostgreSQL."""
    parser.addoption("--only-database", action="store_true", help="only tests that touch the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sockets are open in journeys only; without the option every test stays."""
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.enable_socket)
    if config.getoption("--only-database"):
        kept = [item for item in items if _touches_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


def _touches_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("same_anywhere"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(
        item.get_closest_marker("django_db")
        or item.get_closest_marker("own_postgres")
        or fixtures & {"db", "transactional_db", "live_server", "box_address"}
    )
