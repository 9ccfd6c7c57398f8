"""More hands: further processes that answer pages while one interpreter has too much to do, and leave when it has not.

Python runs one thread of a process at a time. Where pages are asked for faster than one core makes them, the server takes a
hand: a process with Django alone, reached over socket pairs, one request at a time on each. It gets whatever comes while it
has no more to do than the server itself. Feed and box stay where they are, and so do large uploads.
"""

import asyncio
import contextlib
import logging
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence

from breakthrough.config.channels import Channel, CutOffError, is_large, open_channel, read_whole, replay
from breakthrough.live.feed import Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

CHANNELS = 4  # requests that one hand answers at once
LOOK_SECONDS = 1.0
LOOKS = 5  # how many of them in a row decide whether one more is needed: a burst is over sooner than a hand is there
TAKE_ABOVE = 0.5  # requests at work at once, for each process there is
LEAVE_BELOW = 0.1
LEAVE_AFTER = 300  # looks
START_SECONDS = 60.0
PAUSE_SECONDS = 60.0  # after one that did not start, or died
GRACE_SECONDS = 2.0
SAFE_TO_REPEAT = frozenset({"GET", "HEAD", "OPTIONS"})
LOST = b"A part of this server stopped while it answered. Reload the page, and look whether what you did is there before you do it again.\n"

Application = Callable[[Scope, Receive, Send], Awaitable[None]]
StartChild = Callable[[Sequence[int]], "subprocess.Popen[bytes]"]


