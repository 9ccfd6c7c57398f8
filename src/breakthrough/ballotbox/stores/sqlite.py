"""The store in a SQLite file of its own; a file lock beside it lets one process write."""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from breakthrough.ballotbox.stores import tables
from breakthrough.ballotbox.stores.store import Cell, StandBy, StoreFailed

# `secure_delete` overwrites what a change frees. The sealed value is a chain of pages: of the sizes
# there are, this one took least time for 0.4 and for 2 MB.
SETTINGS = (
    "PRAGMA page_size = 65536",
    "PRAGMA journal_mode = WAL",
    "PRAGMA wal_autocheckpoint = 250",  # pages: the log stays at about 16 MB
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA temp_store = MEMORY",
)


class SqliteStore:
    """A store in `path`, which is made with mode 0600. One thread at a time may use it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: IO[bytes] | None = None
        self._connection: sqlite3.Connection | None = None

    def take_up(self) -> None:
        """See `Store`."""
        self._take_lock()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        with _failures():
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            for statement in (*SETTINGS, *tables.sqlite_tables()):
                connection.execute(statement)
            self._connection = connection

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """See `Store`."""
        self.run("BEGIN IMMEDIATE")
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
            return self._connected().execute(statement, cells).fetchall()

    def change(self, statement: str, *cells: Cell) -> int:
        """See `Store`."""
        with _failures():
            return self._connected().execute(statement, cells).rowcount

    def close(self) -> None:
        """See `Store`."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StoreFailed("not connected")
        return self._connection

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = self._path.with_suffix(".lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise StandBy("another process writes to this file") from error
        self._lock = lock


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreFailed(type(error).__name__) from error
