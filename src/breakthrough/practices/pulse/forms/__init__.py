"""What people fill in: the plan of a Pulse, and a date from which on something is done differently."""

from breakthrough.practices.pulse.forms.setting_up import PulseForm
from breakthrough.practices.pulse.forms.turning import TurnForm

__all__ = ["PulseForm", "TurnForm"]
