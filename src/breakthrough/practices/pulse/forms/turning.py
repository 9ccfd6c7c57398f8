"""A date from which on something is done differently."""

from django import forms
from django.utils.translation import gettext_lazy as _

from breakthrough.practices.pulse.rules import turning


class TurnForm(forms.Form):
    """The date, and what is done differently."""

    on = forms.DateField(
        label=_("From which day on?"),
        help_text=_("Today or later: a date that is chosen afterwards proves whatever one likes."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    words = forms.CharField(
        label=_("What do you do differently?"),
        help_text=_("One sentence, for instance: we decide together every Tuesday."),
        max_length=turning.WORDS_LENGTH,
    )
