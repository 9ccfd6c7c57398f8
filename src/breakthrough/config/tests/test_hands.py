"""More hands: they come when there is too much to do, answer as the server would, may die at any moment, and leave again.

Over 300 lines because all of it plays in one house: a server, hands that exist only on paper, and the sockets between them.
"""

import asyncio
import os
import socket
import subprocess
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain

import pytest
from a2wsgi.wsgi_typing import Environ, StartResponse

from breakthrough.background import actions
from breakthrough.config import channels, hand, hands
from breakthrough.config.bridge import ThreadBridge
from breakthrough.config.hands import Hands, Load
from breakthrough.live import announcements
from breakthrough.live.feed import Message, Scope
from breakthrough.live.templatetags.live import SEEN

pytestmark = pytest.mark.enable_socket  # pairs of sockets inside this process
MEGABYTE = 1024 * 1024


class Pages:
    """Stands for Django in one process: says whose it is, and what it was asked."""

    def __init__(self, whose: str) -> None:
        self.whose = whose
        self.asked: list[Environ] = []

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.asked.append(environ)
        path = str(environ["PATH_INFO"])
        start_response("201 Created", [("X-Whose", self.whose)])
        if path == "/long":
            return [b"x" * MEGABYTE, b"y" * MEGABYTE, b"z"]
        if path == "/half":
            return chain([b"x" * 2 * MEGABYTE], map(int, ["no number"]))  # type: ignore[arg-type]  # breaks off, as the test wants it
        if path == "/broken":
            raise RuntimeError("a page that fails outside of Django")
        if path == "/news":
            announcements.look_now.set()
            actions.arrived.set()
        return [self.whose.encode(), b" ", environ["wsgi.input"].read()]


class Process:
    """The process of a hand, which exists only on paper; what it would do, a task of this loop does."""

    def __init__(self) -> None:
        self.returncode: int | None = None
        self.tasks: list[asyncio.Task[None]] = []

    def poll(self) -> int | None:
        if self.tasks and all(task.done() for task in self.tasks) and self.returncode is None:
            self.returncode = 0
        return self.returncode

    def kill(self) -> None:
        self.returncode = -9
        for task in self.tasks:
            task.cancel()

    def wait(self, timeout: float | None = None) -> int:
        if self.poll() is None:
            raise subprocess.TimeoutExpired("hand", timeout or 0)
        assert self.returncode is not None
        return self.returncode


class House:
    """A server with hands that a test looks after: `tend` is called, never waited for."""

    def __init__(self, *, most: int = 1, fails: bool = False, dies_after_the_head: bool = False) -> None:
        self.seconds = 0.0
        self.own, self.theirs = Pages("server"), Pages("hand")
        self.processes: list[Process] = []
        self._fails = fails
        self._dies_after_the_head = dies_after_the_head
        self._bridges = [ThreadBridge(one, threads=4) for one in (self.own, self.theirs)]
        self.hands = Hands(
            self._bridges[0], most=most, start_child=self._start, monotonic=lambda: self.seconds
        )

    def _start(self, descriptors: Sequence[int]) -> "subprocess.Popen[bytes]":
        if self._fails:
            raise OSError("no memory")
        process = Process()
        for one in descriptors:
            end = socket.socket(fileno=os.dup(one))
            process.tasks.append(asyncio.create_task(self._answer(end)))
        self.processes.append(process)
        return process  # type: ignore[return-value]  # a process on paper

    async def _answer(self, end: socket.socket) -> None:
        if not self._dies_after_the_head:
            await hand.answer(self._bridges[1], end)
            return
        reader, writer = await asyncio.open_unix_connection(sock=end)
        channels.write_frame(writer, "ready")
        try:
            with suppress(EOFError):
                await channels.read_frame(reader)
                channels.write_frame(writer, {"type": "http.response.start", "status": 200, "headers": []})
        finally:
            writer.close()

    async def look(self, *, at_work: int = 0, times: int = hands.LOOKS) -> None:
        """Let time pass, with so many requests at work."""
        for _ in range(times):
            with self._at_work(at_work):
                self.seconds += hands.LOOK_SECONDS
                await self.hands.tend()

    @contextmanager
    def _at_work(self, count: int) -> Iterator[None]:
        load = self.hands._load  # stands for requests that take long
        entered = [load.one() for _ in range(count)]
        for one in entered:
            one.__enter__()
        yield
        for one in entered:
            one.__exit__(None, None, None)

    async def ask(
        self, path: str = "/", *, method: str = "POST", body: bytes = b"", length: int | None = None
    ) -> list[Message]:
        sent: list[Message] = []
        incoming: asyncio.Queue[Message] = asyncio.Queue()
        for at in range(0, len(body) or 1, 1000):
            part = body[at : at + 1000]
            incoming.put_nowait(
                {"type": "http.request", "body": part, "more_body": at + len(part) < len(body)}
            )
        scope: Scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"q=1",
            "http_version": "1.1",
            "scheme": "https",
            "client": ("198.51.100.7", 5000),
            "server": ("localhost", 8000),
            "headers": [(b"content-length", str(len(body) if length is None else length).encode())],
            SEEN: 7,
        }

        async def send(message: Message) -> None:
            sent.append(message)

        await self.hands(scope, incoming.get, send)
        return sent

    async def end(self) -> None:
        await self.hands.close()
        for process in self.processes:
            await asyncio.gather(*process.tasks, return_exceptions=True)
        await asyncio.sleep(0)
        for bridge in self._bridges:
            bridge.close()


