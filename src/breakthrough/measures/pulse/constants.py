"""The constants of the scorer `gt-1`, read once from the file that freezes them. A changed constant is a new scorer.

The prototypes are an expert guess, published as such; nothing learns them silently.
"""

import hashlib
import itertools
import json

import numpy as np

from breakthrough.measures.pulse import frozen

_FROZEN = frozen.CONSTANTS

SCORER = str(_FROZEN["id"])
DIMENSIONS = frozen.DIMENSIONS
SAY, STEER, TURN, AGENDA, ALL_IN, CLASH, STRETCH, BUILD, ENERGY = range(9)
MODES = ("C", "K", "B")
CLASSES = (*MODES, "mixed")

PROTOTYPES = np.array([_FROZEN["prototypes"][mode] for mode in MODES])
CENTRE = PROTOTYPES.mean(axis=0)
OFFSETS = PROTOTYPES - CENTRE

GRID = np.array(
    list(itertools.product(_FROZEN["separation"], _FROZEN["sigma_within"], _FROZEN["tau"])), np.float64
)
"""Grid points [45, 3]: separation, spread within people, spread between teams; all equally likely beforehand."""

LOG_PRIORS = np.log([_FROZEN["priors"][one] for one in CLASSES])
HALO_BETWEEN = float(_FROZEN["halo_between"])
HALO_WITHIN = float(_FROZEN["halo_within"])
PROTOTYPE_VARIANCE = np.array(_FROZEN["prototype_sd"]) ** 2
PRIOR_VARIANCE = float(_FROZEN["prior_sd"]) ** 2
PRIOR_WEIGHT = int(_FROZEN["prior_weight"])
PRESENT_SHARE = float(_FROZEN["present_share"])
FEWEST_DIMENSIONS = int(_FROZEN["fewest_dimensions"])
MISFIT = float(_FROZEN["misfit"])
LEAN = np.array([_FROZEN["lean"][mode] for mode in MODES])
SURVIVES = float(_FROZEN["survives"])
NAMED_TRIADS = float(_FROZEN["named_triads"])
SHADOW = float(_FROZEN["shadow"])


def fingerprint() -> str:
    """SHA-256 of the constants in canonical form (sorted keys, no spaces), in hexadecimal."""
    canonical = json.dumps(_FROZEN, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
