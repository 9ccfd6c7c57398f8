"""Bringing votes in: choosing files, and naming the round that they become."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from breakthrough.rounds import rules as round_rules


class FileInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; cleaned to a list."""

    widget = FileInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the list of files, each checked as Django checks one."""
        chosen: Sequence[Any] = data if isinstance(data, (list, tuple)) else [data]
        clean_one = super().clean
        cleaned: list[UploadedFile[Any]] = [clean_one(one, initial) for one in chosen or [None]]
        return cleaned


class FilesForm(forms.Form):
    """Choose the files of one conversation."""

    files = FilesField(  # type: ignore[assignment]  # Django takes fields out of the class
        label=_("Files of votes"),
        help_text=_(
            "The CSV files of one conversation (participants-votes.csv, votes.csv, comments.csv, summary.csv), or one ZIP that holds them. Up to 60 MB each."
        ),
        widget=FileInput(attrs={"accept": ".csv,.zip,.json"}),
        allow_empty_file=True,
    )


class NamingForm(forms.Form):
    """Name the round before the votes come in."""

    title = forms.CharField(label=_("Title"), max_length=round_rules.TITLE_LENGTH)
    question = forms.CharField(
        label=_("What were people asked?"),
        max_length=round_rules.QUESTION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    expected = forms.CharField(widget=forms.HiddenInput, max_length=64)
