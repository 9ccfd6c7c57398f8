"""Rows 6 to 13, 16 and 17: who gets a lean, and how often it is the wrong one."""

import numpy as np
import numpy.typing as npt

from breakthrough.measures.pulse import gaps, leaning, scores
from breakthrough.measures.pulse.battery import planted
from breakthrough.measures.pulse.battery.rows import Row
from breakthrough.measures.pulse.constants import (
    BUILD,
    CENTRE,
    CLASH,
    ENERGY,
    HALO_BETWEEN,
    LEAN,
    MISFIT,
    SAY,
    STEER,
    SURVIVES,
    TURN,
)
from breakthrough.measures.pulse.scoring import Scored, score_stack
from breakthrough.measures.pulse.stack import Team

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer]

SIZES = (6, 8, 12)
_C, _K, _B = 0, 1, 2


def errors(rng: np.random.Generator, groups: int) -> list[Row]:
    """Rows 6 and 7: errors among leans with right prototypes; wrong leans among all groups where TURN tells nothing."""
    rows = []
    for separation, most in ((0.4, 0.10), (0.6, 0.04), (1.0, 0.01)):
        for n in SIZES:
            given, wrong, share = lean_rates(rng, groups, separation, n)
            rows.append(
                Row(
                    "6",
                    f"error among leans, s {separation}, n {n} ({share:.1%} get one)",
                    wrong / max(1, given),
                    most,
                    count=max(1, given),
                )
            )
    for separation in (0.4, 0.6, 1.0):
        for n in SIZES:
            _, wrong, _ = lean_rates(rng, groups, separation, n, is_turn_flat=True)
            rows.append(
                Row("7", f"wrong leans, TURN flat, s {separation}, n {n}", wrong / groups, 0.03, count=groups)
            )
    return rows


def lean_rates(
    rng: np.random.Generator, groups: int, separation: float, n: int, *, is_turn_flat: bool = False
) -> tuple[int, int, float]:
    """How many groups get a lean, how many a wrong one, and the share that gets one; the truth is one of three modes."""
    truth = rng.integers(0, 3, groups)
    scored = planted.score(
        planted.draw_scores(rng, planted.draw_truth(rng, truth, separation, is_turn_flat=is_turn_flat), n)
    )
    is_lean = scored.leaning.is_lean
    return int(is_lean.sum()), int((is_lean & (scored.leaning.mode != truth)).sum()), float(is_lean.mean())


def nothing_there(rng: np.random.Generator, groups: int) -> list[Row]:
    """Rows 8 and 9: all groups identical; one cloud without classes."""
    rows = []
    for n in SIZES:
        same = _identical(groups)
        rows.append(
            Row("8", f"leans where all groups are identical, n {n}", _leans(rng, same, n), 0.01, count=groups)
        )
        cloud = planted.draw_truth(rng, np.full(groups, planted.MIXED), 0.6)
        rows.append(Row("9", f"leans in one cloud, n {n}", _leans(rng, cloud, n), 0.12, count=groups))
    return rows


