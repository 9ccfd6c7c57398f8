"""What people fill in. Imported votes: `files`. Straight talk: `setting_up`, `answering`."""

from breakthrough.practices.voice.forms.answering import HideForm, LinkForm, OpeningForm, ReplyForm
from breakthrough.practices.voice.forms.files import FilesForm, NamingForm
from breakthrough.practices.voice.forms.setting_up import SeedsForm, TalkForm

__all__ = [
    "FilesForm",
    "HideForm",
    "LinkForm",
    "NamingForm",
    "OpeningForm",
    "ReplyForm",
    "SeedsForm",
    "TalkForm",
]
