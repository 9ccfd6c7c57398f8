"""Commits that change nothing, so that the time of a commit does not say that somebody gave something."""

import asyncio
import random
import secrets
from pathlib import Path
from typing import Any, cast

import pytest

from breakthrough.ballotbox import pending
from breakthrough.ballotbox.running import Running
from tests.sealed import boxes, sealing
from tests.sealed.boxes import TestBox
from tests.sealed.sealing import RoundKeys

HOUR = 3600.0


def count_covers(box: TestBox, folder: Path, drawn: list[int], *, seconds: float) -> int:
    """Return how often the life of this box commits for cover in so many seconds, which pass at once."""
    passed, before, is_over = 0.0, drawn.count(pending.NONCE_LENGTH), asyncio.Event()

    async def sleep(gap: float) -> None:
        nonlocal passed
        passed += gap
        if passed > seconds:
            is_over.set()
            await asyncio.Event().wait()

    async def live() -> None:
        running = Running(
            box.office,
            socket_path=folder / "control.sock",
            sleep=sleep,
            chance=cast("Any", random.Random(20261126)),  # noqa: S311 (the same gaps in every run)
        )
        await running.open()
        await is_over.wait()
        await running.close()

    asyncio.run(live())
    return drawn.count(pending.NONCE_LENGTH) - before


def bring_to(box: TestBox, keys: RoundKeys, phase: str) -> None:
    """Play a round to this phase."""
    round_ = keys.card.round
    box.open(keys)
    box.speak(keys, *["Said."] * (4 if phase == "held" else 6))
    if phase != "open":
        box.office.close_scope(round_, "voice")
    if phase in {"released", "held", "ended"}:
        assert box.office.release_scope(round_, "voice", context={}).state != "counting"
    if phase == "ended":
        box.office.destroy(round_)


@pytest.mark.parametrize(
    ("phase", "hours", "least", "most"),
    [
        ("open", 1, 40, 80),
        ("released", 24, 70, 125),
        ("closed", 24, 0, 0),
        ("held", 24, 0, 0),
        ("ended", 24, 0, 0),
    ],
)
def test_a_round_is_covered_as_long_as_somebody_may_add_to_it(
    tmp_path: Path, box_address: str, phase: str, hours: int, least: int, most: int
) -> None:
    drawn = list[int]()

    def draw(count: int) -> bytes:
        drawn.append(count)
        return secrets.token_bytes(count)

    box = boxes.make_box(tmp_path, box_address, draw=draw)
    bring_to(box, sealing.make_round(), phase)
    assert least <= count_covers(box, tmp_path, drawn, seconds=hours * HOUR) <= most
