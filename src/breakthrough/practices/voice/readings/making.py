"""Votes to arrays to the measure to a released reading. Runs in jobs and on the command line only: it loads the engine."""

import dataclasses
from collections.abc import Callable
from typing import Any

from breakthrough.measures.opinion.results import OpinionReading
from breakthrough.practices.voice import rules

MEASURE = "opinion"


def read_votes(
    content: bytes, *, seed: int, on_progress: Callable[[float, str], None] | None = None
) -> tuple[OpinionReading, dict[str, Any]]:
    """Return the released reading of packed votes, and the same as JSON values. `on_progress` may raise to stop it."""
    from breakthrough.measures.opinion import exchange, reading, votes
    from breakthrough.practices.voice.readings import tables

    table = exchange.parse_export(rules.unpack_archive(content)).table
    read = reading.read_opinion(
        table=tables.order_people(table),
        path=reading.choose_path(table),
        seed=seed,
        on_progress=on_progress,
    )
    opinion = dataclasses.replace(read, fingerprint=votes.fingerprint(table))
    return opinion, reading.to_dict(opinion)
