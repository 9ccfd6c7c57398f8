"""Sealed contributions: how many a second are stored durably over HTTP, how many are lost when the box is killed.

One box process under uvicorn takes contributions that were made beforehand, over 64 connections that each wait for their
answer. Every check is made and every group is flushed to the disk before it is answered. The first version of each pseudonym
costs a check of its credential, later ones do not; only the clock that tells quick senders to slow down runs ahead. Then most of
the connections flood the box with false credentials, and the waits of the honest ones are measured. Beside it, in the same run,
an ordinary Django view stores a vote. A whole room joins, writes, votes and reads at a real quick start (`_room`); last the people of a public conversation cast their votes
again, sealed, and the reading is laid beside the importer's (`_voters`). The load comes from a process of its own, on the same two cores.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import _report
import _room
import _voters
import uvloop

sys.path.insert(0, str(_report.ROOT))

from breakthrough.ballotbox.control import SocketBox
from tests.sealed import boxes, load, sealing

CONNECTIONS = 64
HONEST = 8  # of them, while the others flood
PARTS = ("box", "issuing", "room", "voters")
PORT = 8905
POSTGRES_FOLDERS = ("/usr/lib/postgresql", "/usr/pgsql")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and what it must reach: at least, or at most, or nothing."""

    what: str
    measured: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_reached(self) -> bool:
        return (self.at_least is None or self.measured >= self.at_least) and (
            self.at_most is None or self.measured <= self.at_most
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of load: how many were acknowledged each second, the 95th of 100 waits, errors, and the server's own work."""

    per_second: float
    p95_ms: float
    errors: int
    server_us: float


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON")
    parser.add_argument("--quick", action="store_true", help="a shorter run with less certain figures")
    parser.add_argument("--load", nargs=3, metavar=("PORT", "REQUESTS", "OUT"), help=argparse.SUPPRESS)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"measure only these: {', '.join(PARTS)}")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"there is no part called {min(unknown)}; these exist: {', '.join(PARTS)}")
    if chosen.load:
        return _send(*chosen.load)
    table = _Table()
    for part in chosen.parts or PARTS:
        MEASURES[part](table, chosen.quick)
    return _publish(table.figures, out=chosen.json)


