"""T6: what the box keeps has no place for a time, an order or a person, and its code has no way to learn them."""

import ast
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from breakthrough.ballotbox.stores import tables
from breakthrough.ballotbox.stores.postgres import PostgresStore
from tests.sealed import sealing
from tests.sealed.boxes import TestBox
from tests.sealed.sealing import Asked

BOX = Path(__file__).parents[2] / "src" / "breakthrough" / "ballotbox"
FORBIDDEN_IMPORTS = {
    "django",
    "time",
    "datetime",
    "random",
    "secrets",
    "uuid",
    "logging.handlers",
    "http",
    "urllib",
    "numpy",
}
FORBIDDEN_NAMES = {
    "uuid1",
    "time",
    "now",
    "utcnow",
    "monotonic",
    "perf_counter",
    "client",
    "getpeername",
    "urandom",
}

# Reviewed by hand. A column that is not here fails, whatever `tables` says.
ALLOWED = {
    "round.id": "BLOB", "round.card": "BLOB",
    "scope.round": "BLOB", "scope.label": "TEXT", "scope.phase": "TEXT", "scope.opening": "BLOB",
    "pending.round": "BLOB", "pending.nonce": "BLOB", "pending.sealed": "BLOB",
    "board.round": "BLOB", "board.label": "TEXT", "board.release": "INTEGER", "board.root": "BLOB", "board.json": "BLOB",
    "item.handle": "BLOB", "item.round": "BLOB", "item.label": "TEXT", "item.key_id": "BLOB", "item.message": "BLOB",
    "item.signature": "BLOB", "item.head": "BLOB", "item.act": "BLOB", "item.body": "BLOB",
    "later.handle": "BLOB", "later.seq": "INTEGER", "later.head": "BLOB", "later.act": "BLOB", "later.body": "BLOB",
}  # fmt: skip


def columns_of(box: TestBox) -> dict[str, str]:
    """Return every column of the store with its type, as the database itself tells."""
    if isinstance(box.store, PostgresStore):
        found = box.store.run(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        )
        written = {"bytea": "BLOB", "text": "TEXT", "bigint": "INTEGER"}
        return {f"{table!s}.{column!s}": written.get(str(kind), str(kind)) for table, column, kind in found}
    names = box.store.run("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {
        f"{table!s}.{column[1]!s}": str(column[2])
        for (table,) in names
        for column in box.store.run(f"PRAGMA table_info({table!s})")
    }


def other_things_of(box: TestBox) -> list[object]:
    """Return everything in the store that is neither a table nor a primary key: triggers, indexes, defaults, sequences."""
    if isinstance(box.store, PostgresStore):
        return [
            *box.store.run("SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'p'"),
            *box.store.run("SELECT tgname FROM pg_trigger"),
            *box.store.run("SELECT sequencename FROM pg_sequences"),
            *box.store.run("SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND (column_default IS NOT NULL OR is_identity = 'YES')"),
            *box.store.run("SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey'"),
        ]  # fmt: skip
    others = list[object](box.store.run("SELECT name FROM sqlite_master WHERE type <> 'table'"))
    sources = [str(sql) for (sql,) in box.store.run("SELECT sql FROM sqlite_master WHERE type = 'table'")]
    words = ("DEFAULT", "REFERENCES", "AUTOINCREMENT", "CHECK", "GENERATED")
    return others + [
        sql for sql in sources if not sql.endswith("WITHOUT ROWID") or any(word in sql for word in words)
    ]


def test_the_store_has_exactly_the_columns_that_were_reviewed(box: TestBox) -> None:
    assert columns_of(box) == ALLOWED
    assert other_things_of(box) == []


def test_the_scanner_sees_a_planted_time(box: TestBox) -> None:
    box.store.run("ALTER TABLE item ADD COLUMN created TEXT")
    assert columns_of(box) != ALLOWED


def test_the_scanner_sees_a_planted_trigger(box: TestBox) -> None:
    if isinstance(box.store, PostgresStore):
        box.store.run("ALTER TABLE item ADD COLUMN place bigserial")
    else:
        box.store.run("CREATE TRIGGER t AFTER INSERT ON item BEGIN SELECT 1; END")
    assert other_things_of(box) != []


