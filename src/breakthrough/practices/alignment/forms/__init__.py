"""What people fill in: `texts` (texts, versions, reservations, answers), `rounds` (plan, named stance, outcome)."""

from breakthrough.practices.alignment.forms.rounds import OutcomeForm, PlanForm, StanceForm, initial_plan
from breakthrough.practices.alignment.forms.texts import (
    AnswerForm,
    HideForm,
    LinkForm,
    NextForm,
    ReservationForm,
    SayForm,
    TextForm,
)

__all__ = [
    "AnswerForm",
    "HideForm",
    "LinkForm",
    "NextForm",
    "OutcomeForm",
    "PlanForm",
    "ReservationForm",
    "SayForm",
    "StanceForm",
    "TextForm",
    "initial_plan",
]