def run(story: Callable[[House], Awaitable[None]], **options: object) -> None:
    async def whole() -> None:
        house = House(**options)  # type: ignore[arg-type]  # passed on as they are
        try:
            await story(house)
        finally:
            await house.end()

    asyncio.run(whole())


def body_of(sent: list[Message]) -> bytes:
    return b"".join(one.get("body", b"") for one in sent)  # type: ignore[misc]  # messages hold anything


def test_the_load_is_an_average_over_time() -> None:
    now = [0.0]
    load = Load(lambda: now[0])
    with load.one():
        now[0] = 1.0
        with load.one():
            now[0] = 2.0
    now[0] = 4.0
    assert load.look() == pytest.approx((1 + 2) / 4)
    assert load.look() == 0.0
    now[0] = 5.0
    assert load.look() == 0.0


def test_a_hand_comes_when_one_process_has_too_much_to_do_and_leaves_after_a_quiet_while() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=0, times=10)
        assert house.processes == []
        await house.look(at_work=1)
        assert (house.hands.count, len(house.processes)) == (1, 1)
        await house.look(at_work=5)
        assert len(house.processes) == 1  # not more than it may have
        await house.look(times=hands.LEAVE_AFTER + hands.LOOKS)
        assert house.hands.count == 0
        await asyncio.sleep(0.05)
        assert house.processes[0].poll() == 0

    run(story)


def test_a_further_hand_comes_only_when_each_has_too_much_to_do() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=1)
        await house.look(at_work=1)
        assert len(house.processes) == 1
        await house.look(at_work=2)
        assert len(house.processes) == 2

    run(story, most=3)


def test_one_who_looks_at_a_page_now_and_then_brings_no_hand() -> None:
    async def story(house: House) -> None:
        for _ in range(20):
            await house.look(at_work=1, times=1)
            await house.look(at_work=0, times=2)
        assert house.processes == []

    run(story)


def test_a_burst_brings_no_hand() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=0, times=20)
        await house.look(at_work=300, times=hands.LOOKS - 1)
        await house.look(at_work=0, times=1)
        assert house.processes == []

    run(story)


def test_a_hand_answers_as_the_server_would() -> None:
    async def story(house: House) -> None:
        before = await house.ask(body=b"words" * 700)
        await house.look(at_work=1)
        after = await house.ask(body=b"words" * 700)
        assert body_of(before) == b"server " + b"words" * 700
        assert body_of(after) == b"hand " + b"words" * 700
        assert after[0]["status"] == 201
        assert [tuple(one) for one in after[0]["headers"]] == [(b"x-whose", b"hand")]  # type: ignore[attr-defined]  # likewise
        left, right = house.own.asked[0], house.theirs.asked[0]
        kept = (
            "REQUEST_METHOD",
            "PATH_INFO",
            "QUERY_STRING",
            "REMOTE_ADDR",
            "wsgi.url_scheme",
            "SERVER_PORT",
        )
        assert {name: left[name] for name in kept} == {name: right[name] for name in kept}  # type: ignore[literal-required]  # names from a tuple
        assert dict(right)["asgi.scope"][SEEN] == 7  # type: ignore[index]  # a2wsgi adds it

    run(story)