def moods(rng: np.random.Generator, groups: int) -> list[Row]:
    """Rows 10 and 11: everybody happier or sadder by one or two points, without any pattern behind it."""
    rows = []
    for lift in (1.0, 2.0):
        for n in SIZES:
            scored = _scored(rng, _identical(groups) + lift, n)
            share = float((scored.leaning.is_lean & (scored.leaning.mode == _B)).mean())
            rows.append(Row("10", f"lean B in good mood +{lift:g}, n {n}", share, 0.04, count=groups))
    scored = _scored(rng, _identical(groups) - 1, 8)
    leans = scored.leaning.is_lean & (scored.leaning.mode == _C)
    named = sum(leaning.may_name("C", leaning.Signs()) for _ in np.flatnonzero(leans))
    rows.append(Row("10", f"C named without a sign, mood -1 ({leans.mean():.0%} lean)", named / groups, 0.0))
    for size in (5, 8):
        share = _named_by_gap(rng, max(200, groups // 4), size)
        rows.append(
            Row(
                "11",
                f"C named by the party gap, mood -1, {size}+{size}",
                share,
                0.09,
                count=max(200, groups // 4),
            )
        )
    return rows


def _named_by_gap(rng: np.random.Generator, groups: int, size: int) -> float:
    truth = _identical(groups) - 1
    halves = [truth + planted.alike(rng, (groups,), 0.2, HALO_BETWEEN) for _ in range(2)]
    found = np.concatenate([planted.draw_scores(rng, half, size) for half in halves], axis=1)
    scored = score_stack(planted.stack_parties(found, (size, size)))
    cell, weight = np.repeat([0, 1], size), np.full(2, 0.5)
    named = 0
    for place in np.flatnonzero(scored.leaning.is_lean & (scored.leaning.mode == _C)):
        clear = gaps.openness_gap_is_clear(gaps.party_gaps(Team(found[place], cell, weight)))
        named += leaning.may_name("C", leaning.Signs(party_gap=clear))
    return named / groups


def careless(rng: np.random.Generator, groups: int) -> list[Row]:
    """Row 12: a third press one answer throughout; everybody does."""
    rows = []
    for pressed in (4, 6, 7):
        found = planted.draw_scores(rng, _identical(groups), 9)
        found[:, :3] = scores.dim_scores(np.full((1, 23), pressed))
        share = float(planted.score(found).leaning.is_lean.mean())
        rows.append(Row("12", f"leans where a third press {pressed}", share, 0.03, count=groups))
    for pressed in (1, 7):
        everybody = np.tile(scores.dim_scores(np.full((1, 23), pressed)), (1, 8, 1))
        rows.append(
            Row("12", f"misfit p where all press {pressed}", float(planted.score(everybody).fit[0]), 0.001)
        )
    return rows


def silence(rng: np.random.Generator, groups: int) -> list[Row]:
    """Row 13: those who speak up least stay silent."""
    rows = []
    for separation, most in ((0.4, 0.12), (0.6, 0.05), (1.0, 0.02)):
        given, wrong, lifted = 0, 0, []
        for roster in (8, 12, 16):
            truth = rng.integers(0, 3, groups)
            values = planted.draw_truth(rng, truth, separation)
            kept = _without_lowest(planted.draw_scores(rng, values, roster), roster - roster // 4)
            scored = planted.score(kept)
            is_lean = scored.leaning.is_lean
            given += int(is_lean.sum())
            wrong += int((is_lean & (scored.leaning.mode != truth)).sum())
            lifted.append(
                float((scored.features.position[:, 0, 0] - np.delete(values, TURN, 1).mean(1)).mean())
            )
        rows.append(
            Row(
                "13",
                f"error among leans, lowest quarter silent, s {separation}",
                wrong / max(1, given),
                most,
                count=max(1, given),
            )
        )
    rows.append(Row("13", "G inflated where the lowest quarter is silent", float(np.mean(lifted)), 0.30, 0.1))
    found = planted.draw_scores(rng, planted.draw_truth(rng, rng.integers(0, 3, groups), 1.0), 12)
    low = score_stack(planted.stack_scores(found[:, :8]), is_response_low=np.full(groups, 8 < 0.7 * 12))
    rows.append(Row("13", "leans where more than 30 % are silent", float(low.leaning.is_lean.mean()), 0.0))
    return rows


def leave_one_out(rng: np.random.Generator, groups: int) -> list[Row]:
    """Row 16: what is left of leans when one dimension is dropped."""
    truth = rng.integers(0, 3, groups)
    values = planted.draw_truth(rng, truth, 0.6)
    right, turned = _scored(rng, values, 8), _scored(rng, values + 1.5 * (np.arange(9) == TURN), 8)
    before = _before(right)
    k = before & (right.leaning.mode == _K)
    eight = (np.delete(right.left, TURN, axis=1) >= SURVIVES).all(axis=1)
    nine_turned = _before(turned) & (turned.left >= SURVIVES).all(axis=1)
    return [
        Row(
            "16",
            f"K leans that survive the drop of TURN ({int(k.sum())} leans)",
            float((k & (right.left[:, TURN] >= SURVIVES)).sum()),
            0.0,
        ),
        Row(
            "16",
            "leans lost to the eight",
            float((before & ~eight).sum() / max(1, before.sum())),
            0.02,
            slack=0.02,
        ),
        Row("16", "leans under all nine, TURN +1.5 for all", float(nine_turned.mean()), 0.01, count=groups),
    ]


def misfits(rng: np.random.Generator, groups: int) -> list[Row]:
    """Row 17: how often a profile is said not to fit."""
    values = planted.draw_truth(rng, rng.integers(0, 3, groups), 0.6)
    rows = [Row("17", "misfit with right prototypes", _misfit(rng, values, 8), 0.02, count=groups)]
    for d, name in ((STEER, "STEER"), (BUILD, "BUILD")):
        for shift in (-2.0, 2.0):
            share = _misfit(rng, values + shift * (np.arange(9) == d), 8)
            rows.append(Row("17", f"misfit found, {name} {shift:+g}", share, least=0.25, count=groups))
    odd = np.zeros(9)
    odd[[SAY, CLASH]], odd[[BUILD, ENERGY]] = -1.2, 1.2
    return [
        *rows,
        Row(
            "17",
            "misfit found, SAY and CLASH -1.2, BUILD and ENERGY +1.2",
            _misfit(rng, values + odd, 8),
            least=0.75,
            count=groups,
        ),
    ]


def _misfit(rng: np.random.Generator, values: Floats, n: int) -> float:
    return float((_scored(rng, values, n).fit < MISFIT).mean())


def _before(scored: Scored) -> npt.NDArray[np.bool_]:
    """Leans before any dimension is dropped."""
    best = scored.probability[np.arange(len(scored.fit)), scored.leaning.mode]
    return np.asarray((best >= LEAN[scored.leaning.mode]) & (scored.fit >= MISFIT))


def _identical(groups: int) -> Floats:
    """Groups that all have the same true values, in the middle of the patterns."""
    return np.tile(CENTRE, (groups, 1))


def _without_lowest(found: Floats, kept: int) -> Floats:
    order = np.argsort(-found[:, :, SAY], axis=1, kind="stable")[:, :kept]
    return np.take_along_axis(found, order[:, :, None], axis=1)


def _scored(rng: np.random.Generator, values: Floats, n: int) -> Scored:
    return planted.score(planted.draw_scores(rng, values, n))


def _leans(rng: np.random.Generator, values: Floats, n: int) -> float:
    return float(_scored(rng, values, n).leaning.is_lean.mean())
