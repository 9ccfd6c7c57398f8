"""What people on a roster fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from breakthrough.ballots.rules import LONGEST_OBJECTION


class ObjectionForm(forms.Form):
    """What is wrong with the list or the card."""

    words = forms.CharField(
        label=_("What is wrong"),
        help_text=_("Everybody on the list reads it, with your name."),
        max_length=LONGEST_OBJECTION,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
