"""How well the engine predicts votes that it has not seen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from breakthrough.kernel.words import gettext_noop as _
from breakthrough.measures.opinion import (
    exact,
    exchange,
    laplace,
    mixture,
    prediction,
    splits,
    votes,
    weights,
)
from breakthrough.measures.opinion.progress import Progress, start_stage
from breakthrough.measures.opinion.results import Evaluation, HeldOut

FloatArray = NDArray[np.float64]
FitPath = Literal["exact", "laplace"]
Timer = Callable[[], float]

_CLIP = 0.001
_CALIBRATION_BINS = 10
_FEWEST_FOR_CALIBRATION = 500


def evaluate_folder(
    *,
    name: str,
    files: Mapping[str, exchange.Lines],
    seeds: Sequence[int] = (0, 1, 2),
    path: FitPath = "exact",
    timer: Timer = time.perf_counter,
    on_progress: Progress | None = None,
) -> Evaluation:
    """Hide a tenth of the votes of one set, fit the rest, and score what was predicted for the hidden ones.

    Args:
        name: of the set; votes of sets with published check values are checked against them.
        files: the opened files of the export format by name.
        seeds: one split each; also the seeds of the fits.

    Raises:
        Problem: a file cannot be read, or the split is not the published one.
    """
    table = exchange.parse_export(files).table
    scores = []
    for place, seed in enumerate(seeds):
        stage = start_stage(on_progress, begin=place / len(seeds), end=(place + 1) / len(seeds))
        scores.append(
            score_held_out(name=name, table=table, seed=seed, path=path, timer=timer, on_progress=stage)
        )
    return Evaluation(
        path=path,
        method=mixture.EXACT_METHOD if path == "exact" else mixture.LAPLACE_METHOD,
        held_out=tuple(scores),
        means=((name, float(np.mean([score.agree_loss for score in scores]))),) if scores else (),
    )


def join_evaluations(parts: Iterable[Evaluation]) -> Evaluation:
    """Several evaluations of one path as one; figures stay those of each set."""
    listed = list(parts)
    return Evaluation(
        path=", ".join(dict.fromkeys(part.path for part in listed)),
        method=", ".join(dict.fromkeys(part.method for part in listed)),
        held_out=tuple(score for part in listed for score in part.held_out),
        means=tuple(mean for part in listed for mean in part.means),
        coverage=tuple(one for part in listed for one in part.coverage),
        invariance=tuple(one for part in listed for one in part.invariance),
    )


def score_held_out(
    *,
    name: str,
    table: votes.VoteTable,
    seed: int,
    path: FitPath,
    timer: Timer = time.perf_counter,
    on_progress: Progress | None = None,
    sweeps: exact.Sweeps | None = None,
) -> HeldOut:
    """The scores of one split. Every hidden vote counts, also of people or statements without any vote left."""
    hidden = splits.hide_votes(table, seed=seed, name=name)
    known, asked = votes.keep_rows(table, ~hidden), votes.keep_rows(table, hidden)
    begun = timer()
    if path == "laplace":
        probabilities, found, settled = _predict_laplace(known, asked, seed, on_progress)
    else:
        fit = mixture.fit_mixture(table=known, path=path, seed=seed, on_progress=on_progress, sweeps=sweeps)
        probabilities = prediction.predict_votes(fit, person=asked.person, statement=asked.statement)
        found, settled = fit.weights.weights, fit.settled
    return HeldOut(
        name=name,
        seed=seed,
        hidden_count=asked.vote_count,
        agree_loss=find_agree_loss(probabilities, asked.vote),
        three_way_loss=find_three_way_loss(probabilities, asked.vote),
        calibration_error=find_calibration_error(probabilities, asked.vote),
        weights=found,
        settled=settled,
        seconds=timer() - begun,
    )


def find_agree_loss(probabilities: FloatArray, vote: NDArray[np.int8]) -> float:
    """Mean −log probability of "agrees or not", natural; probabilities (K, 3) are clipped to [.001, .999]."""
    if len(vote) == 0:
        return 0.0
    agree = np.clip(probabilities[:, 0], _CLIP, 1 - _CLIP)
    return float(-np.log(np.where(vote == votes.AGREE, agree, 1 - agree)).mean())


def find_three_way_loss(probabilities: FloatArray, vote: NDArray[np.int8]) -> float:
    """Mean −log probability of the answer given, out of agree, disagree and pass; clipped at .001 from below."""
    if len(vote) == 0:
        return 0.0
    return float(-np.log(np.maximum(prediction.pick_observed(probabilities, vote), _CLIP)).mean())


def find_calibration_error(probabilities: FloatArray, vote: NDArray[np.int8]) -> float | None:
    """Expected calibration error of P(agree) in ten bins of equal width; None under 500 votes, where it is noise."""
    if len(vote) < _FEWEST_FOR_CALIBRATION:
        return None
    agree = probabilities[:, 0]
    place = np.minimum((agree * _CALIBRATION_BINS).astype(np.intp), _CALIBRATION_BINS - 1)
    difference = np.bincount(place, weights=agree - (vote == votes.AGREE), minlength=_CALIBRATION_BINS)
    return float(np.abs(difference).sum() / len(vote))


def _predict_laplace(
    known: votes.VoteTable, asked: votes.VoteTable, seed: int, on_progress: Progress | None
) -> tuple[FloatArray, tuple[float, float, float], bool]:
    """Predictions by the closed form, which the draws only approach."""
    tell = start_stage(on_progress, begin=0.0, end=1.0)
    found = weights.weigh_dimensions(table=known, seed=seed, path="laplace")
    total, settled = np.zeros((asked.vote_count, 3)), True
    for dimensions, weight in enumerate(found.weights):
        tell((dimensions + 1) / 4, _("Working out positions"))
        if weight >= mixture.SMALLEST_WEIGHT:
            fit = laplace.find_mode(table=known, dimensions=dimensions)
            total += weight * fit.predict(person=asked.person, statement=asked.statement)
            settled = settled and fit.settled
    return total / total.sum(axis=1, keepdims=True), found.weights, settled
