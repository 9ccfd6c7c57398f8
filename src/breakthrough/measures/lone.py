"""Who is alone with an answer, and whom such a person is counted with, so that no figure tells of them.

Somebody who takes a share of all and a share of those who took a side has the number of passes. So a single pass is counted
with those who disagree before anything else is counted: then nobody and one person look the same, to the last digit. Whoever
passed alone knows it, and can take it away again: what is left beside them must still be two, so three are needed there.
"""

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

MOST_ANSWERS = 40
"""Up to so many answers a share to five points can tell nobody from one person; beyond it cannot, and nothing is changed."""

FEWEST_AGREE = 2
FEWEST_AGAINST = 3
"""So many have to be against where a single pass may be counted with them."""


def find_lone(*, group: npt.NDArray[np.integer], marked: Mask) -> Mask:
    """Which answers [N] are the only `marked` one of their `group` [N], in groups of up to `MOST_ANSWERS` answers."""
    if not group.size:
        return np.zeros(0, np.bool_)
    _, place = np.unique(group, return_inverse=True)
    answers = np.bincount(place)
    found = np.bincount(place, weights=marked.astype(np.float64))
    return np.asarray(marked & (found[place] == 1) & (answers[place] <= MOST_ANSWERS))


def tells_of_one(agree: int, against: int, *, fewest_against: int = FEWEST_AGAINST) -> bool:
    """Whether a number of those who agree, or of those who do not, would tell of one person or of nobody."""
    return agree < FEWEST_AGREE or against < fewest_against
