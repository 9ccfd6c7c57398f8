"""`breakthrough tally`: counts the answers of one closed scope, in a process that ends when it has counted.

The box starts it and writes one JSON object to its standard input; it writes lines of JSON: progress, and last the reading.
What a practice counts is in its `readings.tallying.tally`; Django is never loaded, and nothing but the reading leaves.
"""

import importlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Protocol, TypeAlias, cast

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Tally(Protocol):
    """What a practice brings: (cell, payload) in canonical order to what may be published."""

    def __call__(
        self,
        *,
        label: str,
        contributions: Sequence[tuple[int, Json]],
        context: Mapping[str, Json],
        on_progress: Callable[[float, str], None],
    ) -> Mapping[str, Json]:
        """Return the reading."""


def run(asked: IO[str], answers: IO[str]) -> int:
    """Count what `asked` holds; return 0, or 1 without having written anything that was asked."""
    task = json.load(asked)
    tally = find_tally(str(task["practice"]))

    def tell(line: Mapping[str, Json]) -> None:
        answers.write(json.dumps(line, allow_nan=False) + "\n")
        answers.flush()

    reading = tally(
        label=str(task["label"]),
        contributions=[(int(cell), payload) for cell, payload in task["cells"]],
        context=task["context"],
        on_progress=lambda share, words: tell({"share": float(share), "words": words}),
    )
    tell({"reading": reading})
    return 0


def find_tally(practice: str) -> Tally:
    """Return the tally of a practice; raises `LookupError` if it has none."""
    if not NAME.fullmatch(practice):
        raise LookupError("A practice is called like its folder.")
    try:
        module = importlib.import_module(f"breakthrough.practices.{practice}.readings.tallying")
    except ModuleNotFoundError as missing:
        raise LookupError(f"The practice {practice} counts nothing.") from missing
    return cast("Tally", module.tally)
