"""The whole command, as an operator meets it: a process with a folder, a port, a Ctrl-C."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from breakthrough.config import machine

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
started: list["Command"] = []
SOURCES = str(Path(__file__).parents[3])


class Command:
    """`breakthrough …` in a process of its own, on a folder of this test."""

    def __init__(self, *words: str, folder: Path, **variables: str) -> None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("BREAKTHROUGH_", "DJANGO_"))
        }
        self.environment = {
            **kept,
            "PYTHONPATH": SOURCES,
            "BREAKTHROUGH_DATA": str(folder),
            "BREAKTHROUGH_QUICKSTART": "1",
            "OPENBLAS_NUM_THREADS": "1",
            **variables,
        }
        self.process = subprocess.Popen(
            [sys.executable, *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(self)

    def until(self, beginning: str) -> list[str]:
        """Return the lines up to the one with this beginning."""
        assert self.process.stdout is not None
        lines: list[str] = []
        for line in self.process.stdout:
            lines.append(line.rstrip())
            if line.startswith(beginning):
                return lines
        raise AssertionError("\n".join(lines))

    def end(self) -> tuple[int, str]:
        """Wait for its end; return the exit code and what was left to read."""
        left, _ = self.process.communicate(timeout=60)
        return self.process.returncode, left

    def interrupt(self, number: int = signal.SIGINT) -> tuple[int, str]:
        self.process.send_signal(number)
        return self.end()


class Server(Command):
    """`breakthrough serve`, ready."""

    def __init__(self, folder: Path, *words: str, **variables: str) -> None:
        with machine.bind("127.0.0.1", 0) as free:
            self.port = free.getsockname()[1]
        super().__init__(
            "-m", "breakthrough", "serve", "--port", str(self.port), *words, folder=folder, **variables
        )
        self.lines = self.until("Stop with Ctrl-C.")

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder; whatever a failed test left running in it is ended."""
    yield tmp_path / "data"
    while started:
        command = started.pop()
        if command.process.poll() is None:
            command.interrupt()


def test_a_fresh_folder_becomes_a_server_with_a_link_for_the_first_owner(folder: Path) -> None:
    server = Server(folder)
    assert f"Ready at http://localhost:{server.port}" in server.lines
    link = next(line.strip() for line in server.lines if "/people/" in line)
    assert server.get("/nowhere")[0] == 404
    status, page = server.get(link.removeprefix(f"http://localhost:{server.port}"))
    assert status == 200
    style = re.search(r'href="(/static/[^"]+\.svg)"', page)
    assert style is not None
    assert server.get(style[1])[0] == 200
    code, left = server.interrupt()
    assert code == 0
    assert "Traceback" not in left

    again = Server(folder)
    assert not any("Preparing" in line for line in again.lines)
    other = next(line.strip() for line in again.lines if "/people/" in line)
    assert other.rsplit("/", 1)[1] != link.rsplit("/", 1)[1]
    assert again.get(link.removeprefix(f"http://localhost:{server.port}"))[0] == 404
    assert again.interrupt(signal.SIGTERM)[0] == 0


def children_of(pid: int) -> dict[int, list[str]]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return {
        int(child): Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8").split("\0") for child in found
    }


def press(server: Server, *, until: Callable[[], bool]) -> list[int]:
    """Ask for pages from several sides at once until something holds; return their statuses."""
    is_over = threading.Event()
    statuses: list[int] = []

    def ask() -> None:
        while not is_over.is_set():
            statuses.append(server.get("/people/sign-in")[0])

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for one in askers:
        one.start()
    deadline = time.monotonic() + 60
    while not until() and time.monotonic() < deadline:
        time.sleep(0.1)
    held = until()
    is_over.set()
    for one in askers:
        one.join()
    assert held
    return statuses


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes where Linux lists them")
def test_a_busy_server_takes_a_hand_does_without_it_when_it_dies_and_ends_it(folder: Path) -> None:
    server = Server(folder, BREAKTHROUGH_PAGE_PROCESSES="2")

    def hands() -> list[int]:
        return [pid for pid, words in children_of(server.process.pid).items() if "hand" in words]

    def ticks(pid: int) -> int:
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11])

    assert hands() == []
    statuses = press(server, until=lambda: bool(hands()))
    (pid,) = hands()
    began = ticks(pid)
    statuses += press(server, until=lambda: ticks(pid) > began + 200)  # two seconds of work
    os.kill(pid, signal.SIGKILL)
    statuses += press(server, until=lambda: not hands())
    assert set(statuses) == {200}, {one: statuses.count(one) for one in set(statuses)}
    assert server.get("/people/sign-in")[0] == 200

    again = Server(folder, BREAKTHROUGH_PAGE_PROCESSES="2")
    press(again, until=lambda: bool(children_of(again.process.pid)))
    (child,) = children_of(again.process.pid)
    assert again.interrupt()[0] == 0
    assert not Path(f"/proc/{child}").exists()


