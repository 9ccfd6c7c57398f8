"""Many connections that send what was made beforehand, as fast as each is answered."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

Connect = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


@dataclass(slots=True)
class Outcome:
    """What came of the requests of one connection: for each answered one, its place, its status, and the seconds it took."""

    answers: list[tuple[int, int, float]] = field(default_factory=list)

    @property
    def stored(self) -> list[int]:
        """Places of the requests that were acknowledged."""
        return [place for place, status, _ in self.answers if status == 200]


def http_request(path: str, body: bytes) -> bytes:
    """Return the whole request as bytes."""
    head = f"POST {path} HTTP/1.1\r\nhost: box\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def drive(connect: Connect, requests: Sequence[bytes], outcome: Outcome) -> None:
    """Send `requests` on one connection, one after the other; a connection that breaks ends it."""
    try:
        reader, writer = await connect()
    except OSError:
        return
    try:
        for place, request in enumerate(requests):
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            outcome.answers.append((place, int(head[9:12]), time.perf_counter() - began))
    except (OSError, asyncio.IncompleteReadError):
        return
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def drive_all(connect: Connect, queues: Sequence[Sequence[bytes]]) -> list[Outcome]:
    """Send every queue on a connection of its own, all at once."""
    outcomes = [Outcome() for _ in queues]
    await asyncio.gather(
        *(drive(connect, queue, outcome) for queue, outcome in zip(queues, outcomes, strict=True))
    )
    return outcomes
