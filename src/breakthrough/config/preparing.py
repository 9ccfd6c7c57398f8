"""Making the data folder ready: writable, with a secret key, a database up to date and static files collected.

What was prepared is remembered as fingerprints in `<data folder>/prepared.json`, so that a second start skips it.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from breakthrough import __version__

LOCK_NUMBER = 7_266_732  # any number that no other program uses on this database


def keep_secret(folder: Path) -> None:
    """Make the secret key of this installation, readable by its owner only, unless it is there."""
    try:
        descriptor = os.open(folder / "secret", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))


def is_prepared() -> bool:
    """Say whether database and static files are as this version of the program needs them. Needs Django set up."""
    return _remembered() == fingerprints()


def prepare() -> None:
    """Bring database and static files up to date; safe to run in several processes at once. Needs Django set up."""
    from django.conf import settings
    from django.core.management import call_command

    with _alone(settings.ENVIRONMENT.data_folder):
        wanted, known = fingerprints(), _remembered()
        if wanted["database"] != known.get("database"):
            call_command("migrate", interactive=False, verbosity=0)
        if wanted["static"] != known.get("static"):
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        _record().write_text(json.dumps(fingerprints()), encoding="ascii")


def fingerprints() -> dict[str, str]:
    """Return what the state of the database and of the static files depends on, each as a SHA-256."""
    from django.apps import apps
    from django.conf import settings
    from django.contrib.staticfiles import finders
    from django.db import connection

    described = connection.settings_dict
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    migrations = [path for folder in folders if folder.is_dir() for path in folder.glob("*.py")]
    database = [str(described[name]) for name in ("ENGINE", "NAME", "HOST", "PORT")]
    if connection.vendor == "sqlite" and not Path(described["NAME"]).is_file():
        database.append("missing")
    static = [
        Path(storage.path(name)) for finder in finders.get_finders() for name, storage in finder.list([])
    ]
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    return {
        "database": _digest([__version__, *database], migrations),
        "static": _digest([__version__, str(manifest.is_file())], static),
    }


def _digest(words: Iterable[str], files: Iterable[Path]) -> str:
    digest = hashlib.sha256(json.dumps(list(words)).encode())
    for path in sorted(files):
        state = path.stat()
        digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _remembered() -> Mapping[str, str]:
    try:
        read = json.loads(_record().read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _record() -> Path:
    from django.conf import settings

    return Path(settings.ENVIRONMENT.data_folder) / "prepared.json"


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep out other processes of this data folder and, on PostgreSQL, of this database."""
    from django.db import connection

    with (folder / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
