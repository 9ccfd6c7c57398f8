"""The store in a PostgreSQL database of its own; a lock of the connection elects the writer, others stand by.

A writer that lost its connection lost the lock with it. Another process may write from then on, so the sealed value is only
replaced where it still is the one this process wrote last (`rows.replace_pending`).
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import psycopg

from breakthrough.ballotbox.stores import tables
from breakthrough.ballotbox.stores.store import Cell, StandBy, StoreFailed

ADVISORY_LOCK = 0x6272656B  # "brek"

# What the server must be set to, so that neither its log nor its files say when or what somebody contributed.
SAFE_SETTINGS: Mapping[str, str] = {
    "synchronous_commit": "on",
    "track_commit_timestamp": "off",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class PostgresStore:
    """A store in the database that `address` (a libpq URL) names. One thread at a time may use it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None

    def take_up(self) -> None:
        """See `Store`."""
        self.close()
        with _failures():
            connection = psycopg.connect(self._address, autocommit=True, application_name="breakthrough box")
            try:
                connection.prepare_threshold = None
                connection.execute("SET synchronous_commit = on; SET client_min_messages = warning")
                row = connection.execute("SELECT pg_try_advisory_lock(%s)", (ADVISORY_LOCK,)).fetchone()
                if row is None or not row[0]:
                    raise StandBy("another process writes to this database")
                for statement in tables.postgres_tables():
                    connection.execute(cast("Any", statement))
            except BaseException:
                connection.close()
                raise
            self._connection = connection

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """See `Store`."""
        self.run("BEGIN")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with contextlib.suppress(StoreFailed):
                self.run("ROLLBACK")
            raise

    def run(self, statement: str, *cells: Cell) -> Sequence[tuple[Cell, ...]]:
        """See `Store`."""
        with _failures():
            found = self._execute(statement, cells)
            return found.fetchall() if found.description else []

    def change(self, statement: str, *cells: Cell) -> int:
        """See `Store`."""
        with _failures():
            return self._execute(statement, cells).rowcount

    def close(self) -> None:
        """See `Store`."""
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                self._connection.close()
            self._connection = None

    def list_unsafe_settings(self) -> Sequence[str]:
        """Return the server's settings that are not what `SAFE_SETTINGS` says."""
        return [name for name, safe in SAFE_SETTINGS.items() if self.run(f"SHOW {name}") != [(safe,)]]

    def _execute(self, statement: str, cells: Sequence[Cell]) -> psycopg.Cursor[tuple[Any, ...]]:
        if self._connection is None:
            raise StoreFailed("not connected")
        cursor = self._connection.cursor(binary=True)
        return cursor.execute(cast("Any", statement.replace("?", "%b" if cells else "?")), cells or None)


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (psycopg.Error, OSError) as error:
        raise StoreFailed(type(error).__name__) from error
