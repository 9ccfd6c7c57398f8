"""A PostgreSQL of a test's own, whose every file may be read: it keeps its write-ahead log for ever, as an operator's archive does."""

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from breakthrough.ballotbox.stores.postgres import SAFE_SETTINGS

ARCHIVING: Mapping[str, str] = {
    "wal_level": "replica",
    "archive_mode": "on",
    "max_wal_size": "64MB",
    "shared_buffers": "32MB",
    "max_connections": "40",
    "fsync": "off",  # the log holds the same, and the machine is not to fail here
    "listen_addresses": "''",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running PostgreSQL: its folder holds `data`, `archive` and `log`."""

    folder: Path
    programs: Path

    @property
    def data(self) -> Path:
        """Tables, log, temporary files."""
        return self.folder / "data"

    @property
    def archive(self) -> Path:
        """Every finished segment of the log."""
        return self.folder / "archive"

    def address(self, database: str = "postgres") -> str:
        """Return the URL of one of its databases."""
        return f"postgresql://breakthrough@/{database}?host={self.folder}"

    def dump(self, database: str) -> bytes:
        """Return what a backup by `pg_dump` holds."""
        command = [str(self.programs / "pg_dump"), "--dbname", self.address(database)]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def finish_segment(self) -> None:
        """Write everything to disk and have the archive take the log up to now."""
        with psycopg.connect(self.address(), autocommit=True) as keeper:
            keeper.execute("CHECKPOINT")
            found = keeper.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        assert found is not None
        deadline = time.monotonic() + 30
        while not (self.archive / str(found[0])).is_file():
            assert time.monotonic() < deadline, "the archive did not take the log"
            time.sleep(0.05)
        time.sleep(0.1)


def find_programs() -> Path | None:
    """Return the folder of PostgreSQL's own programs, or None."""
    places = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), *Path("/usr").glob("pgsql-*/bin/initdb")]
    return (
        max(places, key=lambda place: int("".join(filter(str.isdigit, place.parts[-3])))).parent
        if places
        else None
    )


@contextlib.contextmanager
def started(programs: Path) -> Iterator[Cluster]:
    """Run a fresh cluster, set up as the product asks for, while the block lasts. PostgreSQL refuses to run as root, so root lends it away."""
    with tempfile.TemporaryDirectory(prefix="breakthrough-log.") as place:
        cluster = Cluster(Path(place), programs)
        as_owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if as_owner:
            subprocess.run(["chown", "postgres", place], check=True)
        cluster.folder.chmod(0o755)

        def run(program: str, *arguments: str) -> None:
            _run([*as_owner, str(programs / program), "-D", str(cluster.data), *arguments], cluster.folder)

        _run([*as_owner, "mkdir", str(cluster.archive)], cluster.folder)
        run(
            "initdb",
            "-U",
            "breakthrough",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--wal-segsize=1",
            "--no-sync",
        )
        settings = {
            **ARCHIVING,
            **SAFE_SETTINGS,
            "archive_command": f"'cp %p {cluster.archive}/%f.part && mv {cluster.archive}/%f.part {cluster.archive}/%f'",
            "unix_socket_directories": f"'{cluster.folder}'",
        }
        with (cluster.data / "postgresql.conf").open("a") as written:
            written.writelines(f"{name} = {value}\n" for name, value in settings.items())
        run("pg_ctl", "-w", "-l", str(cluster.folder / "log"), "start")
        try:
            yield cluster
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")


def _run(command: Sequence[str], folder: Path) -> None:
    # Not through pipes: the server that pg_ctl leaves behind would keep them open.
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, f"{command[-1]}: {[path.read_text()[-500:] for path in folder.glob('log')]}"