def start_child(descriptors: Sequence[int]) -> "subprocess.Popen[bytes]":
    """Start a hand that listens on these sockets, in a session of its own, so that Ctrl-C reaches it through us only."""
    return subprocess.Popen(  # noqa: S603 (fixed command)
        [sys.executable, "-m", "breakthrough", "hand", *map(str, descriptors)],
        pass_fds=descriptors,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


class Hand:
    """One further process, and the channels to it that are free."""

    def __init__(self, process: "subprocess.Popen[bytes]", channels: list[Channel]) -> None:
        self.process = process
        self.free = list(channels)
        self._channels = channels

    @property
    def is_fit(self) -> bool:
        """Whether it is there and can be asked."""
        return bool(self._channels) and self.process.poll() is None

    @property
    def busy(self) -> int:
        """How many requests it is at."""
        return len(self._channels) - len(self.free)

    def drop(self, channel: Channel) -> None:
        """Go on without a channel that may be in the middle of an answer."""
        channel.close()
        self._channels.remove(channel)

    def close(self) -> None:
        """Let it end."""
        for channel in self._channels:
            channel.close()


class Load:
    """How many requests were at work at once, on average."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._since = monotonic()
        self._looked_at = self._since
        self._at_work = 0
        self._seconds = 0.0

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """Count one request for as long as the block lasts."""
        self._change(1)
        try:
            yield
        finally:
            self._change(-1)

    def look(self) -> float:
        """Return the average since the last look."""
        self._change(0)
        passed, self._looked_at = self._since - self._looked_at, self._since
        seconds, self._seconds = self._seconds, 0.0
        return seconds / passed if passed > 0 else 0.0

    def _change(self, by: int) -> None:
        now = self._monotonic()
        self._seconds += self._at_work * (now - self._since)
        self._since = now
        self._at_work += by


class Hands:
    """Answers with `own`, and with up to `most` further processes while they are needed."""

    def __init__(
        self,
        own: Application,
        *,
        most: int,
        start_child: StartChild = start_child,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._own = own
        self._most = most
        self._start_child = start_child
        self._monotonic = monotonic
        self._load = Load(monotonic)
        self._looks = deque[float](maxlen=LOOKS)
        self._quiet = 0
        self._not_before = 0.0
        self._own_busy = 0
        self._hands: list[Hand] = []
        self._leaving: list[Hand] = []
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def count(self) -> int:
        """How many further processes are at work."""
        return len(self._hands)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, here or elsewhere."""
        with self._load.one():
            if not self._hands or is_large(scope):
                await self._answer_here(scope, receive, send)
                return
            body = await read_whole(receive)
            if body is None:
                return  # who asked is gone
            hand = self._choose()
            if hand is None:
                await self._answer_here(scope, replay(body), send)
            else:
                await self._pass_on(hand, scope, body, send)

    def open(self) -> None:
        """Begin to look how much there is to do."""
        self._tasks.append(asyncio.create_task(self._watch()))

    async def close(self) -> None:
        """End every further process."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        gone = [*self._hands, *self._leaving]
        for hand in gone:
            hand.close()
        await asyncio.gather(*(asyncio.to_thread(_end, hand.process, grace=GRACE_SECONDS) for hand in gone))
        self._hands, self._leaving = [], []

    async def tend(self) -> None:
        """Look once: bury who is gone, take one more where there is too much to do, let one go after a quiet while."""
        for hand in [hand for hand in self._hands if not hand.is_fit]:
            self._lose(hand)
        self._leaving = [hand for hand in self._leaving if hand.process.poll() is None]
        self._looks.append(self._load.look())
        self._quiet = self._quiet + 1 if sum(self._looks) / LOOKS < LEAVE_BELOW else 0
        if len(self._looks) == LOOKS and min(self._looks) > TAKE_ABOVE * (1 + len(self._hands)):
            if len(self._hands) < self._most and self._monotonic() >= self._not_before:
                await self._take()
        elif self._quiet >= LEAVE_AFTER and self._hands and not self._hands[-1].busy:
            self._quiet = 0
            self._leaving.append(self._hands.pop())
            self._leaving[-1].close()

    def _choose(self) -> Hand | None:
        best = min((hand for hand in self._hands if hand.free), key=lambda hand: hand.busy, default=None)
        return best if best is not None and best.busy <= self._own_busy else None

    async def _answer_here(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._own_busy += 1
        try:
            await self._own(scope, receive, send)
        finally:
            self._own_busy -= 1

    async def _pass_on(self, hand: Hand, scope: Scope, body: bytes, send: Send) -> None:
        channel = hand.free.pop()
        head: Message | None = None
        is_begun = False

        async def pass_back(message: Message) -> None:
            nonlocal head, is_begun
            if message["type"] == "http.response.start":
                head = message  # kept until there is more: up to then it can be asked again
                return
            if head is not None:
                is_begun = True
                await send(head)
                head = None
            await send(message)

        try:
            await channel.ask(scope, body, pass_back)
        except (EOFError, OSError):
            self._lose(hand)
            if is_begun:
                raise
            await self._answer_again(scope, body, send)
        except CutOffError:
            hand.free.append(channel)
            raise
        except BaseException:
            hand.drop(channel)
            raise
        else:
            hand.free.append(channel)

    async def _answer_again(self, scope: Scope, body: bytes, send: Send) -> None:
        """A hand died: what changes nothing is asked again, here; of anything else nobody can tell whether it was done."""
        if scope["method"] in SAFE_TO_REPEAT:
            await self._answer_here(scope, replay(body), send)
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": LOST})

    async def _take(self) -> None:
        pairs = [socket.socketpair() for _ in range(CHANNELS)]
        try:
            process = self._start_child([theirs.fileno() for _, theirs in pairs])
        except OSError as error:
            logger.warning("Another process for pages could not be started: %s", error)
            self._not_before = self._monotonic() + PAUSE_SECONDS
            for ours, _ in pairs:
                ours.close()
            return
        finally:
            for _, theirs in pairs:
                theirs.close()
        hand = Hand(
            process,
            [await open_channel(ours) for ours, _ in pairs],
        )
        try:
            async with asyncio.timeout(START_SECONDS):
                for channel in hand.free:
                    await channel.wait()
        except (EOFError, OSError):  # a timeout is one
            logger.warning("Another process for pages did not start; the server goes on alone")
            self._lose(hand)
        except BaseException:
            self._lose(hand)
            raise
        else:
            self._looks.clear()
            self._hands.append(hand)

    def _lose(self, hand: Hand) -> None:
        if hand in self._hands:
            self._hands.remove(hand)
        hand.close()
        _end(hand.process)
        self._not_before = self._monotonic() + PAUSE_SECONDS

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.tend()


def _end(process: "subprocess.Popen[bytes]", *, grace: float = 0.0) -> None:
    try:
        process.wait(timeout=grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
