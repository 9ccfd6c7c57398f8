"""The tables. No time, no serial number, no address, no foreign key, no default, no trigger: nothing that keeps an order.

`release` counts releases, not contributions. A scanner in the tests compares both databases with this list, column by column.
"""

from collections.abc import Iterator, Mapping

BLOB, TEXT, INTEGER = "BLOB", "TEXT", "INTEGER"

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "round": {"id": BLOB, "card": BLOB},
    "scope": {"round": BLOB, "label": TEXT, "phase": TEXT, "opening": BLOB},
    "pending": {"round": BLOB, "nonce": BLOB, "sealed": BLOB},
    "board": {"round": BLOB, "label": TEXT, "release": INTEGER, "root": BLOB, "json": BLOB},
    "item": {
        "handle": BLOB, "round": BLOB, "label": TEXT, "key_id": BLOB, "message": BLOB, "signature": BLOB, "head": BLOB, "act": BLOB,
        "body": BLOB,
    },
    "later": {"handle": BLOB, "seq": INTEGER, "head": BLOB, "act": BLOB, "body": BLOB},
}  # fmt: skip

KEYS: Mapping[str, tuple[str, ...]] = {
    "round": ("id",),
    "scope": ("round", "label"),
    "pending": ("round",),
    "board": ("round", "label", "release"),
    "item": ("handle",),
    "later": ("handle", "seq"),
}

POSTGRES_TYPES = {BLOB: "bytea", TEXT: "text", INTEGER: "bigint"}


def sqlite_tables() -> Iterator[str]:
    """Return the statements that make the tables in SQLite where they are missing."""
    for table, columns in COLUMNS.items():
        written = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        yield f"CREATE TABLE IF NOT EXISTS {table} ({written}, PRIMARY KEY ({', '.join(KEYS[table])})) WITHOUT ROWID"


def postgres_tables() -> Iterator[str]:
    """Return the statements that make the tables in PostgreSQL where they are missing."""
    for table, columns in COLUMNS.items():
        written = ", ".join(f"{name} {POSTGRES_TYPES[kind]}" for name, kind in columns.items())
        yield f"CREATE TABLE IF NOT EXISTS {table} ({written}, PRIMARY KEY ({', '.join(KEYS[table])}))"
    # Ciphertext does not compress; earlier versions of it should not lie about.
    eager = "autovacuum_vacuum_threshold = 50, autovacuum_vacuum_scale_factor = 0"
    toast = eager.replace("autovacuum", "toast.autovacuum")
    yield "ALTER TABLE pending ALTER COLUMN sealed SET STORAGE EXTERNAL"
    yield f"ALTER TABLE pending SET ({eager}, {toast})"
