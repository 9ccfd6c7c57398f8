"""A real server started by the real command, and a real browser. Everything a person would do, and nothing else."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "reports" / "pictures"
CHROMIUM = os.environ.get("BREAKTHROUGH_CHROMIUM", "/usr/bin/chromium")
FIREFOX = os.environ.get("BREAKTHROUGH_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
STOCK_FIREFOX = Path(__file__).with_name("stock_firefox.cjs")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Server:
    """A running `breakthrough serve`; `lines` is what it printed."""

    address: str
    process: subprocess.Popen[str]
    lines: Queue[str]
    reader: threading.Thread
    printed: list[str] = field(default_factory=list)

    def wait_for(self, pattern: str, *, seconds: float = 60) -> re.Match[str]:
        """Return the first match of `pattern` in what the server printed so far or prints soon."""
        end = time.monotonic() + seconds
        while True:
            for line in self.printed:
                if found := re.search(pattern, line):
                    return found
            try:
                self.printed.append(self.lines.get(timeout=max(0.01, end - time.monotonic())))
            except Empty:
                raise AssertionError(f"{pattern!r} was not printed. Printed: {self.printed}") from None

    def forget(self) -> None:
        """Leave what was printed so far behind, so that the next `wait_for` sees only what comes."""
        while not self.lines.empty():
            self.lines.get()
        self.printed.clear()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(folder: Path, *more: str, port: int = 0) -> Server:
    """Start the product the way `bin/run` does, on `port` where it has to be the same as before."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "breakthrough", "serve", "--port", str(port), "--data", str(folder), *more],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
        env={**{name: value for name, value in os.environ.items() if not name.startswith(("BREAKTHROUGH_", "DJANGO_"))},
             "BREAKTHROUGH_QUICKSTART": "1", "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    lines: Queue[str] = Queue()
    assert process.stdout

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line.rstrip())

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    server = Server(f"http://localhost:{port}", process, lines, reader)
    try:
        server.wait_for(f"Ready at {re.escape(server.address)}")
    except AssertionError:
        stop_server(server)
        raise
    return server


def kill_server(server: Server) -> None:
    """End it as a power cut would."""
    server.process.kill()
    server.process.wait()
    server.reader.join(timeout=5)
    if server.process.stdout:
        server.process.stdout.close()


def stop_server(server: Server) -> int:
    """Stop it as Ctrl-C would, and return its exit code."""
    server.process.send_signal(signal.SIGINT)
    code = server.process.wait(timeout=20)
    server.reader.join(timeout=5)
    if server.process.stdout:
        server.process.stdout.close()
    return code


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A fresh installation."""
    running = start_server(tmp_path_factory.mktemp("installation"))
    yield running
    assert stop_server(running) == 0, running.printed


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NODE_OPTIONS", f"--require {STOCK_FIREFOX}")
        with sync_playwright() as running:
            yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium."""
    running = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=[
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    )
    yield running
    running.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    """The system's Firefox, as people have it: over WebDriver BiDi, without Playwright's own build."""
    if FIREFOX is None:
        pytest.skip(
            "there is no Firefox here: apt-get install firefox-esr, or name one in BREAKTHROUGH_FIREFOX"
        )
    running = playwright.firefox.launch(channel="moz-firefox", executable_path=FIREFOX, timeout=60_000)
    yield running
    running.close()


@dataclass
class Person:
    """Somebody at a browser of their own."""

    name: str
    context: BrowserContext
    page: Page
    requests: list[str]
    trouble: list[str]

    def look(self, title: str) -> None:
        """Take a picture at both widths, light and dark, check that nothing is wider than the page, and run axe on each."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        kept = self.page.viewport_size
        for width in (360, 1280):
            self.page.set_viewport_size({"width": width, "height": 800})
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)
                self.page.wait_for_timeout(60)
                self.page.screenshot(path=str(PICTURES / f"{title}-{width}-{scheme}.png"), full_page=True)
                wider = self.page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                assert wider <= 0, f"{title} is {wider} pixels wider than the screen at {width}"
                assert not self.violations(), f"{title} at {width} in {scheme}: {self.violations()}"
        self.page.emulate_media(color_scheme="light")
        if kept:
            self.page.set_viewport_size(kept)

    def violations(self) -> list[str]:
        """Return what axe finds, one line each."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]


@pytest.fixture
def person(browser: Browser, server: Server) -> Iterator[Callable[..., Person]]:
    """Open a browser of their own for somebody: `person("Bob", width=360)`; nobody's page may break or call another host."""
    opened: list[Person] = []

    def open_browser(name: str, *, width: int = 1280, javascript: bool = True, **options: object) -> Person:
        context = browser.new_context(
            base_url=server.address, viewport={"width": width, "height": 800}, locale="en-GB", java_script_enabled=javascript, **options,  # type: ignore[arg-type]
        )  # fmt: skip
        context.set_default_timeout(15_000)
        page = context.new_page()
        somebody = Person(name, context, page, [], [])
        page.on("request", lambda request: somebody.requests.append(request.url))
        page.on("pageerror", lambda error: somebody.trouble.append(str(error)))
        page.on(
            "console",
            lambda message: (
                somebody.trouble.append(message.text)
                if message.type == "error" and "status of 4" not in message.text
                else None
            ),
        )
        opened.append(somebody)
        return somebody

    yield open_browser
    for somebody in opened:
        elsewhere = [
            url for url in somebody.requests if not url.startswith((server.address, "data:", "blob:"))
        ]
        somebody.context.close()
        assert not elsewhere, f"{somebody.name}'s browser asked another host"
        assert not somebody.trouble, f"{somebody.name}'s browser had trouble"
