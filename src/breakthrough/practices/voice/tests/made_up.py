"""Released readings as the measure hands them out, one for each state a page can be in."""

from breakthrough.measures.opinion.results import (
    Axis,
    Bridging,
    CommonGround,
    DensityCell,
    DimensionWeights,
    Ellipse,
    Estimate,
    GroupPosterior,
    LiveTension,
    OpinionMap,
    OpinionReading,
    Representative,
    Side,
    Slate,
    StatementShares,
    StatementVector,
    Unclear,
)

METHOD = "opinion.exact/3"
HIGH, HALF, LOW = Estimate(0.8, 0.7, 0.9), Estimate(0.5, 0.35, 0.65), Estimate(0.15, 0.05, 0.3)


def withheld() -> OpinionReading:
    """Fewer than five people."""
    return OpinionReading("withheld", "too_few", "exact", METHOD, 1, True, None, reasons=("too_few",))


def words() -> OpinionReading:
    """Five to seven people."""
    shares = tuple(
        StatementShares(str(key), "whole", None, None, None, "5-7", "most", "few", "few") for key in range(4)
    )
    return OpinionReading(
        "words", "too_few", "exact", METHOD, 1, True, "5-7", reasons=("too_few",), sides=(Side("whole", "whole", "5-7"),),
        shares=shares, common_ground=(CommonGround("2", "agree", None, None, "most"),),
    )  # fmt: skip


def shares_only() -> OpinionReading:
    """Eight to nineteen people: numbers, no map."""
    return OpinionReading(
        "shown", None, "exact", METHOD, 1, True, "8-12", reasons=("too_few",), sides=(Side("whole", "whole", "8-12"),),
        shares=_whole("8-12"), common_ground=(CommonGround("2", "agree", HIGH, 0.95),),
        tensions=(LiveTension("0", None, HALF, 0.85),), unclear=(Unclear("3", HALF, 0.9),),
    )  # fmt: skip


def unstructured() -> OpinionReading:
    """Twenty people or more whose votes bear no map."""
    return OpinionReading(
        "shown", None, "exact", METHOD, 1, True, "35+", reasons=("no_structure",), sides=(Side("whole", "whole", "35+"),),
        weights=DimensionWeights((1.0, 0.0, 0.0), -0.01, False), shares=_whole("35+"),
    )  # fmt: skip


def spread() -> OpinionReading:
    """A line without groups; still unsettled."""
    sides = tuple(
        Side(key, "end", "35+", (at,), Ellipse((0.6, 0.6), 0.0)) for key, at in (("low", -1.1), ("high", 1.1))
    )
    cells = (DensityCell((-3.0,), (0.0,), 0.5), DensityCell((0.0,), (3.0,), 0.5))
    return OpinionReading(
        "shown", None, "laplace", "opinion.laplace/3", 1, False, "35+", reasons=("no_groups", "unsettled"), sides=sides,
        weights=DimensionWeights((0.0, 1.0, 0.0), 0.03, True),
        groups=GroupPosterior((0.6, 0.4), False, None, (), None, None),
        map=OpinionMap(1, (Axis(("0",), ("1",)),), _vectors(1), sides, cells),
        shares=(*_whole("35+"), *_side("low", LOW), *_side("high", HIGH)),
        tensions=(LiveTension("0", Estimate(0.6, 0.45, 0.75), None, 0.95, "low", "high"),),
    )  # fmt: skip


def grouped() -> OpinionReading:
    """A plane with two groups and everything that can be shown."""
    sides = tuple(
        Side(key, "group", "20-34", (at, 0.1), Ellipse((0.8, 0.4), 0.3))
        for key, at in (("A", -1.0), ("B", 1.0))
    )
    cells = tuple(
        DensityCell((left, low), (left + 3.0, low + 3.0), 0.25) for left in (-3.0, 0.0) for low in (-3.0, 0.0)
    )
    return OpinionReading(
        "shown", None, "exact", METHOD, 1, True, "35+", sides=sides,
        fingerprint="f" * 64,
        weights=DimensionWeights((0.0, 0.0, 1.0), 0.05, True),
        groups=GroupPosterior((0.1, 0.9), True, 2, (0.55, 0.45), 0.0, 0.9),
        map=OpinionMap(2, (Axis(("0",), ("1",)), Axis(("2",), ("3",))), _vectors(2), sides, cells),
        shares=(*_whole("35+"), *_side("A", LOW), *_side("B", HIGH)),
        representative=(Representative("A", "0", "disagree", 0.95, Estimate(0.4, 0.2, 0.6)),),
        expected_false=0.1,
        common_ground=(CommonGround("2", "agree", HIGH, 0.95), CommonGround("3", "disagree", HIGH, 0.95)),
        tensions=(LiveTension("0", Estimate(0.65, 0.5, 0.8), None, 0.95, "A", "B"), LiveTension("1", None, None, 0.95, "A", "B", "nearly_all")),
        bridging=(Bridging("2", HIGH, 0.95),),
        slate=Slate(("2", "0"), 1.0, 0.9, Estimate(0.9, 0.8, 1.0), Estimate(0.6, 0.5, 0.7)),
    )  # fmt: skip


EVERY = {
    "withheld": withheld,
    "words": words,
    "shares_only": shares_only,
    "unstructured": unstructured,
    "spread": spread,
    "grouped": grouped,
}


def _whole(band: str) -> tuple[StatementShares, ...]:
    shown = tuple(
        StatementShares(str(key), "whole", one, LOW, LOW, band) for key, one in enumerate((HALF, LOW, HIGH))
    )
    return (*shown, StatementShares("3", "whole", None, None, None, None, reason="too_few_votes"))


def _side(key: str, agree: Estimate) -> tuple[StatementShares, ...]:
    return tuple(StatementShares(str(statement), key, agree, LOW, LOW, "20-34") for statement in range(3))


def _vectors(dimensions: int) -> tuple[StatementVector, ...]:
    return tuple(
        StatementVector(str(key), 0.1, -0.7, (at, -at)[:dimensions], (0.0, 0.0)[:dimensions])
        for key, at in enumerate((-0.9, 0.9, 0.1, -0.2))
    )
