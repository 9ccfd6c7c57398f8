"""The file that freezes the scorer `gt-1`, and the names in it. Plain values: whoever shows a reading needs no numerics."""

import json
from pathlib import Path
from typing import Any, Literal

CONSTANTS: dict[str, Any] = json.loads(Path(__file__).with_name("gt-1.json").read_text("utf-8"))
DIMENSIONS: tuple[str, ...] = tuple(CONSTANTS["dimensions"])

Mode = Literal["C", "K", "B"]
Sign = Literal["party_gap", "triads", "build_on", "one_sided_building", "group_gain"]
Spread = Literal["close", "some_range", "far_apart"]
