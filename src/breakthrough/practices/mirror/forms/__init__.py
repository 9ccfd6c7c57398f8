"""What a leader fills in: the plan of a Mirror, what they say first, what they show, and their pledge."""

from breakthrough.practices.mirror.forms.choosing import PledgeForm, ShowForm
from breakthrough.practices.mirror.forms.saying_first import ExpectedForm, OwnForm
from breakthrough.practices.mirror.forms.setting_up import MirrorForm

__all__ = ["ExpectedForm", "MirrorForm", "OwnForm", "PledgeForm", "ShowForm"]
