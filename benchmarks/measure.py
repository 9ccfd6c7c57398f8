"""Timing in fresh processes: a program is run on its own, says what it measured as one line of JSON, and is gone."""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds of several runs."""

    seconds: tuple[float, ...]

    @property
    def least(self) -> float:
        return min(self.seconds)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def run_fresh(
    python: Path, program: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Run a program in a new process and return the JSON of its last line. SystemExit with its words if it fails."""
    finished = subprocess.run(
        [str(python), str(program), *arguments],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise SystemExit(f"{program.name} {' '.join(arguments)} failed:\n{finished.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    return found


def say(**measured: object) -> None:
    """What a fresh process prints at its end; adds its peak memory in megabytes (Linux counts kilobytes, macOS bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    scale = 2**20 if sys.platform == "darwin" else 2**10
    print(json.dumps({**measured, "peak_megabytes": round(peak / scale, 1)}))


def time_call(call: Callable[[], object]) -> tuple[float, object]:
    """Seconds of one call, and what it returned."""
    began = time.perf_counter()
    found = call()
    return time.perf_counter() - began, found
