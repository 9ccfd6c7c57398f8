"""A value with its interval, and a share as it may leave. Plain values: whoever shows a stored reading needs no numerics."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the interval that goes with it; `low` and `high` are never missing."""

    value: float
    low: float
    high: float
    level: float = 0.95

    def is_clear_of(self, reference: float) -> bool:
        """Whether the whole interval lies on one side of `reference`."""
        return self.low > reference or self.high < reference


@dataclasses.dataclass(frozen=True, slots=True)
class Share:
    """A share as it may be published.

    Attributes:
        word: few, some, most; from eight people on also about_half and nearly_all.
        value, low, high: to five points, the interval outwards; None where there may be a word only.
        n_band: how many people stand behind it.
    """

    word: str
    value: float | None
    low: float | None
    high: float | None
    n_band: str
