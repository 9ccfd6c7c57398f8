"""A box in a process of its own under uvicorn, for the tests that kill it and for the benchmark.

    python -m tests.sealed.served FOLDER [--address postgresql://…] (--socket PATH | --port N) [--answer-first] [--tally PROGRAM]

Its clock runs so fast that nobody is told to slow down. `--answer-first` answers before the commit: the planted mistake that
a kill must find. `--tally` counts vectors.
"""

import argparse
import asyncio
import itertools
import random
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from breakthrough.ballotbox.app import make_application
from breakthrough.ballotbox.checks import Checked
from breakthrough.ballotbox.keys import KeyFolder
from breakthrough.ballotbox.office import Office
from breakthrough.ballotbox.running import Running, with_life
from breakthrough.ballotbox.stores.postgres import PostgresStore
from breakthrough.ballotbox.stores.sqlite import SqliteStore
from breakthrough.ballotbox.vault import Vault
from breakthrough.kernel.problem import Problem


class Hasty(Vault):
    """Answers first and stores later, as no box may."""

    def store_group(self, group: Sequence[Checked]) -> Sequence[Problem | None]:
        asyncio.run_coroutine_threadsafe(asyncio.to_thread(super().store_group, group), _loop())
        return [None for _ in group]


def _loop() -> asyncio.AbstractEventLoop:
    return LOOPS[0]


LOOPS: list[asyncio.AbstractEventLoop] = []


class Server(uvicorn.Server):
    """Says when it is ready."""

    async def startup(self, sockets: object = None) -> None:
        LOOPS.append(asyncio.get_running_loop())
        await super().startup()
        sys.stdout.write("Ready\n")
        sys.stdout.flush()


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--address", default="")
    parser.add_argument("--socket", default=None)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--http", default="auto")
    parser.add_argument("--answer-first", action="store_true")
    parser.add_argument("--tally", default="")
    chosen = parser.parse_args()
    store = PostgresStore(chosen.address) if chosen.address else SqliteStore(chosen.folder / "box.sqlite3")
    kind = Hasty if chosen.answer_first else Vault
    vault = kind(store=store, keys=KeyFolder(chosen.folder / "keys"), draw=secrets.token_bytes)
    ticks = itertools.count(0, 10)
    tally = [sys.executable, "-c", chosen.tally] if chosen.tally else []
    office = Office(vault=vault, clock=lambda: float(next(ticks)), tally_command=tally)
    running = Running(office, socket_path=chosen.folder / "control.sock", chance=random.SystemRandom())
    Server(
        uvicorn.Config(
            with_life(make_application(office), running),
            uds=chosen.socket,
            port=chosen.port,
            lifespan="on",
            http=chosen.http,
            ws="none",
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            backlog=2048,
        )
    ).run()


if __name__ == "__main__":
    main()
