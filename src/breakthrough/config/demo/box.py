"""The real box while the story is made: in this process, and reached through its control socket as always."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future

from breakthrough.config import box, machine
from breakthrough.config.demo.sealing import Give
from breakthrough.config.environment import BoxEnvironment

SECONDS = 60.0


@contextlib.contextmanager
def open_box(chosen: BoxEnvironment) -> Iterator[Give]:
    """Run the box while the context lasts, and give the way into it. Raises `EnvironmentMistake` where another process has it."""
    if chosen.address:
        raise machine.MachineMistake(
            "The demo is made with the box in the same process: make it on an installation without BREAKTHROUGH_BOX_ADDRESS."
        )
    office = box.make_office(chosen)
    opened = Future[bool]()
    over = threading.Event()

    async def live() -> None:
        running = box.make_running(office, chosen)
        try:
            await running.open()
            opened.set_result(office.is_ready)
        except Exception as error:  # noqa: BLE001 (raised again in the thread that waits)
            opened.set_exception(error)
        await asyncio.to_thread(over.wait)
        await running.close()

    thread = threading.Thread(target=asyncio.run, args=[live()], name="demo-box")
    thread.start()
    try:
        if not opened.result(SECONDS):
            raise machine.MachineMistake(
                "The box is at work in another process: stop the server, make the demo, then start the server again."
            )
        yield lambda round_, request, is_later: office.receive_now(round_, request, is_later=is_later)
    finally:
        over.set()
        thread.join(SECONDS)
