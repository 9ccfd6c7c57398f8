"""Tables of Alignment: texts with versions and reservations (`texts`), rounds about a version (`rounds`)."""

from breakthrough.practices.alignment.models.rounds import LeftOut, Letter, Outcome, Setup, Stance, StepRecord
from breakthrough.practices.alignment.models.texts import (
    Answered,
    Flag,
    Hiding,
    Reservation,
    SaidAbout,
    Text,
    TextLetter,
    Version,
)

__all__ = [
    "Answered",
    "Flag",
    "Hiding",
    "LeftOut",
    "Letter",
    "Outcome",
    "Reservation",
    "SaidAbout",
    "Setup",
    "Stance",
    "StepRecord",
    "Text",
    "TextLetter",
    "Version",
]
