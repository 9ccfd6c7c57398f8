"""What the web and live benchmarks share: a table on the console, the same as JSON, memory of a process, a server to measure."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure. `reach` is the most it may be, None where nothing is demanded."""

    what: str
    measured: float
    unit: str
    reach: float | None = None

    @property
    def is_reached(self) -> bool:
        return self.reach is None or self.measured <= self.reach


def parse_arguments(description: str) -> argparse.Namespace:
    """Return the arguments every benchmark takes: `--json FILE` and `--quick`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON")
    parser.add_argument("--quick", action="store_true", help="a shorter run with less certain figures")
    return parser.parse_args()


def publish(name: str, rows: list[Row], *, out: Path | None, notes: dict[str, object] | None = None) -> int:
    """Print the table, write the JSON, and return 0 if everything demanded was reached, else 1."""
    width = max(len(row.what) for row in rows)
    for row in rows:
        demand = (
            ""
            if row.reach is None
            else f"   reach ≤ {row.reach:g}   {'reached' if row.is_reached else 'MISSED'}"
        )
        print(f"{row.what:<{width}}  {row.measured:>10.1f} {row.unit:<4}{demand}")
    if out is not None:
        table = [{**asdict(row), "is_reached": row.is_reached} for row in rows]
        out.write_text(
            json.dumps({"name": name, "rows": table, "notes": notes or {}}, indent=1), encoding="utf-8"
        )
    return 0 if all(row.is_reached for row in rows) else 1


COUNT_UNFINISHED = """
from breakthrough.config import starting
starting.set_up()
from breakthrough.background.models import Job
print(Job.objects.filter(ending=None).count())
"""


def environment_of(folder: Path, *, port: int) -> dict[str, str]:
    """Return the environment of a quick start with everything in `folder`."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("BREAKTHROUGH_", "DJANGO_"))
    }
    return {
        **kept,
        "PYTHONPATH": str(ROOT / "src"),
        "BREAKTHROUGH_DATA": str(folder),
        "BREAKTHROUGH_SECRET_KEY": "only for benchmarks",
        "BREAKTHROUGH_QUICKSTART": "1",
        "BREAKTHROUGH_ADDRESS": f"http://localhost:{port}",
    }


def run_python(program: str, environment: dict[str, str]) -> str:
    """Return what a program of our own prints."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def wait_for_work(environment: dict[str, str]) -> float:
    """Return how many seconds it took until nothing was left to do in the background."""
    began = time.monotonic()
    while time.monotonic() - began < 600:
        if run_python(COUNT_UNFINISHED, environment).strip() == "0":
            return time.monotonic() - began
        time.sleep(2)
    raise SystemExit("The work in the background did not end within ten minutes.")


class Served:
    """A server in a process of its own, from start to `stop`; `seconds` is how long it took until it was ready."""

    def __init__(self, command: list[str], *, environment: dict[str, str]) -> None:
        began = time.monotonic()
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if line.startswith("Ready"):
                break
        else:
            raise SystemExit(f"The server did not start: {self.lines}")
        self.seconds = time.monotonic() - began

    def say(self, words: str) -> str:
        """Write a line to the server and return the line it answers."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        while (line := self.process.stdout.readline()) and not line.startswith("answer "):
            continue
        return line.removeprefix("answer ").strip()

    def stop(self) -> float:
        """Press Ctrl-C and return how many seconds the server took to leave."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=30)
        if code != 0:
            print(f"The server left with code {code}", file=sys.stderr)
        return time.monotonic() - began

    @property
    def memory_megabytes(self) -> float:
        """Resident memory of the server and its children."""
        return sum(_resident(pid) for pid in _family(self.process.pid)) / 1024

    @property
    def process_count(self) -> int:
        return len(_family(self.process.pid))

    def status(self, name: str) -> int:
        """Return a number from the kernel's record of the server, as `Threads`."""
        return _status(self.process.pid, name)

    @property
    def processor_seconds(self) -> float:
        """Processor time the server and its children have used so far, those included that have ended."""
        return sum(_ticks(pid) for pid in _family(self.process.pid)) / os.sysconf("SC_CLK_TCK")

    @property
    def open_files(self) -> list[str]:
        folder = Path(f"/proc/{self.process.pid}/fd")
        return [str(path.readlink()) for path in folder.iterdir() if path.is_symlink()]


def _ticks(pid: int) -> int:
    try:
        written = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return 0  # it has just ended
    return sum(int(field) for field in written.rpartition(")")[2].split()[11:15])


def _resident(pid: int) -> int:
    return _status(pid, "VmRSS")


def _status(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    threads = [path for path in Path(f"/proc/{pid}/task").iterdir() if path.name != str(pid)]
    for thread in threads:
        children += (thread / "children").read_text(encoding="ascii").split()
    return [pid, *(one for child in set(children) for one in _family(int(child)))]
