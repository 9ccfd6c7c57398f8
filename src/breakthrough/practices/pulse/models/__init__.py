"""Tables of Pulse: one wave (`waves`), and the series it may belong to (`series`)."""

from breakthrough.practices.pulse.models.series import Series, SeriesEnd, TurningPoint
from breakthrough.practices.pulse.models.waves import Letter, Look, Setup, StepRecord

__all__ = ["Letter", "Look", "Series", "SeriesEnd", "Setup", "StepRecord", "TurningPoint"]
