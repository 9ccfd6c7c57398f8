"""What a start must not do twice: compile what was compiled, and look for garbage in what stays for good."""

import gc
import shutil
import subprocess
from pathlib import Path

import pytest

from breakthrough.config import starting

ROOT = Path(__file__).parents[4]
STUB = """#!/bin/sh
echo "$0 $* ${PYTHONDONTWRITEBYTECODE-keeps what it compiles}"
"""


def test_the_one_command_keeps_what_python_compiles_whatever_the_machine_is_set_to(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    command = shutil.copy(ROOT / "bin" / "run", tmp_path / "bin")
    for place in ("bin/setup", ".venv/bin/python"):
        (tmp_path / place).write_text(STUB)
        (tmp_path / place).chmod(0o755)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [command, "--port", "1"], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        f"{tmp_path}/bin/setup run keeps what it compiles",
        f"{tmp_path}/.venv/bin/python -m breakthrough serve --port 1 keeps what it compiles",
    ]


def test_what_is_loaded_is_never_walked_by_a_collection() -> None:
    before = gc.get_freeze_count()
    try:
        with starting.loading():
            assert not gc.isenabled()
            loaded = [[one] for one in range(1000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() >= before + len(loaded)
    finally:
        gc.unfreeze()


def test_a_start_that_is_refused_leaves_collections_on() -> None:
    with pytest.raises(ValueError, match="refused"), starting.loading():
        raise ValueError("refused")
    assert gc.isenabled()
