"""The only door out of the Pulse: rules 1 to 12 of the measurement design, in one place.

Every published number is a function of statistics of the released cells, none of fewer than five people; means are rounded to
a tenth from eight people on and to a quarter below; there are no spreads and no single questions below eight.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.pulse import constants, frozen, leaning, levels, questions, scoring, spread
from breakthrough.measures.pulse.gaps import Gap
from breakthrough.measures.pulse.results import (
    DimensionReading,
    Ellipse,
    GapReading,
    Headline,
    Note,
    PositionReading,
    QuestionReading,
    Reason,
)
from breakthrough.measures.pulse.stack import Stack, Team, stack_teams
from breakthrough.measures.values import Estimate

Floats = npt.NDArray[np.float64]

_ELLIPSE_REACH = 5.991
_MODES: tuple[frozen.Mode, ...] = ("C", "K", "B")
_ANSWERS: dict[frozen.Mode, Headline] = {"C": "C_answers", "K": "K_answers", "B": "B_answers"}
_NAMED: dict[frozen.Mode, Headline] = {"C": "C_named", "K": "K_named", "B": "B_named"}
_REASONS: dict[leaning.Outcome, Reason | None] = {
    "too_few": "too_few",
    "not_measurable": "not_measurable",
    "low_response": "low_response",
    "misfit": "misfit",
    "mixed": "mixed",
    "rests_on_one_dimension": "rests_on_one_dimension",
    "lean": None,
}


def dimension_readings(team: Team, level: levels.Levels, place: int = 0) -> tuple[DimensionReading, ...]:
    """The nine dimensions of the team at `place`; spreads are of all its people."""
    return tuple(_dimension(team, level, place, d) for d in range(len(constants.DIMENSIONS)))


def _dimension(team: Team, level: levels.Levels, place: int, d: int) -> DimensionReading:
    name, n = constants.DIMENSIONS[d], int(level.count[place, d])
    if n < partition.SMALLEST_CELL:
        return DimensionReading(name, "withheld", "too_few", None, None, is_by_party=False)
    found = Estimate(float(level.mean[place, d]), float(level.low[place, d]), float(level.high[place, d]))
    return DimensionReading(
        dimension=name,
        status="shown",
        reason=None,
        mean=shares.publish_mean(found, n),
        n_band=partition.n_band(n),
        is_by_party=len(team.weight) > 1 and bool(level.by_cell[place, d]),
        spread=spread.spread_word(team.scores[:, d]),
        has_two_views=spread.has_two_views(team.scores[:, d]),
    )


def cell_readings(team: Team) -> tuple[tuple[DimensionReading, ...], ...]:
    """Profiles of the released cells, each with the dimensions of which *every* cell has five scores; empty with one cell."""
    cells = len(team.weight)
    if cells < 2:
        return ()
    parts = [
        Team(team.scores[team.cell == c], np.zeros(int((team.cell == c).sum()), np.intp), np.ones(1))
        for c in range(cells)
    ]
    if min(len(part.scores) for part in parts) < partition.SMALLEST_CELL:
        return ()
    level = levels.dimension_levels(stack_teams(parts))
    kept = np.asarray((level.count >= partition.SMALLEST_CELL).all(axis=0))
    return tuple(
        tuple(one for one, keep in zip(dimension_readings(part, level, c), kept, strict=True) if keep)
        for c, part in enumerate(parts)
    )


def gap_readings(team: Team, gaps: tuple[Gap, ...]) -> tuple[GapReading, ...]:
    """Differences between cells as they may leave; the coarser step counts where a cell is small."""
    sizes = np.bincount(team.cell, minlength=len(team.weight))
    return tuple(
        GapReading(
            dimension=gap.dimension,
            first=gap.first,
            second=gap.second,
            difference=shares.publish_difference(
                gap.difference, shares.scale_step(int(min(sizes[gap.first], sizes[gap.second])))
            ),
            is_clear=gap.difference.is_clear_of(0),
        )
        for gap in gaps
    )


def question_readings(team: Team, scored: Floats) -> tuple[QuestionReading, ...]:
    """Means of single questions [people, 23]: from eight people on, for dimensions of which nobody skipped a question."""
    if len(scored) < shares.FEWEST_FOR_NUMBERS:
        return ()
    level = levels.dimension_levels(stack_teams([dataclasses.replace(team, scores=scored)]))
    found = []
    for places in questions.PLACES:
        if np.isnan(scored[:, list(places)]).any():
            continue
        for place in places:
            raw = Estimate(*(float(one[0, place]) for one in (level.mean, level.low, level.high)))
            mean = shares.publish_mean(raw, len(scored))
            if mean is not None:
                found.append(QuestionReading(place + 1, mean))
    return tuple(found)


def position_reading(
    scored: scoring.Scored, *, signs: leaning.Signs, notes: tuple[Note, ...], stack: Stack
) -> PositionReading:
    """Position, probabilities, lean and name of the first team of `scored`."""
    outcome = leaning.OUTCOMES[int(scored.leaning.outcome[0])]
    if outcome in ("too_few", "not_measurable"):
        return PositionReading("withheld", _REASONS[outcome], scoring.METHOD)
    n = int(stack.sum_by_team(stack.sum_by_cell(stack.answered))[0])
    placed = PositionReading(
        status="shown",
        reason=_REASONS[outcome],
        method=scoring.METHOD,
        general=_coordinate(scored.features.position[0, 0, 0], n),
        turn=_coordinate(scored.features.position[0, 0, 1], n),
        ellipse=_ellipse(scored.sigma[0] ** 2 * scored.features.covariance[0, 0]),
        shadow=_four(scored.shadow[0]),
        shadow_mode=_shadow_mode(scored.shadow[0]),
    )
    if outcome in ("low_response", "misfit"):
        return placed
    likely = dataclasses.replace(placed, probabilities=_four(scored.probability[0]), notes=notes)
    if outcome != "lean":
        return dataclasses.replace(likely, headline="mixed", weakest=_weakest(scored, outcome))
    mode = _MODES[int(scored.leaning.mode[0])]
    is_named = leaning.may_name(mode, signs)
    return dataclasses.replace(
        likely,
        reason=None if is_named else "answers_only",
        lean=mode,
        is_named=is_named,
        headline=_NAMED[mode] if is_named else _ANSWERS[mode],
        signs=leaning.read_signs(signs),
        weakest=_weakest(scored, outcome),
    )


def _shadow_mode(shadow: Floats) -> frozen.Mode | None:
    best = int(shadow[:3].argmax())
    return _MODES[best] if shadow[best] >= constants.SHADOW else None


def _coordinate(value: float, n: int) -> float:
    step = shares.scale_step(n)
    return round(min(7 - step, max(1 + step, shares.round_to(float(value), step))), 4)


def _four(probability: Floats) -> tuple[float, float, float, float]:
    a, b, c, d = shares.round_together([float(one) for one in probability])
    return a, b, c, d


def _weakest(scored: scoring.Scored, outcome: leaning.Outcome) -> str | None:
    if outcome == "mixed":
        return None
    return constants.DIMENSIONS[int(np.nanargmin(scored.left[0]))]


def _ellipse(covariance: Floats) -> Ellipse:
    values, vectors = np.linalg.eigh(covariance)
    axis = vectors[:, 1] if vectors[0, 1] >= 0 else -vectors[:, 1]
    long, short = (float(np.sqrt(_ELLIPSE_REACH * value)) for value in values[::-1])
    return Ellipse((round(long, 1), round(short, 1)), round(float(np.arctan2(axis[1], axis[0])), 1) + 0.0)
