"""Counting the vectors of a closed scope in a process of its own, which hands out a reading and nothing else.

One JSON object goes in: practice, label, card, cells and context. Lines of JSON come out: progress, and at last the reading.
What the process writes to its error output is thrown away, since a traceback could quote answers.
"""

import contextlib
import json
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from breakthrough.ballotbox import gate
from breakthrough.ballotbox.pending import Waiting
from breakthrough.ballotbox.protocol import bodies
from breakthrough.ballotbox.protocol.board import Json
from breakthrough.ballotbox.protocol.bodies import Vector
from breakthrough.ballotbox.protocol.encoding import to_base64url
from breakthrough.ballotbox.rounds import Round
from breakthrough.kernel.problem import Problem


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a tally is: a share from 0 to 1, or None before the first word; and words for people."""

    share: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a tally found."""

    reading: Json


@dataclass(frozen=True, slots=True)
class Failed:
    """The tally ended without a reading."""


class Tally:
    """One run of `command`. It ends by itself, or by `cancel`; `state` may be read from any thread.

    `on_end` is called in the tally's own thread with what it found; it is not called after `cancel`.
    """

    def __init__(
        self, command: Sequence[str], task: Mapping[str, Json], *, on_end: Callable[[Counted | Failed], None]
    ) -> None:
        self._command = list(command)
        self._task = json.dumps(task).encode()
        self._on_end = on_end
        self._cancelled = threading.Event()
        self._program: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="tally", daemon=True)
        self.state: Progress | Counted | Failed = Progress()

    @property
    def has_failed(self) -> bool:
        """Whether it ended without a reading that could be released."""
        return isinstance(self.state, Failed)

    def start(self) -> None:
        """Begin to count."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop; nothing of it is kept."""
        with self._lock:
            self._cancelled.set()
            if self._program is not None:
                self._program.terminate()
        if self._thread is not threading.current_thread() and self._thread.ident is not None:
            self._thread.join(timeout=10)

    def _run(self) -> None:
        end: Counted | Failed = Failed()
        with contextlib.suppress(OSError, ValueError):
            end = self._count()
        if self._cancelled.is_set():
            return
        try:
            self._on_end(end)
        except Problem:
            end = Failed()
        self.state = end

    def _count(self) -> Counted | Failed:
        with self._lock:
            if self._cancelled.is_set():
                return Failed()
            self._program = subprocess.Popen(  # noqa: S603 (the operator's own command)
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        with self._program as program:
            assert program.stdin is not None  # noqa: S101 (opened above)
            assert program.stdout is not None  # noqa: S101 (the same)
            with contextlib.suppress(BrokenPipeError):
                program.stdin.write(self._task)
                program.stdin.close()
            found = self._read(program.stdout)
        return found if program.returncode == 0 else Failed()

    def _read(self, lines: IO[bytes]) -> Counted | Failed:
        found: Counted | Failed = Failed()
        for line in lines:
            match json.loads(line):
                case {"reading": reading}:
                    found = Counted(reading)
                case {"share": int() | float() as share, "words": str(words)}:
                    self.state = Progress(min(max(float(share), 0.0), 1.0), words)
        return found


def tally_task(
    round_: Round,
    label: str,
    waiting: Sequence[Waiting],
    cells: Mapping[bytes, int],
    pattern: gate.Pattern,
    context: Mapping[str, Json],
) -> Mapping[str, Json]:
    """Return what a tally gets: cells that may not be shown are 0, blanks are left out, the order is that of the bodies' hashes."""
    said = sorted(
        (one for one in waiting if not one.is_blank),
        key=lambda one: bodies.hash_of_body(one.envelope.body or b""),
    )
    contributions = list[Json]()
    for one in said:
        payload = bodies.read_body(one.envelope.body or b"", kind="vector").payload
        if isinstance(payload, Vector):
            cell = cells[one.envelope.key_id]
            contributions.append([
                cell if cell in pattern.cells else 0, [to_base64url(payload.root), list(payload.answers)]
            ])  # fmt: skip
    return {
        "practice": round_.card.practice,
        "label": label,
        "card": to_base64url(round_.written),
        "cells": contributions,
        "context": context,
    }
