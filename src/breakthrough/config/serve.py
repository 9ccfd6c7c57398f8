"""`breakthrough serve`: one command that prepares the data folder, starts the server and looks after background work.

At idle there is one process: the event loop with the live feed and the box, Django in a few threads, and two small
watching threads. Several app processes behind a proxy are started with `breakthrough serve --no-worker --no-box --port N`,
next to one or more `breakthrough worker` and one `breakthrough box`.
"""

import contextlib
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from breakthrough.config import machine, starting
from breakthrough.config.environment import EnvironmentMistake
from breakthrough.config.starting import Start, prepare_only

if TYPE_CHECKING:
    import uvicorn

    from breakthrough.config.supervising import WorkerOnDemand

__all__ = ["ServeOptions", "prepare_only", "run"]

GRACE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What the operator asked for. `data_folder` None means `$BREAKTHROUGH_DATA`, or `var` where we stand."""

    host: str = "127.0.0.1"
    port: int = 8000
    data_folder: Path | None = None
    worker: bool = True
    box: bool = True
    demo: bool = False


def run(options: ServeOptions) -> int:
    """Serve until Ctrl-C or SIGTERM; return 0, or 2 after one sentence that says what to do."""
    with contextlib.ExitStack() as held:
        try:
            with starting.loading():
                start = starting.begin(
                    host=options.host, port=options.port, data_folder=options.data_folder, demo=options.demo
                )
                held.enter_context(start.listener)
                server, workers = _load(start, options)
        except EnvironmentMistake as mistake:
            sys.stderr.write(f"{mistake}\n")
            return 2
        _serve(server, start.listener, workers)
    return 0


def _load(start: Start, options: ServeOptions) -> "tuple[uvicorn.Server, WorkerOnDemand | None]":
    """Make everything that serves. Raises `EnvironmentMistake`."""
    from breakthrough.config import supervising

    machine.raise_file_limit()
    _prepare_sealing(with_box=options.box)
    server = _make_server(on_ready=lambda: _say_ready(start.first_owner_path))
    if not options.worker:
        return server, None
    _take_hands()
    return server, supervising.WorkerOnDemand()


def _serve(server: "uvicorn.Server", listener: socket.socket, workers: "WorkerOnDemand | None") -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(
            number, _nothing
        )  # uvicorn puts its own in place, and raises the signal once more at the end
    if workers is not None:
        workers.start()
    try:
        server.run(sockets=[listener])
    finally:
        if workers is not None:
            workers.stop()


def _prepare_sealing(*, with_box: bool) -> None:
    """Test the libraries that seal, and take the box in, unless it runs elsewhere. Raises `EnvironmentMistake`."""
    from django.conf import settings

    from breakthrough.ballots import neighbours
    from breakthrough.ballots.signer import Unfit
    from breakthrough.config import box, dispatcher

    box.open_private_folder(settings.ENVIRONMENT.data_folder / "signer")
    try:
        neighbours.start_signer()
    except Unfit as reason:
        raise machine.MachineMistake(str(reason)) from reason
    chosen = settings.ENVIRONMENT.box
    if with_box and not chosen.address:
        box.forbid_dumps()
        dispatcher.application.box = box.make_door(chosen)


def _take_hands() -> None:
    from django.conf import settings

    from breakthrough.config import dispatcher

    most = settings.ENVIRONMENT.page_processes - 1
    if most:
        dispatcher.application.take_hands(most)


def _make_server(*, on_ready: Callable[[], None]) -> "uvicorn.Server":
    import uvicorn
    from django.conf import settings

    from breakthrough.config import dispatcher

    class Server(uvicorn.Server):
        """Says when it is ready, and ends the streams first when it is asked to stop."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            on_ready()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await dispatcher.application.feed.close()
            await super().shutdown(sockets)

    return Server(
        uvicorn.Config(
            dispatcher.application,
            lifespan="on",
            http="httptools",
            ws="none",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=not settings.QUICKSTART,  # trusts $FORWARDED_ALLOW_IPS, by default a proxy on this machine
            backlog=machine.BACKLOG,
            timeout_keep_alive=20,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )


def _say_ready(first_owner_path: str | None) -> None:
    from django.conf import settings

    starting.say(f"Ready at {settings.ADDRESS}")
    if first_owner_path is not None:
        link = f"{settings.ADDRESS}{first_owner_path}"
        starting.say(f"Sign in as the owner with this link; it works once, within 24 hours:\n  {link}")
    starting.say("Stop with Ctrl-C.")


def _nothing(_signal: int, _frame: object) -> None:
    return
