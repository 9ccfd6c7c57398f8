"""Public entry: the Pulse of one wave, from sealed answers to what may be published."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.opinion import encoding
from breakthrough.measures.partition import Partition
from breakthrough.measures.pulse import gaps, leaning, publish, questions, scores, scoring
from breakthrough.measures.pulse.results import Note, PartyReading, PositionReading, PulseReading
from breakthrough.measures.pulse.stack import Team, make_team, stack_teams

Answers = npt.NDArray[np.integer]
Floats = npt.NDArray[np.float64]


def read_pulse(
    *,
    answers: Answers,
    party: Sequence[int] | None = None,
    released: Partition | None = None,
    eligible: int | None = None,
    signs: leaning.Signs | None = None,
    wave: str | None = None,
) -> PulseReading:
    """The released reading of one wave.

    `answers` [people, 23]: 1 to 7 as answered, 0 for "not seen / can't say" and skipped; who skipped everything did not answer.
    `party` [people]: indices into `released`, the partition of the wave, fixed before it opened from the roster
    (`partition.release_partition`). `eligible`: how many were invited. `signs`: what speaks beside the answers for or against a
    name; the party gap is found here. Raises ValueError for answers or parties that do not fit.
    """
    found = scores.dim_scores(answers)
    present = ~np.isnan(found).all(axis=1)
    n = int(present.sum())
    is_low = shares.is_response_low(n, eligible)
    if n < partition.SMALLEST_CELL:
        return _withheld(is_low=is_low, wave=wave)
    team = make_team(found, party=party, partition=released)
    stack = stack_teams([team])
    scored = scoring.score_stack(stack, is_response_low=np.array([is_low]))
    differences = () if is_low else gaps.party_gaps(team)
    told = _with_gap(signs or leaning.Signs(), differences)
    return PulseReading(
        measure="pulse",
        status="shown",
        reason="low_response" if is_low else None,
        questions_version=questions.VERSION,
        wave=wave,
        n_band=partition.n_band(n),
        is_response_low=is_low,
        answered=n if is_low else None,
        eligible=eligible if is_low else None,
        partition=() if released is None else released.cells,
        dimensions=publish.dimension_readings(team, scored.levels),
        position=publish.position_reading(
            scored, signs=told, notes=_notes(answers[present], team, scored), stack=stack
        ),
        questions=publish.question_readings(team, scores.question_scores(answers[present])),
        parties=_parties(team, released),
        gaps=publish.gap_readings(team, differences),
    )


def encode(reading: PulseReading) -> dict[str, object]:
    """A reading as JSON values, fields in a stable order."""
    encoded: dict[str, object] = encoding.to_json(reading)
    return encoded


def decode(stored: Mapping[str, object]) -> PulseReading:
    """The reading that `encode` wrote. Raises ValueError where the fields do not fit."""
    return encoding.from_json(PulseReading, dict(stored))


def _withheld(*, is_low: bool, wave: str | None) -> PulseReading:
    return PulseReading(
        measure="pulse",
        status="withheld",
        reason="too_few",
        questions_version=questions.VERSION,
        wave=wave,
        n_band=None,
        is_response_low=is_low,
        answered=None,
        eligible=None,
        partition=(),
        dimensions=(),
        position=PositionReading("withheld", "too_few", scoring.METHOD),
    )


def _with_gap(signs: leaning.Signs, differences: tuple[gaps.Gap, ...]) -> leaning.Signs:
    return leaning.Signs(
        party_gap=gaps.openness_gap_is_clear(differences),
        triads=signs.triads,
        build_on=signs.build_on,
        one_sided_building=signs.one_sided_building,
        group_gain=signs.group_gain,
    )


def _notes(answers: Answers, team: Team, scored: scoring.Scored) -> tuple[Note, ...]:
    """Which other ways of counting would change the lean (or whether there is one)."""
    stack = stack_teams([team])
    others: tuple[tuple[Note, leaning.Leaning], ...] = (
        (
            "outcome_free_differs",
            scoring.outcome_free_leaning(stack, scores.dim_scores(answers, is_outcome_free=True)),
        ),
        ("headcount_differs", scoring.headcount_leaning(stack)),
    )
    return tuple(note for note, other in others if _lean(other) != _lean(scored.leaning))


def _lean(found: leaning.Leaning) -> int | None:
    return int(found.mode[0]) if found.is_lean[0] else None


def _parties(team: Team, released: Partition | None) -> tuple[PartyReading, ...]:
    if released is None:
        return ()
    sizes = np.bincount(team.cell, minlength=len(team.weight))
    return tuple(
        PartyReading(released.cells[c], partition.n_band(int(sizes[c])), profile)
        for c, profile in enumerate(publish.cell_readings(team))
    )
