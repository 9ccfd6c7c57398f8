"""The shapes that rounds of sealed answers share, whichever practice they belong to."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from breakthrough.web.api_shapes import Asked


class ReadinessOut(Schema):
    """Who has their seal. It says nothing about who answers."""

    have: int
    eligible: int
    lacking: list[str]


class StepOut(Schema):
    """A step the round took; `by` is empty for the clock and the ballot box."""

    step: str
    at: datetime
    by: str


class TimeIn(Asked):
    """How much more time."""

    minutes: Annotated[int, Field(ge=1, le=100_000)]


class ClosesOut(Schema):
    """When the phase ends now."""

    closes_at: datetime
