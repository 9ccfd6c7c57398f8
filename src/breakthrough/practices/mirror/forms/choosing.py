"""What a leader shows of the result, and their pledge."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from breakthrough.measures.mirror import questions
from breakthrough.practices.mirror.rules import showing


class ShowForm(forms.Form):
    """Which parts of the result those who take part may see. Nothing is chosen beforehand."""

    facets = forms.MultipleChoiceField(
        label=gettext_lazy("What do you want to show?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("This part of the result cannot be shown. Choose again."),
            "required": gettext_lazy(
                "Choose at least one part to show, or leave this page: then everything stays with you."
            ),
        },
    )

    def __init__(self, *args: Any, facets: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["facets"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 (declared above)
        field.choices = [(one, _(questions.FACET_NAMES[one])) for one in facets]


class PledgeForm(forms.Form):
    """What the leader will do differently."""

    words = forms.CharField(
        label=gettext_lazy("What will you do differently?"),
        help_text=gettext_lazy(
            "One sentence that others can see you do, for instance: in our Monday meeting I speak last."
        ),
        max_length=showing.PLEDGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
