"""Everything between the command and a server that may start: folder, port, secret, database, static files, checks.

What can be refused comes first and cheapest first; each refusal is an `EnvironmentMistake` whose text is one sentence.
Long preparations run in a process of their own, so that the memory they take is not the server's for good.
"""

import contextlib
import errno
import gc
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from breakthrough.config import machine, preparing
from breakthrough.config.environment import EnvironmentMistake
from breakthrough.config.machine import MachineMistake

Result = TypeVar("Result")

OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Start:
    """A server that may start: its listening socket, and the first owner's link while there is no owner."""

    listener: socket.socket
    first_owner_path: str | None


def begin(*, host: str, port: int, data_folder: Path | None, demo: bool) -> Start:
    """Get everything ready; raises `EnvironmentMistake`."""
    if sys.version_info < OLDEST_PYTHON:
        raise MachineMistake("Breakthrough needs Python 3.11 or newer: start it with a newer one.")
    listener = machine.bind(host, port)
    try:
        _open_folder(Path(data_folder or os.environ.get("BREAKTHROUGH_DATA") or "var").absolute())
        os.environ.setdefault("BREAKTHROUGH_ADDRESS", f"http://localhost:{listener.getsockname()[1]}")
        set_up()
        if not with_words(preparing.is_prepared):
            say("Preparing the database and the static files")
            _run_child("-m", "breakthrough", "prepare")
        _check_settings()
        if demo:
            _run_child(
                "-c", "from breakthrough.config import starting; raise SystemExit(starting.demo_only())"
            )
        return Start(listener=listener, first_owner_path=with_words(_offer_first_owner))
    except BaseException:
        listener.close()
        raise


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Load what stays for good: no collection walks it, neither while it is loaded nor later."""
    gc.disable()
    try:
        yield
        gc.freeze()  # with the little in it that is garbage: to find that takes as long as a twentieth of the start
    finally:
        gc.enable()


def prepare_only() -> int:
    """Bring database and static files up to date and return 0, or 2 after one sentence that says what to do."""
    try:
        _open_folder(Path(os.environ.get("BREAKTHROUGH_DATA") or "var").absolute())
        set_up()
        with_words(preparing.prepare)
    except EnvironmentMistake as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2
    return 0


def demo_only() -> int:
    """Make the demo collaboration unless it is there, say its link, and return 0, or 2 after one sentence."""
    try:
        set_up()
        with_words(make_demo)
    except EnvironmentMistake as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2
    return 0


def make_demo() -> None:
    """Make the demo collaboration unless it is there, and say how to look around in it. Raises `EnvironmentMistake`."""
    from django.conf import settings

    from breakthrough.config.demo import box, make

    if make.is_there():
        return
    say("Making a collaboration to look around in; this takes about half a minute")
    with box.open_box(settings.ENVIRONMENT.box) as give:
        doors = make.make_demo(give=give, now=datetime.now(UTC))
    if doors is not None:
        codes = "".join(f"\n  {code}  {who}" for who, code in doors.codes.items())
        say(f"Look around in it, as somebody who facilitates, with this link; it works once:\n  {doors.link}")
        say(f"Or be one of them, with a return code at {doors.return_page}{codes}")


def set_up() -> None:
    """Load Django with the product's settings, once."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "breakthrough.config.settings")
    django.setup()


def with_words(do: Callable[[], Result]) -> Result:
    """Run `do`; a disk or a database that cannot be used becomes a sentence."""
    from django.conf import settings
    from django.db import DatabaseError

    folder = settings.ENVIRONMENT.data_folder
    try:
        return do()
    except OSError as error:
        raise MachineMistake(machine.words_of(error, folder)) from error
    except DatabaseError as error:
        words = next(iter(str(error).split("\n")), "")
        if "no such table" in words or "does not exist" in words:
            raise MachineMistake("The database is not prepared: run `breakthrough prepare` first.") from error
        if "full" in words:
            raise MachineMistake(machine.words_of(OSError(errno.ENOSPC, ""), folder)) from error
        if "readonly" in words or "unable to open" in words:
            raise MachineMistake(machine.words_of(OSError(errno.EACCES, ""), folder)) from error
        raise MachineMistake(
            f"The database cannot be used ({words}): check BREAKTHROUGH_DATABASE_URL and that the database runs."
        ) from error


def say(words: str) -> None:
    """Tell the operator."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _open_folder(folder: Path) -> None:
    machine.open_folder(folder)
    if not os.environ.get("BREAKTHROUGH_SECRET_KEY"):
        preparing.keep_secret(folder)
    os.environ["BREAKTHROUGH_DATA"] = str(folder)


def _run_child(*words: str) -> None:
    done = subprocess.run([sys.executable, *words], check=False, stdin=subprocess.DEVNULL)  # noqa: S603 (fixed words)
    if done.returncode:
        raise MachineMistake("The data folder could not be prepared; the line above says why.")


def _check_settings() -> None:
    """Refuse to start with an error; say the warnings of our own checks (those of libraries are for developers)."""
    from django.apps import apps
    from django.core import checks

    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("breakthrough.")}
    for message in checks.run_checks():
        if message.is_silenced():
            continue
        words = f"{message.msg} {message.hint or ''}".strip()
        if message.is_serious():
            raise MachineMistake(words)
        if str(message.id).split(".")[0] in ours:
            say(f"Note: {words}")


def _offer_first_owner() -> str | None:
    from breakthrough.people import actions

    return actions.offer_first_owner(now=datetime.now(UTC))
