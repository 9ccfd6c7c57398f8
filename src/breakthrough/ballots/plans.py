"""What practices hand in and get back: a scope they plan, and the release of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from breakthrough.background.work import Json

Kind = Literal["text", "vector"]
Mode = Literal["room", "days"]


@dataclass(frozen=True, slots=True)
class ScopePlan:
    """One thing that people are asked for under one pseudonym each: `voice`, `votes/1`, `pulse` …

    `quota` is how many contributions one person may give; `max_body` how many bytes one may have. With `by_party` each
    party has a key of its own, so that results by party can be shown; allowed where every party has at least k.
    """

    label: str
    quota: int
    max_body: int
    kind: Kind
    by_party: bool


@dataclass(frozen=True, slots=True)
class Release:
    """What came out of a scope. When `state` is "held" too few gave something: nothing is shown, everything else is None."""

    state: Literal["released", "held"]
    at: datetime
    board: Mapping[str, Json] | None = None
    reading: Json = None
    root: bytes | None = None
    words: str = ""
