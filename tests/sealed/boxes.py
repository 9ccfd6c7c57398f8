"""A box for a test: on SQLite, or on the PostgreSQL that the run is for, in a database of its own."""

import secrets
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from breakthrough.ballotbox.keys import KeyFolder
from breakthrough.ballotbox.office import Office
from breakthrough.ballotbox.protocol.board import Envelope
from breakthrough.ballotbox.stores import tables
from breakthrough.ballotbox.stores.postgres import PostgresStore
from breakthrough.ballotbox.stores.sqlite import SqliteStore
from breakthrough.ballotbox.stores.store import Store
from breakthrough.ballotbox.vault import Vault
from tests.sealed import sealing
from tests.sealed.sealing import RoundKeys, Voice


@dataclass(slots=True)
class Hands:
    """A clock that a test moves."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(slots=True)
class TestBox:
    """An office with what is behind it."""

    __test__ = False

    office: Office
    vault: Vault
    store: Store
    keys: KeyFolder
    clock: Hands
    address: str  # of a PostgreSQL database, or the path of a SQLite file

    def send(self, keys: RoundKeys, envelope: Envelope, *, size: int = 4096, is_later: bool = False) -> None:
        """Send a contribution, long after the last one."""
        self.clock.seconds += 10
        self.office.receive_now(keys.card.round, sealing.request_of(envelope, size=size), is_later=is_later)

    def open(self, keys: RoundKeys, *labels: str, root: bytes | None = None) -> None:
        """Publish the card and open these scopes, or all."""
        self.office.publish(keys.written)
        for scope in keys.card.scopes:
            if not labels or scope.label in labels:
                self.office.open_scope(
                    keys.card.round,
                    scope.label,
                    issued=keys.issued(scope.label),
                    root=root if scope.kind == "vector" else None,
                )

    def speak(self, keys: RoundKeys, *texts: str, label: str = "voice") -> list[Voice]:
        """Let as many people say something each."""
        voices = [sealing.make_voice(keys, label) for _ in texts]
        for voice, text in zip(voices, texts, strict=True):
            self.send(keys, voice.say(text))
        return voices


def make_box(
    folder: Path,
    address: str = "",
    *,
    tally_command: Sequence[str] = (),
    draw: Callable[[int], bytes] = secrets.token_bytes,
    wrap: Callable[[Store], Store] = lambda store: store,
) -> TestBox:
    """Return a box that has taken up its work, in `folder`, on PostgreSQL if `address` names a database."""
    place = address or str(folder / "box.sqlite3")
    store = wrap(PostgresStore(address) if address else SqliteStore(Path(place)))
    keys, clock = KeyFolder(folder / "keys"), Hands()
    vault = Vault(store=store, keys=keys, draw=draw)
    office = Office(vault=vault, clock=clock, tally_command=tally_command)
    office.take_up()
    return TestBox(office, vault, store, keys, clock, place)


@contextmanager
def database_of(server: str) -> Iterator[str]:
    """Yield the address of a fresh database on this PostgreSQL, gone at the end; "" where there is no server."""
    if not server:
        yield ""
        return
    name = f"box_{uuid.uuid4().hex}"
    keeper = psycopg.conninfo.make_conninfo(
        server, dbname="postgres"
    )  # the run's own database may not exist yet
    with psycopg.connect(keeper, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield psycopg.conninfo.make_conninfo(server, dbname=name)
    finally:
        with psycopg.connect(keeper, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def empty(address: str) -> None:
    """End every box on a database and drop what they made."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'breakthrough box' AND datname = current_database()"
        )
        connection.execute(f"DROP TABLE IF EXISTS {', '.join(tables.COLUMNS)}".encode())
