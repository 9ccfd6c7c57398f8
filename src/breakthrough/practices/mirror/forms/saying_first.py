"""What a leader says before anybody else is asked: eight sentences, seven answers each, as rows of small numbers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from breakthrough.measures.mirror import questions
from breakthrough.practices.mirror.rules import asking

_CHOOSE = gettext_lazy("Choose one of the answers of this sentence.")


class SentencesForm(forms.Form):
    """Eight sentences; `view` names what is said with them, and is the beginning of each field's name."""

    view = ""

    def __init__(self, *args: Any, codes: Sequence[int] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        words = [(str(code), _(answer)) for code, answer in enumerate(asking.ANSWERS, start=1)]
        for place, question in enumerate(questions.QUESTIONS):
            self.fields[f"{self.view}_{place}"] = forms.ChoiceField(
                label=_(question.text),
                choices=[*words, (str(asking.CANNOT_SAY), _(asking.NOT_SEEN))],
                widget=forms.RadioSelect,
                required=False,
                initial=str(codes[place]) if codes else None,
                error_messages={"invalid_choice": _CHOOSE},
            )

    @property
    def codes(self) -> list[int]:
        """What was answered, 0 where nothing was."""
        return [
            int(self.cleaned_data[f"{self.view}_{place}"] or asking.CANNOT_SAY)
            for place in range(asking.COUNT)
        ]


class OwnForm(SentencesForm):
    """How the leader sees themselves."""

    view = "own"


class ExpectedForm(SentencesForm):
    """What the leader expects the others to answer on average."""

    view = "predicted"
