"""A canary in everything that could identify somebody: after a real round on a real server it must sing nowhere in the box.

People come with a browser name, a referrer, a language, a forwarded address, an address of their own, a query string and
a name that stand nowhere else; what they write stands nowhere else either. Then every file of the data folder and every
line the server printed is searched, as it is and in the disguises that software gives to text.
"""

import asyncio
import base64
import contextlib
import os
import signal
import subprocess
import sys
import urllib.parse
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from breakthrough.config import machine
from tests.sealed import crowd
from tests.sealed.crowd import Crowd, Wire

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 8
BROWSER = "Zephyrbrowser/77.13 (canary)"
IDENTITY = {
    "browser name": BROWSER,
    "referrer": "tattletale-referrer-5521",
    "language": "x-klongolian",
    "forwarded address": "203.0.113.77",
    "query string": "whistle-query-9071",
    "own address": "127.0.0.77",
    "name": "Quendling",
}
SAID = "Velvet hammers never ring at noon in Kestrel yard"
HEADERS = {
    "User-Agent": BROWSER,
    "Referer": f"http://localhost/{IDENTITY['referrer']}",
    "Accept-Language": IDENTITY["language"],
    "X-Forwarded-For": IDENTITY["forwarded address"],
    "Forwarded": f"for={IDENTITY['forwarded address']}",
}


@dataclass(frozen=True, slots=True)
class Trail:
    """What a round left behind: the folder, and everything the server printed."""

    folder: Path
    printed: bytes
    wire: Wire
    box: Wire

    def box_files(self) -> dict[str, bytes]:
        """Everything on the box's side."""
        return {name: content for name, content in self.files().items() if name.startswith("box/")}

    def files(self) -> dict[str, bytes]:
        """Everything in the data folder."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


def disguises(text: str) -> set[bytes]:
    """Return the ways in which software writes `text`."""
    raw = text.encode()
    aligned = {base64.b64encode(b"\0" * shift + raw)[shift + 2 : -4] for shift in range(3)}
    return {
        raw,
        raw.hex().encode(),
        raw.hex().upper().encode(),
        urllib.parse.quote(text).encode(),
        urllib.parse.quote_plus(text).encode(),
        text.encode("utf-16-le"),
        *aligned,
        *(one.replace(b"+", b"-").replace(b"/", b"_") for one in aligned),
    }


def found_in(content: bytes, text: str) -> bool:
    """Say whether `text` stands in `content`, also in what can be unpacked there."""
    return any(disguise in each for each in (content, *_unpacked(content)) for disguise in disguises(text))


def sings(files: Mapping[str, bytes], canaries: Mapping[str, str]) -> list[str]:
    """Return where a canary was found, as "file: what"."""
    return [
        f"{name}: {what}"
        for name, content in files.items()
        for what, text in canaries.items()
        if found_in(content, text)
    ]


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trail]:
    """A round in which everybody has written and nothing is released, on a server that still runs."""
    folder = tmp_path_factory.mktemp("canary")
    with machine.bind("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("BREAKTHROUGH_", "DJANGO_"))
        },
        "PYTHONPATH": str(ROOT / "src"),
        "BREAKTHROUGH_DATA": str(folder),
        "BREAKTHROUGH_QUICKSTART": "1",
    }
    printed = folder.parent / f"{folder.name}.log"
    with printed.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "breakthrough", "serve", "--port", str(port)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wire = Wire(port, HEADERS)
            box = Wire(port, HEADERS, local=IDENTITY["own address"], query=IDENTITY["query string"])
            asyncio.run(_round(environment, wire, box))
            yield Trail(folder, printed.read_bytes(), wire, box)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


async def _round(environment: Mapping[str, str], wire: Wire, box: Wire) -> None:
    try:
        await _play(environment, wire, box)
    finally:
        await wire.close()
        await box.close()


async def _play(environment: Mapping[str, str], wire: Wire, box: Wire) -> None:
    await wire.ready()
    room = crowd.gather(environment, PEOPLE, wire=wire, box=box, root=ROOT)
    await room.begin(seeds=["A seed."], by_party=False)
    for person in room.people:
        await room.join(person)
    await room.talk("POST", f"/{room.round}/writing")
    for number, person in enumerate(room.people):
        answer = await room.give(person, "voice", f"{SAID} {number}.")
        assert answer.status == 200, answer.body
    await _be_a_nuisance(room)


async def _be_a_nuisance(room: Crowd) -> None:
    """Requests that are refused are the ones that software likes to write down."""
    path = f"/box/{room.sealed.replace('-', '')}/items"
    for headers in ({"Cookie": "who=Quendling"}, {"Authorization": "Bearer Quendling"}, {}):
        answer = await room.box.ask("refused", "POST", path, headers=headers, body=SAID.encode())
        assert 400 <= answer.status < 500
    await room.box.ask("lost", "GET", f"/box/{IDENTITY['query string']}", headers={})


def test_nothing_on_the_side_of_the_box_tells_who_came(trail: Trail) -> None:
    files = trail.box_files()
    assert any(name.endswith(".sqlite3") for name in files)
    assert sings(files, IDENTITY) == []


def test_nothing_the_server_printed_tells_who_came_or_what_was_said(trail: Trail) -> None:
    assert sings({"output": trail.printed}, {**IDENTITY, "what was said": SAID}) == []


def test_what_was_said_stands_nowhere_in_clear_before_it_is_released(trail: Trail) -> None:
    assert sings(trail.files(), {"what was said": SAID}) == []


def test_the_canary_would_be_found_if_it_were_there(trail: Trail) -> None:
    # The control: the same search finds the name where names belong, and a planted log in every disguise.
    assert any(
        "name" in one
        for one in sings({"people": trail.files()["breakthrough.sqlite3"]}, IDENTITY)
        or sings(trail.files(), IDENTITY)
    )
    for disguise in disguises(SAID):
        assert found_in(b"\x00log " + disguise + b" end\x00", SAID)
    assert found_in(b"head" + zlib.compress(f"GET / {SAID}".encode()), SAID)


def _unpacked(content: bytes) -> list[bytes]:
    found = []
    for start in (b"\x1f\x8b", b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        at = content.find(start)
        while at >= 0:
            with contextlib.suppress(zlib.error):
                found.append(zlib.decompressobj(47).decompress(content[at:], 1_000_000))
            at = content.find(start, at + 1)
    return found
