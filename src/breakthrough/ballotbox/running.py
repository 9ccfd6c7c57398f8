"""The life of the box in a process: it becomes the writer or stands by, listens to the people side, and commits for cover.

box = Running(office, socket_path=…, sleep=asyncio.sleep, chance=random.SystemRandom())
await box.open();  …;  await box.close()
"""

import asyncio
import contextlib
import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from random import SystemRandom
from typing import TypeAlias

from breakthrough.ballotbox import control
from breakthrough.ballotbox.app import Application, Receive, Scope, Send
from breakthrough.ballotbox.office import Office
from breakthrough.ballotbox.stores.store import StoreFailed
from breakthrough.kernel.problem import Problem

logger = logging.getLogger(__name__)

MEAN_SECONDS = 60.0  # between two cover commits of an open round
MEAN_SECONDS_AFTERWARDS = (
    900.0  # between two for all rounds together whose texts their authors may still change
)
STAND_BY_SECONDS = 1.0
QUIET_SECONDS = 5.0  # how often to look which rounds there are to cover

Sleep: TypeAlias = Callable[[float], Awaitable[None]]


class Running:
    """The box from `open` to `close`. `sleep` waits for so many seconds; `chance` draws the gaps between cover commits."""

    def __init__(
        self, office: Office, *, socket_path: Path, sleep: Sleep = asyncio.sleep, chance: SystemRandom
    ) -> None:
        self._office = office
        self._socket_path = socket_path
        self._sleep = sleep
        self._chance = chance
        self._server: asyncio.Server | None = None
        self._tasks: Sequence[asyncio.Task[None]] = ()

    async def open(self) -> None:
        """Take up the work, or begin to stand by. The control socket belongs to the one that writes."""
        if not await self._take_up():
            self._tasks = (asyncio.create_task(self._stand_by()),)
            return
        await self._begin()

    async def close(self) -> None:
        """End everything, and let another process take over."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if self._server is not None:
            self._server.close()
            self._socket_path.unlink(missing_ok=True)
        await asyncio.to_thread(self._office.close)

    async def _begin(self) -> None:
        self._server = await control.listen(self._office, self._socket_path)
        self._tasks = (*self._tasks, asyncio.create_task(self._cover()))

    async def _take_up(self) -> bool:
        try:
            await asyncio.to_thread(self._office.take_up)
        except StoreFailed as failure:
            logger.warning("The box stands by: %s", failure)
            return False
        return True

    async def _stand_by(self) -> None:
        while not await self._take_up():
            await self._sleep(STAND_BY_SECONDS)
        await self._begin()

    async def _cover(self) -> None:
        while True:
            # One stream for all open rounds, as dense as all of them together: each gets its share by chance. Another for all
            # that are listened to after their release: without it a log would tell when a change came that stands alone on its day.
            streams = [(round_, 1 / MEAN_SECONDS) for round_ in self._office.list_open_rounds()]
            listening = self._office.list_listening_rounds()
            streams += [(round_, 1 / MEAN_SECONDS_AFTERWARDS / len(listening)) for round_ in listening]
            rate = sum(each for _, each in streams)
            gap = self._chance.expovariate(rate) if rate else math.inf
            await self._sleep(min(gap, QUIET_SECONDS))
            if gap > QUIET_SECONDS:
                continue  # look again what is open: such gaps have no memory of how long one has waited
            (round_,) = self._chance.choices([one for one, _ in streams], [each for _, each in streams])
            with contextlib.suppress(Problem):
                await asyncio.to_thread(self._office.cover, round_)


def with_life(application: Application, box: Running) -> Application:
    """Return `application` with the life of `box` bound to the server's, for a process that is nothing but a box."""

    async def live(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await application(scope, receive, send)
            return
        await receive()
        await box.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await box.close()
        await send({"type": "lifespan.shutdown.complete"})

    return live
