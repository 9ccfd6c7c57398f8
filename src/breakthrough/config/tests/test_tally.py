"""`breakthrough tally`: one JSON object in, lines of JSON out, and nothing of what was asked."""

import io
import json
import subprocess
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from breakthrough.config import tally


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A practice called `counting` whose reading is how many gave something in each cell."""
    module = types.ModuleType("breakthrough.practices.counting.readings.tallying")

    def count(
        *,
        label: str,
        contributions: Sequence[tuple[int, object]],
        context: Mapping[str, object],
        on_progress: Callable[[float, str], None],
    ) -> Mapping[str, object]:
        on_progress(0.5, "Half")
        return {"label": label, "count": len(contributions), "context": context}

    module.tally = count  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)


def test_a_tally_tells_its_progress_and_last_the_reading(counting: None) -> None:
    asked = {
        "practice": "counting",
        "label": "votes/1",
        "card": "",
        "cells": [[0, ["secret", [1]]]],
        "context": {"a": 1},
    }
    out = io.StringIO()
    assert tally.run(io.StringIO(json.dumps(asked)), out) == 0
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lines == [
        {"share": 0.5, "words": "Half"},
        {"reading": {"label": "votes/1", "count": 1, "context": {"a": 1}}},
    ]
    assert "secret" not in out.getvalue()


@pytest.mark.parametrize("name", ["nothing-like-it", "../etc", "os.path", "no_such_practice", ""])
def test_what_counts_nothing_is_refused(name: str) -> None:
    with pytest.raises(LookupError):
        tally.find_tally(name)


def test_the_command_loads_no_django() -> None:
    script = "import sys, io; from breakthrough.config import commands; sys.stdin = io.StringIO('{}')\ntry: commands.main(['tally'])\nexcept KeyError: pass\nprint('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout.strip() == "False"
