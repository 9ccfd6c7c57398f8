"""Readings as flat lists of rows: for Vega-Lite `data.values` and, the same rows, for the table beside the picture.

Plain str, int, float or None, stable snake_case fields, sorted; no NaN. Words are the practice's, not written here.
"""

import math

from breakthrough.measures.opinion.results import Estimate, OpinionReading, Side

Row = dict[str, str | int | float | None]

ELLIPSE_POINTS = 36
_DIGITS = 3


def share_rows(reading: OpinionReading) -> list[Row]:
    """One row for each statement, side and answer: `statement, side, side_kind, answer, mean, low, high, word, n_band,
    reason`. The whole comes first."""
    kinds = {side.key: side.kind for side in reading.sides}
    rows: list[Row] = []
    for row in reading.shares:
        answers = (
            ("agree", row.agree, row.agree_word),
            ("disagree", row.disagree, row.disagree_word),
            ("pass", row.passed, row.passed_word),
        )
        for answer, estimate, word in answers:
            rows.append(
                {
                    "statement": row.statement,
                    "side": row.side,
                    "side_kind": kinds.get(row.side, "whole"),
                    "answer": answer,
                    **_interval(estimate),
                    "word": word,
                    "n_band": row.n_band,
                    "reason": row.reason,
                }
            )
    return rows


def map_rows(reading: OpinionReading) -> list[Row]:
    """The map as points: `kind, side, statement, x, y, order, value`.

    `centre`: one point for each side · `ellipse`: a closed outline, `order` from 0 · `cell`: two corners (order 0 low, 1 high)
    with the cell's density against an even spread as `value` · `statement`: the tip of its arrow. On a line y is None.
    """
    drawn = reading.map
    if drawn is None:
        return []
    rows = [_point("centre", side.centre, side=side.key) for side in drawn.sides if side.centre is not None]
    for side in drawn.sides:
        rows.extend(_outline(side))
    frame = sum(_area(cell.low, cell.high) for cell in drawn.cells)
    for number, cell in enumerate(drawn.cells):
        area = _area(cell.low, cell.high)
        density = round(cell.share * frame / area, _DIGITS) if area > 0 else None
        for order, corner in enumerate((cell.low, cell.high)):
            rows.append(_point("cell", corner, side=str(number), order=order, value=density))
    rows.extend(_point("statement", vector.a, statement=vector.statement) for vector in drawn.statements)
    return rows


def group_count_rows(reading: OpinionReading) -> list[Row]:
    """How probable each number of groups is: `count, probability, shown` (0 or 1)."""
    found = reading.groups
    if found is None:
        return []
    return [
        {
            "count": place + 1,
            "probability": probability,
            "shown": int(found.shown and found.count == place + 1),
        }
        for place, probability in enumerate(found.probability_by_count)
    ]


def tension_rows(reading: OpinionReading) -> list[Row]:
    """The agree share of every side on every live tension, widest first, in the fields of `share_rows` and `rank`.

    For "split, no pattern" it is the row of the whole.
    """
    rank = {row.statement: place for place, row in enumerate(reading.tensions)}
    sided = {row.statement for row in reading.tensions if row.lowest_side is not None}
    rows: list[Row] = [
        {**row, "rank": rank[str(row["statement"])]}
        for row in share_rows(reading)
        if row["answer"] == "agree"
        and row["statement"] in rank
        and (row["side"] != "whole") == (row["statement"] in sided)
    ]
    return sorted(rows, key=lambda row: (int(row["rank"] or 0), str(row["side"])))


def _interval(estimate: Estimate | None) -> Row:
    if estimate is None:
        return {"mean": None, "low": None, "high": None}
    return {"mean": estimate.mean, "low": estimate.low, "high": estimate.high}


def _outline(side: Side) -> list[Row]:
    """Points on the ellipse of a side; on a line its two ends."""
    if side.centre is None or side.ellipse is None:
        return []
    first, second = side.ellipse.half_axes
    if len(side.centre) == 1:
        ends = ((side.centre[0] - first,), (side.centre[0] + first,))
        return [_point("ellipse", end, side=side.key, order=order) for order, end in enumerate(ends)]
    cos, sin = math.cos(side.ellipse.angle), math.sin(side.ellipse.angle)
    rows = []
    for order in range(ELLIPSE_POINTS + 1):
        turn = 2 * math.pi * order / ELLIPSE_POINTS
        along, across = first * math.cos(turn), second * math.sin(turn)
        place = (side.centre[0] + along * cos - across * sin, side.centre[1] + along * sin + across * cos)
        rows.append(_point("ellipse", place, side=side.key, order=order))
    return rows


def _point(
    kind: str,
    place: tuple[float, ...],
    *,
    side: str | None = None,
    statement: str | None = None,
    order: int = 0,
    value: float | None = None,
) -> Row:
    return {
        "kind": kind,
        "side": side,
        "statement": statement,
        "x": round(place[0], _DIGITS) + 0.0,
        "y": round(place[1], _DIGITS) + 0.0 if len(place) > 1 else None,
        "order": order,
        "value": value,
    }


def _area(low: tuple[float, ...], high: tuple[float, ...]) -> float:
    return math.prod(upper - lower for lower, upper in zip(low, high, strict=True))
