"""The box of sealed contributions in a process: inside the server in the quick start, in one of its own elsewhere.

    breakthrough box --port 8001

needs neither Django nor the people's database. One process writes at a time; a second one stands by.
"""

import logging
import os
import resource
import secrets
import signal
import sys
import time
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from breakthrough.config import environment, machine
from breakthrough.config.environment import BoxEnvironment, EnvironmentMistake

if TYPE_CHECKING:
    import uvicorn

    from breakthrough.ballotbox.app import Application, Receive, Scope, Send
    from breakthrough.ballotbox.office import Office
    from breakthrough.ballotbox.running import Running
    from breakthrough.ballotbox.stores.store import Store

PREFIX = "/box/"
LONGEST_SOCKET = 100  # bytes; the system's limit is 108, on some 104
TALLY = (sys.executable, "-m", "breakthrough", "tally")
GRACE_SECONDS = 5

UNREACHABLE = (
    b'{"type": "/problems/box-unreachable", "status": 503, "detail": "The ballot box does not answer at this address. '
    b'Your browser keeps what you wrote and sends it later. Ask whoever runs this server."}'
)


class Door:
    """The box as the dispatcher sees it: an application with a life of its own."""

    def __init__(self, *, application: "Application", running: "Running") -> None:
        self._application = application
        self._running = running

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        await self._application(scope, receive, send)

    async def open(self) -> None:
        """Begin to write, or to stand by where another process writes."""
        await self._running.open()

    async def close(self) -> None:
        """End, so that another process can take over."""
        await self._running.close()


def make_door(chosen: BoxEnvironment) -> Door:
    """Return the box with its store, keys and control socket; raises `EnvironmentMistake` if they cannot be used."""
    from breakthrough.ballotbox.app import make_application

    office = make_office(chosen)
    origin = chosen.people_address if chosen.address else None
    return Door(
        application=make_application(office, people_origin=origin), running=make_running(office, chosen)
    )


def make_office(chosen: BoxEnvironment) -> "Office":
    """Return the box without its doors; raises `EnvironmentMistake` if its folders cannot be used."""
    from breakthrough.ballotbox.keys import KeyFolder
    from breakthrough.ballotbox.office import Office
    from breakthrough.ballotbox.vault import Vault

    if len(os.fsencode(chosen.socket)) > LONGEST_SOCKET:
        raise EnvironmentMistake(
            f"The path {chosen.socket} is too long for a socket: set BREAKTHROUGH_BOX_SOCKET to a shorter one."
        )
    for folder in (chosen.folder, chosen.keys):
        open_private_folder(folder)
    return Office(
        vault=Vault(store=_make_store(chosen), keys=KeyFolder(chosen.keys), draw=secrets.token_bytes),
        clock=time.monotonic,
        tally_command=TALLY,
    )


def make_running(office: "Office", chosen: BoxEnvironment) -> "Running":
    """Return the life of a box in this process, with its control socket."""
    from breakthrough.ballotbox.running import Running

    return Running(office, socket_path=chosen.socket, chance=SystemRandom())


def _make_store(chosen: BoxEnvironment) -> "Store":
    if chosen.database_url:
        from breakthrough.ballotbox.stores.postgres import PostgresStore

        return PostgresStore(chosen.database_url)
    from breakthrough.ballotbox.stores.sqlite import SqliteStore

    os.close(
        os.open(chosen.folder / "box.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    )  # before the store opens it
    return SqliteStore(chosen.folder / "box.sqlite3")


def open_private_folder(folder: Path) -> None:
    """Make a folder that only this user can enter."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise EnvironmentMistake(machine.words_of(error, folder)) from error


def forbid_dumps() -> None:
    """Never write this process's memory to a file: what is pending is in it in clear."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(*, host: str, port: int) -> int:
    """Run the box alone until Ctrl-C or SIGTERM; return 0, or 2 after one sentence that says what to do."""
    logging.basicConfig(level=logging.WARNING, format="{asctime} {levelname} {name}: {message}", style="{")
    try:
        chosen = environment.read_box(os.environ)
        door = make_door(chosen)
        listener = machine.bind(host, port)
    except EnvironmentMistake as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2
    forbid_dumps()
    with listener:
        _serve(door, listener.getsockname()[1]).run(sockets=[listener])
    return 0


def _serve(door: Door, port: int) -> "uvicorn.Server":
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _signal, _frame: None)  # uvicorn puts its own in place
    sys.stdout.write(f"The box answers on port {port}. Stop with Ctrl-C.\n")
    sys.stdout.flush()
    import uvicorn

    return uvicorn.Server(
        uvicorn.Config(
            _alone(door),
            lifespan="on",
            http="httptools",
            ws="none",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # the box never asks where a request comes from
            backlog=machine.BACKLOG,
            timeout_keep_alive=20,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )


def _alone(door: Door) -> "Application":
    async def application(scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] == "lifespan":
            await receive()
            await door.open()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await door.close()
            await send({"type": "lifespan.shutdown.complete"})
        elif scope["type"] == "http":
            await door(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    return application
