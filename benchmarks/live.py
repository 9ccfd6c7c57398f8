"""Open readers of the live feed on one process: how soon an announcement reaches all, and what a reader costs.

The server is the real one (`breakthrough serve`); the thousand readers are one asyncio process beside it, so both
share the machine. "Same process" is an announcement by a page; "another process" one by a background worker, which a
server on SQLite has to notice by itself.
"""

import asyncio
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import _report
from _report import Row, Served

READERS = 1000
TOPIC = "round:benchmark"
REACH_MS = 250
REACH_KB = 30


def main() -> int:
    """Measure and print."""
    if sys.argv[1:2] == ["--serve"]:
        return serve(int(sys.argv[2]))
    if sys.argv[1:2] == ["--announce"]:
        return announce()
    chosen = _report.parse_arguments(str(__doc__).splitlines()[0])
    repetitions = 3 if chosen.quick else 15
    port = 8901
    with tempfile.TemporaryDirectory() as folder:
        environment = _report.environment_of(Path(folder), port=port)
        served = Served([sys.executable, __file__, "--serve", str(port)], environment=environment)
        other = Served([sys.executable, __file__, "--announce"], environment=environment)
        os.environ.update(environment)
        try:
            rows, notes = asyncio.run(measure(served, other, port=port, repetitions=repetitions))
        finally:
            other.process.kill()
            stop_seconds = served.stop()
    rows.append(Row("Ctrl-C with all readers open, until the end", stop_seconds * 1000, "ms", 5000))
    return _report.publish("live", rows, out=chosen.json, notes=notes)


async def measure(
    served: Served, other: Served, *, port: int, repetitions: int
) -> tuple[list[Row], dict[str, object]]:
    """Open the readers, announce, and return the figures."""
    address = f"/live/{_write_ticket()}"
    warm = [await Ear.open(port, address) for _ in range(50)]
    served.say("announce")
    await asyncio.sleep(1)
    for ear in warm:
        ear.close()
    await asyncio.sleep(1)
    before, threads, files = served.memory_megabytes, served.status("Threads"), database_files(served)
    opened_at = time.monotonic()
    ears = [await Ear.open(port, address) for _ in range(READERS)]
    opening = time.monotonic() - opened_at
    await asyncio.sleep(2)
    after = served.memory_megabytes
    same = [await _all_told(ears, lambda: float(served.say("announce"))) for _ in range(repetitions)]
    elsewhere = [await _all_told(ears, lambda: float(other.say("announce"))) for _ in range(repetitions)]
    settled = served.memory_megabytes
    each = (max(after, settled) - before) * 1024 / READERS
    rows = [
        Row("one announcement to all 1,000, same process: median", _median(same) * 1000, "ms"),
        Row("one announcement to all 1,000, same process: slowest", max(same) * 1000, "ms", REACH_MS),
        Row("one announcement to all 1,000, another process: median", _median(elsewhere) * 1000, "ms"),
        Row("one announcement to all 1,000, another process: slowest", max(elsewhere) * 1000, "ms", REACH_MS),
        Row("memory for each reader", each, "kB", REACH_KB),
        Row("memory of the server with all readers", settled, "MB"),
        Row("more threads than with no reader", served.status("Threads") - threads, "", 0),
        Row("more database files open than with no reader", database_files(served) - files, "", 0),
        Row("opening all 1,000 one after the other", opening * 1000, "ms"),
    ]
    return rows, {"readers": READERS, "repetitions": repetitions, "threads": threads}


class Ear:
    """One open stream, on a bare socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int, address: str) -> "Ear":
        """Ask for the stream and wait until it has begun."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
        writer.write(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head, head
        await reader.readuntil(b"\n\n")
        return cls(reader, writer)

    async def hear(self) -> float:
        """Return when the next announcement arrived."""
        while b"data:" not in await self._reader.readuntil(b"\n\n"):
            continue
        return time.monotonic()

    def close(self) -> None:
        self._writer.close()


async def _all_told(ears: list[Ear], announce: Callable[[], float]) -> float:
    hearing = [asyncio.ensure_future(ear.hear()) for ear in ears]
    await asyncio.sleep(0.2)
    announced_at = await asyncio.to_thread(announce)
    told = await asyncio.wait_for(asyncio.gather(*hearing), timeout=30)
    await asyncio.sleep(0.13)  # not in step with anybody's clock
    return max(told) - announced_at


def _write_ticket() -> str:
    from breakthrough.config import starting

    starting.set_up()
    from breakthrough.live import tickets

    return tickets.write(tickets.Ticket(topic=TOPIC, seen=None))


def database_files(served: Served) -> int:
    """Count the server's open handles on its database."""
    return sum("sqlite3" in name for name in served.open_files)


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def serve(port: int) -> int:
    """Be the server under measurement, with a line on standard input for each announcement a page would make."""
    from breakthrough.config import serve as product

    threading.Thread(target=_obey, daemon=True).start()
    return product.run(product.ServeOptions(port=port, worker=False))


def announce() -> int:
    """Be a background worker that announces, once for each line on standard input."""
    from breakthrough.config import starting

    starting.set_up()
    print("Ready", flush=True)
    _obey()
    return 0


def _obey() -> None:
    for _line in sys.stdin:
        from breakthrough.live import announcements

        began = time.monotonic()
        announcements.announce_on_commit(TOPIC)
        print(f"answer {began}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
