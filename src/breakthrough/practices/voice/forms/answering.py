"""Words by name: an opening, a reply, what came of a statement, the reason for hiding one."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from breakthrough.practices.voice.rules import words
from breakthrough.practices.voice.rules.traces import KIND_WORDS


def _kinds() -> list[tuple[str, str]]:
    """The kinds in the reader's language, asked for whenever the form is shown."""
    return [(kind.value, gettext(text)) for kind, text in KIND_WORDS.items()]


class OpeningForm(forms.Form):
    """A leader's named statement; empty takes it back."""

    text = forms.CharField(
        label=_("Your opening statement"),
        required=False,
        max_length=words.STATEMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "say"}),
    )


class ReplyForm(forms.Form):
    """An answer by name."""

    text = forms.CharField(
        label=_("Your reply"),
        help_text=_("Everybody in this collaboration can read it, with your name."),
        max_length=words.REPLY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class LinkForm(forms.Form):
    """What came of a statement."""

    kind = forms.ChoiceField(label=_("It became"), choices=_kinds)
    title = forms.CharField(label=_("In one line"), max_length=words.TITLE_LENGTH)
    address = forms.CharField(
        label=_("Where to find it"),
        help_text=_("A web address, or the part of one of ours that begins with a slash."),
        required=False,
        max_length=words.ADDRESS_LENGTH,
    )


class HideForm(forms.Form):
    """Why a statement is hidden."""

    reason = forms.CharField(
        label=_("Your reason"),
        help_text=_("It stands in the journal and where the statement was, with your name."),
        max_length=words.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