def test_rows_of_a_release_lie_in_the_order_of_their_handles(box: TestBox) -> None:
    keys = sealing.make_round([Asked()], members=12)
    box.open(keys)
    box.speak(keys, *[f"Statement {number}." for number in range(12)])
    box.office.close_scope(keys.card.round, "voice")
    box.office.release_scope(keys.card.round, "voice", context={})
    if isinstance(box.store, PostgresStore):
        stamped = box.store.run("SELECT count(DISTINCT xmin::text) FROM item")
        assert stamped == [(1,)]
        rows = box.store.run("SELECT handle FROM item ORDER BY ctid")
    else:
        rows = box.store.run("SELECT handle FROM item NOT INDEXED")
    assert list(rows) == sorted(rows)
    assert len(rows) == 12


def test_sqlite_files_are_for_the_box_alone(box: TestBox, tmp_path: Path) -> None:
    keys = sealing.make_round()
    box.open(keys)
    for path in (tmp_path / "keys").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    for path in tmp_path.glob("box.sqlite3*"):
        assert path.stat().st_mode & 0o077 == 0


def test_sqlite_is_set_to_keep_what_it_promised() -> None:
    from breakthrough.ballotbox.stores.sqlite import SETTINGS

    connection = sqlite3.connect(":memory:")
    for setting in SETTINGS:
        connection.execute(setting)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)
    connection.close()


def test_unsafe_settings_of_postgresql_are_named(box: TestBox) -> None:
    if not isinstance(box.store, PostgresStore):
        pytest.skip("for the run on PostgreSQL")
    assert "log_min_error_statement" in box.store.list_unsafe_settings()
    assert "synchronous_commit" not in box.store.list_unsafe_settings()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_statements_make_only_reviewed_columns(kind: str) -> None:
    assert {
        f"{table}.{column}": kind
        for table, columns in tables.COLUMNS.items()
        for column, kind in columns.items()
    } == ALLOWED


def _code() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(BOX.rglob("*.py")):
        if "tests" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield str(path.relative_to(BOX)), node


def breaches(code: Iterator[tuple[str, ast.AST]]) -> list[str]:
    """Return where code imports or uses what the box must not know."""
    found = list[str]()
    for place, node in code:
        imported = list[str]()
        if isinstance(node, ast.Import):
            imported = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported = [f"{node.module}.{name.name}" for name in node.names] + [str(node.module)]
        found += [
            f"{place}: import {name}"
            for name in imported
            if name.split(".")[0] in FORBIDDEN_IMPORTS and name not in {"random", "random.SystemRandom"}
        ]
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_NAMES:
            found.append(f"{place}: .{node.attr}")
        if isinstance(node, ast.Constant) and node.value in {
            "client",
            b"user-agent",
            b"x-forwarded-for",
            b"forwarded",
            b"referer",
        }:
            found.append(f"{place}: {node.value!r}")
    return found


def test_the_box_has_no_clock_no_django_and_no_eye_for_addresses() -> None:
    assert breaches(_code()) == []


@pytest.mark.parametrize(
    "planted", ["import time", "from datetime import datetime", "import uuid", "scope['client']", "x.client", "headers.get(b'user-agent')", "from django.db import models"],
)  # fmt: skip
def test_the_static_rule_sees_what_is_planted(planted: str) -> None:
    assert breaches(("planted", node) for node in ast.walk(ast.parse(planted)))


def test_a_second_box_stands_by_and_takes_over(box: TestBox, tmp_path: Path) -> None:
    from breakthrough.ballotbox.stores.store import StandBy
    from tests.sealed import boxes

    keys = sealing.make_round()
    box.open(keys)
    box.speak(keys, "Before.")
    with pytest.raises(StandBy):
        boxes.make_box(tmp_path, box.address if isinstance(box.store, PostgresStore) else "")
    box.office.close()
    other = boxes.make_box(tmp_path, box.address if isinstance(box.store, PostgresStore) else "")
    assert len(other.vault.list_waiting(keys.card.round, "voice")) == 1
    other.office.close()


def test_a_writer_that_lost_its_lock_stores_nothing_more(box: TestBox, tmp_path: Path) -> None:
    if not isinstance(box.store, PostgresStore):
        pytest.skip("SQLite's file lock lasts as long as the process")
    from breakthrough.kernel.problem import Problem
    from tests.sealed import boxes

    keys = sealing.make_round()
    box.open(keys)
    box.speak(keys, "Before.")
    with psycopg.connect(box.address, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'breakthrough box' AND pid <> pg_backend_pid()"
        )
    second = boxes.make_box(tmp_path, box.address)
    second.speak(keys, "Meanwhile.")
    with pytest.raises(Problem) as refused:
        box.speak(keys, "Lost lock.")
    assert refused.value.code == "not-stored"
    assert not box.office.is_ready
    second.office.close()
    box.speak(keys, "Again the writer.")
    assert len(box.vault.list_waiting(keys.card.round, "voice")) == 3
