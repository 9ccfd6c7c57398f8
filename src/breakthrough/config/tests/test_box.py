"""The box in a process: in front of Django, in the server, alone, and missing."""

import asyncio
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import cast

import pytest

from breakthrough.config import box, environment
from breakthrough.config.dispatcher import Dispatcher
from breakthrough.config.environment import EnvironmentMistake
from breakthrough.config.tests.test_dispatcher import Django, ask, body_of
from breakthrough.config.tests.test_serve import Command, Server, started
from breakthrough.live.feed import Feed, Message, Receive, Scope, Send

SOURCES = str(Path(__file__).parents[3])


class Box:
    """A box that answers everything, and remembers its life."""

    def __init__(self) -> None:
        self.life: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.life.append(str(scope["path"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"from the box"})

    async def open(self) -> None:
        self.life.append("open")

    async def close(self) -> None:
        self.life.append("close")


def test_requests_to_the_box_never_reach_what_knows_people() -> None:
    async def story() -> None:
        django, kept = Django(), Box()
        dispatcher = Dispatcher(django=django, feed=Feed())
        dispatcher.box = cast("box.Door", kept)
        assert body_of(await ask(dispatcher, "/box/00/items", body=b"x")) == b"from the box"
        assert django.asked == []
        assert kept.life == ["/box/00/items"]
        await ask(dispatcher, "/boxes")
        assert len(django.asked) == 1

    asyncio.run(story())


def test_without_a_box_the_answer_says_so_in_a_sentence() -> None:
    async def story() -> None:
        django = Django()
        sent = await ask(Dispatcher(django=django, feed=Feed()), "/box/health")
        told = json.loads(body_of(sent))
        assert (sent[0]["status"], told["type"]) == (503, "/problems/box-unreachable")
        assert told["detail"].endswith("Ask whoever runs this server.")
        assert django.asked == []

    asyncio.run(story())


def test_the_box_lives_as_long_as_the_server() -> None:
    async def story() -> None:
        kept = Box()
        dispatcher = Dispatcher(django=Django(), feed=cast("Feed", Box()))
        dispatcher.box = cast("box.Door", kept)
        incoming: asyncio.Queue[Message] = asyncio.Queue()
        sent: list[Message] = []
        states: list[list[str]] = []

        async def send(message: Message) -> None:
            sent.append(message)
            states.append(list(kept.life))

        incoming.put_nowait({"type": "lifespan.startup"})
        incoming.put_nowait({"type": "lifespan.shutdown"})
        await dispatcher({"type": "lifespan"}, incoming.get, send)
        assert states == [["open"], ["open", "close"]]

    asyncio.run(story())


def test_where_no_library_passes_its_test_nothing_starts_and_nothing_is_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from breakthrough.ballots import neighbours
    from breakthrough.ballots.signer import Unfit
    from breakthrough.config import serve
    from breakthrough.kernel.problem import Problem

    def unfit() -> None:
        raise Unfit("No library passed.")

    monkeypatch.setattr(neighbours, "start_signer", unfit)
    with pytest.raises(EnvironmentMistake, match="No library passed"):
        serve._prepare_sealing(with_box=False)
    with pytest.raises(Problem) as refusal:
        neighbours.get_signer()
    assert (refusal.value.code, refusal.value.status) == ("signer-unavailable", 503)


def test_settings_of_the_box_are_refused_with_a_hint(tmp_path: Path) -> None:
    for name, value in (
        ("BREAKTHROUGH_BOX_ADDRESS", "box.example.org"),
        ("BREAKTHROUGH_BOX_ADDRESS", "https://box.example.org/path"),
        ("BREAKTHROUGH_BOX_DATABASE_URL", "mysql://x"),
    ):
        with pytest.raises(EnvironmentMistake, match=name):
            environment.read_box({"BREAKTHROUGH_DATA": str(tmp_path), name: value})
    long = environment.read_box(
        {"BREAKTHROUGH_BOX_SOCKET": "/" + "x" * 120, "BREAKTHROUGH_DATA": str(tmp_path)}
    )
    with pytest.raises(EnvironmentMistake, match="too long"):
        box.make_door(long)


def test_by_default_everything_is_in_the_data_folder(tmp_path: Path) -> None:
    chosen = environment.read_box({"BREAKTHROUGH_DATA": str(tmp_path)})
    assert chosen.folder == tmp_path / "box"
    assert (chosen.keys, chosen.socket) == (chosen.folder / "keys", chosen.folder / "control.sock")
    assert (chosen.address, chosen.database_url) == ("", "")


def test_the_box_alone_loads_no_django() -> None:
    script = (
        "import os, sys; os.environ['BREAKTHROUGH_DATA'] = sys.argv[1]\n"
        "from breakthrough.config import box, environment\n"
        "box.make_door(environment.read_box(os.environ))\n"
        "print(sorted(name for name in ('django', 'numpy') if name in sys.modules))"
    )
    folder = os.environ["BREAKTHROUGH_DATA"]
    done = subprocess.run(
        [sys.executable, "-c", script, folder], capture_output=True, text=True, check=True, cwd=SOURCES
    )
    assert done.stdout.strip() == "[]"


def _ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, object], dict[str, str]]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 (our own server)
            return answer.status, json.loads(answer.read()), dict(answer.headers)
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read()), dict(refused.headers)