def test_work_is_done_by_a_child_that_ends_with_the_server(folder: Path) -> None:
    server = Server(folder)
    start = (
        "from breakthrough.config import starting; starting.set_up()\n"
        "from datetime import UTC, datetime\n"
        "from breakthrough.background import work\n"
        "print(work.start('voice.check-votes', {'upload': '0' * 32}, owner=None, topic=None, now=datetime.now(UTC)).pk)\n"
    )
    code, printed = Command("-c", start, folder=folder).end()
    assert code == 0, printed
    look = (
        "from breakthrough.config import starting; starting.set_up()\n"
        "from breakthrough.background.models import Job\n"
        "job = Job.objects.select_related('ending', 'cancellation').get()\n"
        "print(job.state, bool(job.worker))\n"
    )
    for _ in range(30):
        code, printed = Command("-c", look, folder=folder).end()
        if "waiting" not in printed and "running" not in printed:
            break
        time.sleep(0.5)
    assert (code, printed) == (0, "refused True\n")
    assert server.interrupt() == (0, "")


def test_an_announcement_of_another_process_reaches_an_open_reader(folder: Path) -> None:
    server = Server(folder, "--no-worker")
    write = (
        "from breakthrough.config import starting; starting.set_up()\n"
        "from breakthrough.live import tickets\n"
        "print(tickets.write(tickets.Ticket(topic='round:1', seen=None)))\n"
    )
    _, ticket = Command("-c", write, folder=folder).end()
    announce = (
        "from breakthrough.config import starting; starting.set_up()\n"
        "from breakthrough.live import announcements\n"
        "announcements.announce_on_commit('round:2')\n"
        "announcements.announce_on_commit('round:1')\n"
    )
    with urllib.request.urlopen(
        f"http://127.0.0.1:{server.port}/live/{ticket.strip()}", timeout=20
    ) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert Command("-c", announce, folder=folder).end() == (0, "")
        heard = iter(stream.readline().decode().strip() for _ in range(100))
        assert next(line for line in heard if not line.startswith((":", "retry:")) and line).startswith(
            "id: "
        )
        assert json.loads(next(heard).removeprefix("data: ")) == {"version": 2, "kind": "changed"}
        assert server.interrupt() == (0, "")
        assert stream.read().decode().strip() in {"", ": here"}


def test_a_busy_port_is_one_sentence_and_exit_code_two(folder: Path) -> None:
    with machine.bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        code, printed = Command("-m", "breakthrough", "serve", "--port", str(port), folder=folder).end()
    assert code == 2
    assert printed == (
        f"Port {port} is in use by another program: stop that one, or choose another port with --port {port + 1}.\n"
    )


def test_a_folder_that_cannot_be_is_one_sentence_and_exit_code_two(tmp_path: Path, folder: Path) -> None:
    place = tmp_path / "file"
    place.write_text("x")
    command = Command("-m", "breakthrough", "serve", "--port", "0", "--data", str(place), folder=folder)
    assert command.end() == (2, f"{place} is not a folder: choose another place with --data DIR.\n")


def test_a_database_that_is_no_database_is_one_sentence_and_exit_code_two(folder: Path) -> None:
    folder.mkdir()
    (folder / "breakthrough.sqlite3").write_text("no database" * 100)
    code, printed = Command("-m", "breakthrough", "serve", "--port", "0", folder=folder).end()
    assert code == 2
    assert "The database cannot be used" in printed
    assert "Traceback" not in printed


def test_outside_the_quick_start_missing_mail_is_said(folder: Path) -> None:
    server = Server(folder, "--no-worker", BREAKTHROUGH_QUICKSTART="")
    assert any(line.startswith("Note: Mail is missing") for line in server.lines)
    assert server.interrupt()[0] == 0


def test_a_worker_leaves_when_it_has_nothing_to_do_and_when_it_is_asked_to(folder: Path) -> None:
    folder.mkdir()
    unprepared = Command("-m", "breakthrough", "worker", folder=folder, BREAKTHROUGH_SECRET_KEY="x")
    assert unprepared.end() == (2, "The database is not prepared: run `breakthrough prepare` first.\n")
    assert Command("-m", "breakthrough", "prepare", folder=folder).end() == (0, "")
    assert Command("-m", "breakthrough", "worker", "--until-idle", "0", folder=folder).end() == (0, "")
    worker = Command("-m", "breakthrough", "worker", folder=folder)
    worker.until("Waiting for work")
    assert worker.interrupt(signal.SIGTERM) == (0, "")
