"""Boxes for tests: on SQLite, and in the run on PostgreSQL there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sealed import boxes, clusters


@pytest.fixture(scope="session")
def box_database() -> Iterator[str]:
    """The address of a PostgreSQL database for the tests of this process, or "" in the run on SQLite."""
    with boxes.database_of(os.environ.get("BREAKTHROUGH_TEST_DATABASE_URL", "")) as address:
        yield address


@pytest.fixture
def box_address(box_database: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database, or "" in the run on SQLite."""
    yield box_database
    if box_database:
        boxes.empty(box_database)


@pytest.fixture
def box(tmp_path: Path, box_address: str) -> Iterator[boxes.TestBox]:
    """A box with nothing in it, taken up."""
    made = boxes.make_box(tmp_path, box_address)
    yield made
    made.office.close()


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    """The folder of PostgreSQL's programs, for a cluster of our own; only in the run on PostgreSQL."""
    programs = clusters.find_programs()
    if not os.environ.get("BREAKTHROUGH_TEST_DATABASE_URL"):
        pytest.skip("starts a PostgreSQL of its own, which the run on PostgreSQL does")
    if programs is None:
        pytest.skip("initdb is not where PostgreSQL's packages put it, and a cluster of our own needs it")
    return programs