def test_a_long_answer_comes_in_parts_and_whole() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=1)
        sent = await house.ask("/long")
        assert len(sent) == 3
        assert body_of(sent) == b"x" * MEGABYTE + b"y" * MEGABYTE + b"z"
        assert body_of(await house.ask()) == b"hand "

    run(story)


def test_requests_at_once_are_shared() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=1)
        answers = await asyncio.gather(*(house.ask(body=str(number).encode()) for number in range(20)))
        words = [body_of(one).decode().split() for one in answers]
        assert [int(number) for _, number in words] == list(range(20))
        assert {whose for whose, _ in words} == {"server", "hand"}

    run(story)


def test_large_uploads_stay_with_the_server() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=1)
        for length in (channels.LARGEST_PASSED_ON + 1, 10**15):
            assert body_of(await house.ask(length=length)) == b"server "

    run(story)


def test_readers_and_workers_hear_of_what_a_hand_did() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=1)
        announcements.look_now.clear()
        actions.arrived.clear()
        await house.ask("/quiet")
        assert not announcements.look_now.is_set()
        await house.ask("/news")
        assert announcements.look_now.is_set()
        assert actions.arrived.is_set()

    run(story)


def test_a_page_that_fails_is_an_error_and_nothing_else_fails() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=1)
        assert (await house.ask("/broken"))[0]["status"] == 500
        assert body_of(await house.ask()) == b"hand "

    run(story)


def test_an_answer_that_breaks_off_in_the_middle_is_cut_off_and_nothing_else_is() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=1)
        for _ in range(2 * hands.CHANNELS):
            with pytest.raises(channels.CutOffError):
                await house.ask("/half")
        assert (house.hands.count, len(house.processes)) == (1, 1)
        assert body_of(await house.ask()) == b"hand "

    run(story)


def test_when_a_hand_dies_reading_goes_on_and_writing_says_that_nobody_knows() -> None:
    async def story(house: House) -> None:
        for method, status, words in (("GET", 201, b"server "), ("POST", 503, hands.LOST)):
            await house.look(at_work=1)
            house.processes[-1].kill()
            await asyncio.sleep(0.01)
            sent = await house.ask(method=method)
            assert (sent[0]["status"], body_of(sent)) == (status, words)
            assert house.hands.count == 0
            assert body_of(await house.ask()) == b"server "
            started = len(house.processes)
            await house.look(at_work=1)
            assert len(house.processes) == started  # not at once again
            await house.look(times=int(hands.PAUSE_SECONDS))

    run(story)


def test_a_hand_that_dies_after_the_head_of_an_answer_is_as_if_it_had_not_begun() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=1)
        assert house.hands.count == 1
        assert body_of(await house.ask(method="GET")) == b"server "

    run(story, dies_after_the_head=True)


def test_a_hand_that_is_found_dead_is_buried() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=1)
        house.processes[0].kill()
        await house.look(times=1)
        assert house.hands.count == 0

    run(story)


def test_a_machine_without_room_for_a_hand_goes_on_alone() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=3)
        assert house.hands.count == 0
        assert body_of(await house.ask()) == b"server "

    run(story, fails=True)


def test_who_leaves_in_the_middle_of_a_request_is_not_answered() -> None:
    async def story(house: House) -> None:
        await house.look(at_work=1)
        incoming: asyncio.Queue[Message] = asyncio.Queue()
        incoming.put_nowait({"type": "http.request", "body": b"half", "more_body": True})
        incoming.put_nowait({"type": "http.disconnect"})

        async def send(_message: Message) -> None:
            raise AssertionError

        await house.hands({"type": "http", "method": "POST", "headers": []}, incoming.get, send)
        assert house.own.asked == house.theirs.asked == []

    run(story)
