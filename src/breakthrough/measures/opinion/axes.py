"""Common axes for posterior draws: positions have no sign, order or rotation of their own.

Draws are turned onto their own mean by orthogonal Procrustes rotation (Schönemann 1966) of persons and statements
together, then everything onto the principal axes of the statements' vectors.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion.draws import Draws

FloatArray = NDArray[np.float64]
Reference = Mapping[str, tuple[float, ...]]

_ROUNDS = 6


def find_rotations(theta: FloatArray, a: FloatArray, r: FloatArray) -> FloatArray:
    """Orthogonal (T, d, d) so that theta[t] @ rotation[t], a[t] @ …, r[t] @ … share axes.

    Args:
        theta: (T, n, d). a, r: (T, m, d).
    """
    joint = np.concatenate([theta, a, r], axis=1)
    mean = joint[-1]
    rotations = np.tile(np.eye(joint.shape[2]), (len(joint), 1, 1))
    for _ in range(_ROUNDS):
        rotations = nearest_rotation(np.einsum("tki,kj->tij", joint, mean))
        mean = np.einsum("tki,tij->kj", joint, rotations) / len(joint)
    n, m = theta.shape[1], a.shape[1]
    return np.asarray(rotations @ find_principal(mean[n : n + m]))


def find_principal(vectors: FloatArray) -> FloatArray:
    """Orthogonal (d, d) onto the principal axes of Σ v vᵀ, the longest first, signs so that Σ v³ > 0."""
    _, turned = np.linalg.eigh(np.einsum("ki,kj->ij", vectors, vectors))
    axes = turned[:, ::-1]
    skew = ((vectors[:, :, None] * axes[None]).sum(axis=1) ** 3).sum(axis=0)
    return np.asarray(axes * np.where(skew < 0, -1.0, 1.0))


def match_reference(vectors: FloatArray, keys: tuple[str, ...], reference: Reference) -> FloatArray:
    """Orthogonal (d, d) that turns mean vectors (m, d) onto those of an earlier fit, by statements that both have."""
    d = vectors.shape[1]
    shared = [index for index, key in enumerate(keys) if len(reference.get(key, ())) == d]
    if len(shared) < d:
        return np.eye(d)
    earlier = np.array([reference[keys[index]] for index in shared])
    return np.asarray(nearest_rotation(np.einsum("ki,kj->ij", vectors[shared], earlier)))


def nearest_rotation(products: FloatArray) -> FloatArray:
    """The orthogonal matrix nearest to each (…, d, d) product."""
    left, _, right = np.linalg.svd(products)
    return np.asarray(left @ right)


def turn_draws(draws: Draws, rotations: FloatArray) -> Draws:
    """Draws with theta, a and r turned by (T, d, d), or by one (d, d) for all."""
    subscripts = "tki,tij->tkj" if rotations.ndim == 3 else "tki,ij->tkj"
    return dataclasses.replace(
        draws,
        theta=np.einsum(subscripts, draws.theta, rotations),
        a=np.einsum(subscripts, draws.a, rotations),
        r=np.einsum(subscripts, draws.r, rotations),
    )