@dataclass(frozen=True, slots=True)
class _Table:
    """What was measured so far; every figure is printed at once, so that a part that fails later costs nothing."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, *figures: Figure) -> None:
        for one in figures:
            print(_line(one), flush=True)
        self.figures.extend(figures)


def _measure_box(table: _Table, is_quick: bool) -> None:
    total, kills = (4_000, 10) if is_quick else (16_000, 100)
    with tempfile.TemporaryDirectory(prefix="ballots") as name, _postgres() as server:
        folder = Path(name)
        for issued, least in ((200, 2000), (1000, 1000)):
            found = _box(folder / f"sqlite{issued}", "", issued=issued, total=total)
            table.add(*_figures(f"SQLite, {issued} issued", found, at_least=least, at_most=60))
        table.add(*_flood(folder / "flooded", total=total))
        if server:
            with boxes.database_of(server) as address:
                found = _box(folder / "postgres", address, issued=200, total=total)
            table.add(*_figures("PostgreSQL, 200 issued", found, at_least=800))
        table.add(*_figures("ordinary Django view, one vote", _plain(folder / "plain", total=total // 4)))
        table.add(*_kills(folder / "killed", "", "SQLite", kills))
        if server:
            with boxes.database_of(server) as address:
                table.add(*_kills(folder / "killed2", address, "PostgreSQL", kills))


def _measure_issuing(table: _Table, is_quick: bool) -> None:
    table.add(*_issuing(people=128 if is_quick else 320))


def _measure_room(table: _Table, is_quick: bool) -> None:
    rows = _room.measure(people=100 if is_quick else 300)
    table.add(*(Figure(row.what, row.measured, row.unit, at_most=row.reach) for row in rows))


def _measure_voters(table: _Table, is_quick: bool) -> None:
    name = "brexit-consensus" if is_quick else "vtaiwan.uberx"
    if not _voters.is_there(name):
        print(f"The public votes of {name} are not on this machine, so nobody can cast them again.")
        return
    found = _voters.measure(name)
    what = f"{name}: {found.people} simulated voters, {found.statements} statements"
    table.add(
        Figure(f"{what}: votes cast sealed", found.votes, ""),
        Figure(f"{what}: figures of the reading that differ from the importer's", found.differences, "", at_most=0),
        Figure(f"{what}: seals for everybody", found.sealing_seconds, "s"),
        Figure(f"{what}: everybody votes", found.voting_seconds, "s"),
        Figure(f"{what}: from the close to the reading", found.reading_seconds, "s"),
    )  # fmt: skip


MEASURES = {
    "box": _measure_box,
    "issuing": _measure_issuing,
    "room": _measure_room,
    "voters": _measure_voters,
}


def _issuing(*, people: int) -> list[Figure]:
    rows = []
    for quota, is_alone in itertools.product((1, 3), (False, True)):
        found = _room.measure_issuing(people=people // (quota + 1) * 2, quota=quota, is_alone=is_alone)
        beside = "nothing else to do" if is_alone else "while letters go out to all"
        what = f"credentials over HTTP, {quota + 1} for each person, 64 connections at once, {beside}"
        rows += [
            Figure(f"{what}: issued", found.per_second, "/s", at_least=200),
            Figure(f"{what}: p95 of a person's wait", found.p95_ms, "ms"),
            Figure(f"{what}: the server's processor time each", found.server_ms, "ms"),
        ]
    return rows


def _figures(
    what: str, found: Measured, *, at_least: float | None = None, at_most: float | None = None
) -> list[Figure]:
    return [
        Figure(f"{what}: acknowledged", found.per_second, "/s", at_least=at_least),
        Figure(f"{what}: p95", found.p95_ms, "ms", at_most=at_most),
        Figure(f"{what}: errors", found.errors, "", at_most=0),
        Figure(f"{what}: the server's processor time each", found.server_us, "µs"),
    ]


@contextlib.contextmanager
def _open_box(folder: Path, address: str, keys: sealing.RoundKeys) -> Iterator[subprocess.Popen[str]]:
    """Serve a box whose one scope is open, until the block ends."""
    folder.mkdir()
    served = _serve(
        [
            "-m",
            "tests.sealed.served",
            str(folder),
            "--address",
            address,
            "--port",
            str(PORT),
            "--http",
            "httptools",
        ]
    )
    try:
        people = SocketBox(folder / "control.sock")
        people.publish(keys.written)
        people.open_scope(keys.card.round, "voice", issued=keys.issued("voice"), root=None)
        yield served
    finally:
        _stop(served)


def _box(folder: Path, address: str, *, issued: int, total: int) -> Measured:
    keys = sealing.make_round(members=issued)
    with _open_box(folder, address, keys) as served:
        voices = [sealing.make_voice(keys) for _ in range(issued)]
        path, text = f"/box/{keys.card.round.hex()}/items", "What is not said " * 16
        queues = [
            [
                load.http_request(path, sealing.request_of(voice.say(text, seq=1 + number)))
                for number, voice in enumerate(
                    itertools.islice(itertools.cycle(voices[place::CONNECTIONS]), total // CONNECTIONS)
                )
            ]
            for place in range(
                CONNECTIONS
            )  # each with people of its own and as much to send, so that all end together
        ]
        return _measure(folder, served, queues)


def _flood(folder: Path, *, total: int) -> list[Figure]:
    """Measure how long honest people wait while seven of eight connections send credentials that nobody signed."""
    each = total // CONNECTIONS
    keys = sealing.make_round(members=HONEST * each)
    with _open_box(folder, "", keys) as served:
        path = f"/box/{keys.card.round.hex()}/items"
        forged = sealing.make_voice(keys).say("False.")
        false = [
            load.http_request(
                path, sealing.request_of(sealing.altered(forged, signature=os.urandom(len(forged.signature))))
            )
            for _ in range(each)
        ]
        honest = [
            [
                load.http_request(path, sealing.request_of(sealing.make_voice(keys).say("Honest.")))
                for _ in range(each)
            ]
            for _ in range(HONEST)
        ]
        answers = _drive(folder, [*honest, *([false * 2] * (CONNECTIONS - HONEST))])["answers"]
        stopped = served.poll() is not None
    waits = sorted(seconds for status, seconds in answers if status == 200)
    refused = sum(status == 403 for status, _ in answers)
    return [
        Figure("a flood of false credentials: refused", refused, ""),
        Figure("in the flood, honest people: p95", waits[int(0.95 * len(waits))] * 1000, "ms", at_most=200),
        Figure("in the flood: other answers", len(answers) - len(waits) - refused + stopped, "", at_most=0),
    ]


def _plain(folder: Path, *, total: int) -> Measured:
    folder.mkdir()
    served = _serve([str(Path(__file__).with_name("_plain.py")), str(folder), str(PORT)])
    try:
        queues = list[list[bytes]]([[] for _ in range(CONNECTIONS)])
        for number in range(total):
            vote = {"person": f"person {number % 200}", "statement": number // 200, "vote": 1}
            queues[number % CONNECTIONS].append(load.http_request("/vote", json.dumps(vote).encode()))
        return _measure(folder, served, queues)
    finally:
        _stop(served)


def _drive(folder: Path, queues: Sequence[Sequence[bytes]]) -> Any:
    """Send the queues from a process of its own; return its seconds and, for every answer, status and wait."""
    made, out = folder / "requests", folder / "answers.json"
    made.write_bytes(
        b"".join(
            len(queue).to_bytes(4) + b"".join(len(one).to_bytes(4) + one for one in queue) for queue in queues
        )
    )
    subprocess.run(
        [sys.executable, __file__, "--load", str(PORT), str(made), str(out)], env=_environment(), check=True
    )
    return json.loads(out.read_text(encoding="ascii"))


def _measure(folder: Path, served: subprocess.Popen[str], queues: Sequence[Sequence[bytes]]) -> Measured:
    before = _processor_seconds(served.pid)
    found = _drive(folder, queues)
    times = sorted(seconds for _, seconds in found["answers"])
    count = sum(len(queue) for queue in queues)
    return Measured(
        per_second=len(times) / found["seconds"],
        p95_ms=times[int(0.95 * len(times))] * 1000,
        errors=count - sum(status == 200 for status, _ in found["answers"]),
        server_us=(_processor_seconds(served.pid) - before) / len(times) * 1e6,
    )


def _send(port: str, made: str, out: str) -> int:
    """Send what was made, as the load process; the queues are read before the clock starts."""
    raw, place, queues = Path(made).read_bytes(), 0, list[list[bytes]]()

    def number() -> int:
        nonlocal place
        place += 4
        return int.from_bytes(raw[place - 4 : place])

    while place < len(raw):
        queue = list[bytes]()
        for _ in range(number()):
            length = number()
            queue.append(raw[place : place + length])
            place += length
        queues.append(queue)

    async def drive() -> tuple[float, list[load.Outcome]]:
        began = time.perf_counter()
        outcomes = await load.drive_all(lambda: asyncio.open_connection("127.0.0.1", int(port)), queues)
        return time.perf_counter() - began, outcomes

    seconds, outcomes = uvloop.run(drive())
    answers = [(status, took) for outcome in outcomes for _, status, took in outcome.answers]
    Path(out).write_text(json.dumps({"seconds": seconds, "answers": answers}), encoding="ascii")
    return 0


def _kills(folder: Path, address: str, name: str, kills: int) -> list[Figure]:
    from tests.sealed import test_kills

    folder.mkdir()
    short = Path(tempfile.mkdtemp(prefix="box"))  # names of sockets must be short
    acknowledged, lost = test_kills.kill_often(short, address, kills=kills)
    return [
        Figure(f"{name}: acknowledged before {kills} kills", acknowledged, ""),
        Figure(f"{name}: of them lost", lost, "", at_most=0),
    ]


@contextlib.contextmanager
def _postgres() -> Iterator[str]:
    """Yield the address of a PostgreSQL of our own that flushes to the disk, or "" where there is none to start."""
    found = sorted(path.parent for root in POSTGRES_FOLDERS for path in Path(root).glob("*/bin/initdb"))
    if not found:
        yield ""
        return
    cluster = Path(tempfile.mkdtemp(prefix="ballots-postgres"))
    cluster.chmod(0o755)
    owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if owner:
        subprocess.run(["chown", "postgres", str(cluster)], check=True)
    control = [*owner, str(found[-1] / "pg_ctl"), "-D", str(cluster / "data"), "-w"]
    subprocess.run(
        [*owner, str(found[-1] / "initdb"), "-D", str(cluster / "data"), "-U", "breakthrough", "-A", "trust", "-E", "UTF8"],
        check=True, capture_output=True, cwd=cluster,
    )  # fmt: skip
    options = f"-k {cluster} -c listen_addresses='' -c shared_buffers=64MB"
    subprocess.run(
        [*control, "-l", str(cluster / "log"), "-o", options, "start"],
        check=True,
        cwd=cluster,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"postgresql://breakthrough@/postgres?host={cluster}"
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "stop"], check=False, cwd=cluster, stdout=subprocess.DEVNULL
        )


def _serve(arguments: Sequence[str]) -> subprocess.Popen[str]:
    served = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, cwd=_report.ROOT, env=_environment()
    )
    assert served.stdout is not None
    if served.stdout.readline() != "Ready\n":
        raise SystemExit("The server did not start.")
    return served


def _stop(served: subprocess.Popen[str]) -> None:
    served.terminate()
    served.wait(timeout=30)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{_report.ROOT / 'src'}{os.pathsep}{_report.ROOT}"}


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _line(figure: Figure) -> str:
    demand = ""
    if figure.at_least is not None or figure.at_most is not None:
        bound = f"≥ {figure.at_least:g}" if figure.at_least is not None else f"≤ {figure.at_most or 0:g}"
        demand = f"   reach {bound}   {'reached' if figure.is_reached else 'MISSED'}"
    return f"{figure.what:<68}  {figure.measured:>10.1f} {figure.unit:<3}{demand}"


def _publish(figures: Sequence[Figure], *, out: Path | None) -> int:
    print(f"Others were at work on this machine: load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    if out is not None:
        table = [{**asdict(figure), "is_reached": figure.is_reached} for figure in figures]
        out.write_text(
            json.dumps({"name": "ballots", "rows": table, "load": os.getloadavg()}, indent=1),
            encoding="utf-8",
        )
    return 0 if all(figure.is_reached for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
