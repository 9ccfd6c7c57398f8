"""A canary in everything that could identify somebody: after a real round on a real server it must sing nowhere in the box.

People come with a browser name, a referrer, a language, a forwarded address, an address of their own, a query string and
a name that stand nowhere else; what they write stands nowhere else either. Then every file of the data folder and every
line the server printed is searched, as it is and in the disguises that software gives to text. On PostgreSQL people and box have a
cluster each, and all of it is searched: tables, write-ahead log and its archive, the server's log, temporary files, a dump.
"""

import asyncio
import base64
import contextlib
import os
import re
import signal
import subprocess
import sys
import urllib.parse
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from breakthrough.config import machine
from tests.sealed import clusters, crowd
from tests.sealed.clusters import Cluster
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
# PostgreSQL's log: https://www.postgresql.org/docs/15/wal-internals.html and src/include/access/xlog_internal.h
SEGMENT = re.compile(r"[0-9A-F]{24}")
PAGE, HEAD, FIRST_HEAD = 8192, 24, 40


@dataclass(frozen=True, slots=True)
class Trail:
    """What a round left behind: every file by its place, "box/…" on the side of the box, and everything the server printed."""

    files: Mapping[str, bytes]
    printed: bytes
    box_cluster: Cluster | None

    def box_files(self) -> dict[str, bytes]:
        """Everything on the box's side."""
        return {name: content for name, content in self.files.items() if name.startswith("box/")}

    def people_files(self) -> dict[str, bytes]:
        """Everything else."""
        return {name: content for name, content in self.files.items() if not name.startswith("box/")}


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file in a folder by its place there."""
    found = dict[str, bytes]()
    for path in sorted(folder.rglob("*")):
        with contextlib.suppress(FileNotFoundError):  # a running server tidies up
            if path.is_file():
                found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def files_of(cluster: Cluster, database: str) -> dict[str, bytes]:
    """Return every file of a cluster, its log also in one piece, and the dump of its database."""
    cluster.finish_segment()
    files = files_in(cluster.folder)
    joined = {f"{part}joined": log_in_one_piece(files, part) for part in ("data/pg_wal/", "archive/")}
    return {**files, **joined, "dump.sql": cluster.dump(database)}


def log_in_one_piece(files: Mapping[str, bytes], part: str) -> bytes:
    """Return the segments of a log one after the other without the heads of their pages, which cut what crosses into a page in two."""
    segments = [
        content for name, content in sorted(files.items()) if SEGMENT.fullmatch(name.removeprefix(part))
    ]
    return b"".join(
        segment[start + (FIRST_HEAD if start == 0 else HEAD) : start + PAGE]
        for segment in segments
        for start in range(0, len(segment), PAGE)
    )


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
    return _stands_in((content, *_unpacked(content)), text)


def _stands_in(forms: Sequence[bytes], text: str) -> bool:
    return any(disguise in each for each in forms for disguise in disguises(text))


def sings(files: Mapping[str, bytes], canaries: Mapping[str, str]) -> list[str]:
    """Return where a canary was found, as "file: what"."""
    found = []
    for name, content in files.items():
        forms = (content, *_unpacked(content))
        found += [f"{name}: {what}" for what, text in canaries.items() if _stands_in(forms, text)]
    return found


@pytest.fixture(scope="module", params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.own_postgres)])
def trail(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trail]:
    """A round in which everybody has written and nothing is released, on a server that still runs."""
    folder = tmp_path_factory.mktemp("canary")
    with contextlib.ExitStack() as kept:
        people = box = None
        if request.param == "PostgreSQL":
            programs = request.getfixturevalue("postgres_programs")
            people, box = (kept.enter_context(clusters.started(programs)) for _ in range(2))
        log = folder.parent / f"{folder.name}.log"
        kept.enter_context(_played(folder, log, people, box))
        files = files_in(folder)
        if people is not None and box is not None:
            files |= {f"people/{name}": content for name, content in files_of(people, "postgres").items()}
            files |= {f"box/{name}": content for name, content in files_of(box, "postgres").items()}
        yield Trail(files, log.read_bytes(), box)


@contextlib.contextmanager
def _played(folder: Path, log: Path, people: Cluster | None, box: Cluster | None) -> Iterator[None]:
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
    if people is not None and box is not None:
        environment["BREAKTHROUGH_DATABASE_URL"] = people.address()
        environment["BREAKTHROUGH_BOX_DATABASE_URL"] = box.address()
    with log.open("wb") as printed:
        server = subprocess.Popen(
            [sys.executable, "-m", "breakthrough", "serve", "--port", str(port)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
        try:
            wire = Wire(port, HEADERS)
            to_box = Wire(port, HEADERS, local=IDENTITY["own address"], query=IDENTITY["query string"])
            asyncio.run(_round(environment, wire, to_box))
            yield
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
    if trail.box_cluster is None:
        assert any(name.endswith(".sqlite3") for name in files)
    else:
        assert b"COPY public.pending" in files["box/dump.sql"]
        for part in ("box/data/base/", "box/data/pg_wal/", "box/archive/", "box/log"):
            assert any(name.startswith(part) for name in files)
    assert sings(files, IDENTITY) == []


def test_nothing_the_server_printed_tells_who_came_or_what_was_said(trail: Trail) -> None:
    assert sings({"output": trail.printed}, {**IDENTITY, "what was said": SAID}) == []


def test_what_was_said_stands_nowhere_in_clear_before_it_is_released(trail: Trail) -> None:
    assert sings(trail.files, {"what was said": SAID}) == []


def test_the_canary_would_be_found_if_it_were_there(trail: Trail) -> None:
    # The control: the same search finds the name where names belong, and a planted log in every disguise.
    assert any("name" in one for one in sings(trail.people_files(), IDENTITY))
    for disguise in disguises(SAID):
        assert found_in(b"\x00log " + disguise + b" end\x00", SAID)
    assert found_in(b"head" + zlib.compress(f"GET / {SAID}".encode()), SAID)


def test_a_canary_planted_in_the_cluster_of_the_box_is_found(trail: Trail) -> None:
    cluster = trail.box_cluster
    if cluster is None:
        pytest.skip("SQLite keeps one file, and the control above searches files")
    with psycopg.connect(cluster.address(), autocommit=True) as keeper:
        keeper.execute("CREATE DATABASE planted")
    with psycopg.connect(cluster.address("planted"), autocommit=True) as planter:
        planter.execute("CREATE TABLE planted (words text)")
        planter.execute("INSERT INTO planted VALUES (%s)", (SAID,))
        planter.execute("SET log_statement = 'all'")
        planter.execute(f"SELECT '{IDENTITY['referrer']}'".encode())
    found = sings(files_of(cluster, "planted"), {"said": SAID, "referrer": IDENTITY["referrer"]})
    for part, what in {
        "data/base/": "said",
        "data/pg_wal/": "said",
        "archive/": "said",
        "dump": "said",
        "log": "referrer",
    }.items():
        assert any(one.startswith(part) and one.endswith(what) for one in found), part


def test_what_the_log_cuts_in_two_at_the_head_of_a_page_is_found() -> None:
    text = SAID.encode()
    pages = [b"\1" * FIRST_HEAD + b"." * (PAGE - FIRST_HEAD - 9) + text[:9], b"\2" * HEAD + text[9:]]
    segment = b"".join(page.ljust(PAGE, b"\0") for page in pages)
    log = {"log/" + "0" * 23 + "1": segment, "log/archive_status/00.done": b""}
    assert sings(log, {"said": SAID}) == []
    assert sings({"log/joined": log_in_one_piece(log, "log/")}, {"said": SAID}) == ["log/joined: said"]


def _unpacked(content: bytes) -> list[bytes]:
    found = []
    for start in (b"\x1f\x8b", b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        at = content.find(start)
        while at >= 0:
            with contextlib.suppress(zlib.error):
                found.append(zlib.decompressobj(47).decompress(memoryview(content)[at:], 1_000_000))
            at = content.find(start, at + 1)
    return found