@pytest.mark.slow
@pytest.mark.enable_socket
def test_the_server_is_the_box_unless_told_otherwise(tmp_path: Path) -> None:
    server = Server(tmp_path)
    try:
        assert _ask(server.port, "/box/health")[:2] == (200, {"ready": True})
        status, told, _headers = _ask(server.port, "/box/health", Cookie="a=b")
        assert (status, told["type"]) == (400, "/problems/identity-on-box")
        assert (tmp_path / "box" / "control.sock").exists()
    finally:
        server.interrupt()
    assert not (tmp_path / "box" / "control.sock").exists()
    other = Server(tmp_path, "--no-box")
    try:
        assert _ask(other.port, "/box/health")[0] == 503
    finally:
        other.interrupt()
        started.clear()


@pytest.mark.slow
@pytest.mark.enable_socket
def test_the_box_runs_alone_and_a_second_one_stands_by(tmp_path: Path) -> None:
    from breakthrough.ballotbox.control import SocketBox
    from breakthrough.config import machine
    from breakthrough.kernel.problem import Problem

    ports = []
    for _ in range(2):
        with machine.bind("127.0.0.1", 0) as free:
            ports.append(free.getsockname()[1])
    elsewhere = {
        "BREAKTHROUGH_BOX_ADDRESS": "https://box.example.org",
        "BREAKTHROUGH_ADDRESS": "https://people.example.org",
    }
    boxes = []
    for port in ports:
        alone = Command("-m", "breakthrough", "box", "--port", str(port), folder=tmp_path, **elsewhere)
        boxes.append(alone)
        alone.until("The box answers")
        _wait_for(port)
    try:
        status, _told, headers = _ask(ports[0], "/box/health")
        assert status == 200
        assert headers["access-control-allow-origin"] == "https://people.example.org"
        assert not {"set-cookie", "server"} & {name.lower() for name in headers}
        assert _ask(ports[1], "/box/health")[0] == 503, "the second stands by"
        speaking = SocketBox(tmp_path / "box" / "control.sock")
        with pytest.raises(Problem) as refusal:
            speaking.close_scope(bytes(16), "voice")
        assert refusal.value.code == "round-unknown"
    finally:
        for alone in boxes:
            alone.interrupt()
        started.clear()
    with pytest.raises(Problem) as refusal:
        SocketBox(tmp_path / "box" / "control.sock").close_scope(bytes(16), "voice")
    assert (refusal.value.code, refusal.value.status) == ("box-unreachable", 503)


def _wait_for(port: int) -> None:
    import time

    for _ in range(100):
        try:
            _ask(port, "/box/health")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing answers on port {port}")
