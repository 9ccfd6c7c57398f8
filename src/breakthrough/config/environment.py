"""What an operator can set from outside, read once from environment variables and refused with a hint when wrong."""

import os
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MOST_PAGE_PROCESSES = 4  # unless the operator asks for more


class EnvironmentMistake(Exception):
    """A setting that cannot be used; its text says which and what to do."""


@dataclass(frozen=True, slots=True)
class BoxEnvironment:
    """Where the box of sealed contributions is and keeps things.

    `address` empty means that it answers on the site of the people, under `/box/`; else it is the address of its own host.
    `database_url` empty means SQLite inside `folder`. `keys` holds what opens the pending contributions; `socket` is where
    the who-side speaks to it.
    """

    folder: Path
    keys: Path
    socket: Path
    database_url: str
    address: str
    people_address: str


@dataclass(frozen=True, slots=True)
class Environment:
    """The operator's choices.

    `quickstart` is true only under `bin/run`: SQLite, plain HTTP on loopback, mail on the console and in a
    mailbox page for the owner. `database_url` empty means SQLite inside `data_folder`. `page_processes` is how many answer
    pages while one has too much to do, the server included.
    """

    data_folder: Path
    secret_key: str
    database_url: str
    hosts: tuple[str, ...]
    address: str
    mail_url: str
    mail_from: str
    quickstart: bool
    debug: bool
    database_pool: int
    page_processes: int
    box: BoxEnvironment


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Return the operator's choices from `variables`; raises `EnvironmentMistake` with a hint."""
    data_folder = Path(variables.get("BREAKTHROUGH_DATA", "var")).absolute()
    address = _address(variables)
    host = urllib.parse.urlsplit(address).hostname or ""
    named = tuple(part.strip() for part in variables.get("BREAKTHROUGH_HOSTS", "").split(",") if part.strip())
    return Environment(
        data_folder=data_folder,
        secret_key=variables.get("BREAKTHROUGH_SECRET_KEY") or _kept_secret(data_folder),
        database_url=variables.get("BREAKTHROUGH_DATABASE_URL", ""),
        hosts=(host, *named)
        if host not in {"localhost", "127.0.0.1"}
        else ("localhost", "127.0.0.1", "[::1]", *named),
        address=address,
        mail_url=variables.get("BREAKTHROUGH_MAIL_URL", ""),
        mail_from=variables.get("BREAKTHROUGH_MAIL_FROM", f"breakthrough@{host or 'localhost'}"),
        quickstart=variables.get("BREAKTHROUGH_QUICKSTART", "") == "1",
        debug=variables.get("BREAKTHROUGH_DEBUG", "") == "1",
        database_pool=_whole_number(variables, "BREAKTHROUGH_DATABASE_POOL", default=10),
        page_processes=_whole_number(
            variables, "BREAKTHROUGH_PAGE_PROCESSES", default=min(MOST_PAGE_PROCESSES, _count_cores())
        ),
        box=read_box(variables),
    )


def read_box(variables: Mapping[str, str]) -> BoxEnvironment:
    """Return where the box is; all that `breakthrough box` needs to know. Raises `EnvironmentMistake`."""
    folder = Path(variables.get("BREAKTHROUGH_DATA", "var")).absolute() / "box"
    address = variables.get("BREAKTHROUGH_BOX_ADDRESS", "").rstrip("/")
    parts = urllib.parse.urlsplit(address)
    if address and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query):
        raise EnvironmentMistake(
            f"BREAKTHROUGH_BOX_ADDRESS is {address!r}; write https:// and the host of the box, and nothing behind it."
        )
    database_url = variables.get("BREAKTHROUGH_BOX_DATABASE_URL", "")
    if database_url and not database_url.startswith(("postgres://", "postgresql://")):
        raise EnvironmentMistake(
            "BREAKTHROUGH_BOX_DATABASE_URL must look like postgresql://name:password@host:5432/database."
        )
    return BoxEnvironment(
        folder=folder,
        keys=Path(variables.get("BREAKTHROUGH_BOX_KEYS") or folder / "keys").absolute(),
        socket=Path(variables.get("BREAKTHROUGH_BOX_SOCKET") or folder / "control.sock").absolute(),
        database_url=database_url,
        address=address,
        people_address=_address(variables),
    )


def database_of(environment: Environment) -> dict[str, object]:
    """Return Django's description of the database: SQLite with immediate transactions, or PostgreSQL with a pool."""
    if not environment.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(environment.data_folder / "breakthrough.sqlite3"),
            "CONN_MAX_AGE": None,  # opening the file costs 4 ms of every request; the server's few threads keep it open
            "OPTIONS": {
                # Deferred transactions fail with "database is locked" when a read turns into a write.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000; "
                "PRAGMA cache_size=-8000; PRAGMA mmap_size=67108864;",
            },
        }
    parts = urllib.parse.urlsplit(environment.database_url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise EnvironmentMistake(
            "BREAKTHROUGH_DATABASE_URL must look like postgresql://name:password@host:5432/database."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": urllib.parse.unquote(parts.username or ""),
        "PASSWORD": urllib.parse.unquote(parts.password or ""),
        "HOST": parts.hostname or urllib.parse.parse_qs(parts.query).get("host", [""])[0],
        "PORT": str(parts.port or ""),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": environment.database_pool, "timeout": 20}},
    }


def mail_of(environment: Environment) -> dict[str, object]:
    """Return Django's e-mail settings for `smtp://user:password@host:port` (`smtps://` for implicit TLS)."""
    if not environment.mail_url:
        backend = (
            "breakthrough.people.mailbox.MailboxBackend"
            if environment.quickstart
            else "django.core.mail.backends.console.EmailBackend"
        )
        return {"EMAIL_BACKEND": backend}
    parts = urllib.parse.urlsplit(environment.mail_url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise EnvironmentMistake(
            "BREAKTHROUGH_MAIL_URL must look like smtp://name:password@host:587 (or smtps:// for port 465)."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": urllib.parse.unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": urllib.parse.unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.port != 25,
        "EMAIL_TIMEOUT": 20,
    }


def _address(variables: Mapping[str, str]) -> str:
    address = variables.get("BREAKTHROUGH_ADDRESS", "http://localhost:8000").rstrip("/")
    if not address.startswith(("http://", "https://")):
        raise EnvironmentMistake(
            f"BREAKTHROUGH_ADDRESS is {address!r}; write it with http:// or https://, as people type it."
        )
    return address


def _kept_secret(data_folder: Path) -> str:
    path = data_folder / "secret"
    if not path.is_file():
        raise EnvironmentMistake(
            f"There is no secret key: set BREAKTHROUGH_SECRET_KEY, or let `breakthrough serve` make {path} at its first start."
        )
    return path.read_text(encoding="ascii").strip()


def _count_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _whole_number(variables: Mapping[str, str], name: str, *, default: int) -> int:
    written = variables.get(name, str(default))
    if not written.isdigit() or int(written) < 1:
        raise EnvironmentMistake(f"{name} is {written!r}; it must be a whole number of at least 1.")
    return int(written)
