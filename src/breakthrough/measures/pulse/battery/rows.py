"""One row of the battery: what was measured, and what is demanded of it."""

import dataclasses
import math


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A measured figure of row `number` of the battery; `most` and `least` are what is demanded.

    `count` cases stand behind it where it is a share, so that a short run can allow for chance; else None, and `slack` is what a
    short run may be off.
    """

    number: str
    what: str
    measured: float
    most: float = math.inf
    least: float = -math.inf
    count: int | None = None
    slack: float = 0.0

    @property
    def is_reached(self) -> bool:
        return self.least <= self.measured <= self.most

    @property
    def is_plausible(self) -> bool:
        """Reached, or missed by no more than three standard errors (or the slack) of a short run."""
        room = self.slack
        if self.count:
            edge = min(max(self.measured, 1 / self.count), 1 - 1 / self.count)
            room += 3 * math.sqrt(edge * (1 - edge) / self.count)
        return self.least - room <= self.measured <= self.most + room
