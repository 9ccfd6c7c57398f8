"""Setting a round up: the question is enough, everything else is filled in sensibly."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from breakthrough.ballots import queries as ballot_queries
from breakthrough.collaborations.models import Member
from breakthrough.practices.voice.rules import plans, seeds
from breakthrough.practices.voice.rules.plans import Mode, Plan, Template
from breakthrough.rounds import rules as round_rules
from breakthrough.web.widgets import CheckList, ChoiceCards

MODES = ((Mode.ROOM.value, _("Live, everybody at once")), (Mode.DAYS.value, _("Over days")))
MODE_HINTS = {
    Mode.ROOM.value: _("In a room or a call, about half an hour."),
    Mode.DAYS.value: _("Everybody in their own time. This is also safer, because the hour then tells less."),
}
TITLE_FROM_QUESTION = 60


class Moment(forms.DateTimeField):
    """A day and an hour."""

    def __init__(self, *, label: Any, hint: Any = "") -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=False,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        )


class TalkForm(forms.Form):
    """The plan of a round."""

    template = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    question = forms.CharField(
        label=_("What do you want to hear?"),
        help_text=_("One question that everybody can answer in a sentence or two."),
        max_length=round_rules.QUESTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "say"}),
    )
    mode = forms.ChoiceField(
        label=_("Live or over days?"),
        choices=MODES,
        widget=ChoiceCards(hints=MODE_HINTS),
        initial=Mode.ROOM.value,
    )
    opens_at = Moment(
        label=_("Writing opens"), hint=_("A day from now at the earliest, so that everybody can join.")
    )
    writing_closes_at = Moment(label=_("Writing closes"))
    voting_closes_at = Moment(label=_("Voting closes"))
    title = forms.CharField(
        label=_("Title"),
        help_text=_("What the list of rounds shows. Empty: the beginning of the question."),
        required=False,
        max_length=round_rules.TITLE_LENGTH,
    )
    writing_minutes = forms.IntegerField(
        label=_("Minutes for writing"),
        min_value=1,
        max_value=plans.MINUTES_LIMIT,
        initial=plans.WRITING_MINUTES,
    )
    voting_minutes = forms.IntegerField(
        label=_("Minutes for voting"),
        min_value=1,
        max_value=plans.MINUTES_LIMIT,
        initial=plans.VOTING_MINUTES,
    )
    quota = forms.TypedChoiceField(
        label=_("Statements per person"),
        help_text=_("Below 13 people each person writes one, so that it is hard to tell people apart."),
        choices=[("1", "1"), ("2", "2"), ("3", "3")],
        coerce=int,
        initial="1",
        widget=forms.Select(attrs={"class": "short"}),
    )
    by_party = forms.BooleanField(label=_("Show results by party too"), required=False)
    left_out = forms.MultipleChoiceField(
        label=_("Who does not take part"),
        help_text=_("Everybody takes part but those you mark. Observers read the results."),
        required=False,
        widget=CheckList,
    )

    def __init__(
        self, data: Any = None, *, people: Sequence[Member], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.people = people
        self.fields["left_out"].choices = [  # type: ignore[attr-defined]  # set for each request
            (str(one.pk), f"{one.person} ({one.party.name})") for one in people
        ]
        if not self.may_go_by_party:
            self.fields["by_party"].disabled = True
            self.fields["by_party"].help_text = _(
                "Every party, and everybody beside it, needs five people or more for this."
            )

    @property
    def may_go_by_party(self) -> bool:
        """Whether the parties are large enough when everybody takes part."""
        return ballot_queries.may_be_by_party(self.people)

    def plan(self) -> Plan:
        """Return what was filled in as a plan."""
        given = self.cleaned_data
        mode = Mode(given["mode"])
        is_live = mode is Mode.ROOM
        return Plan(
            title=given["title"].strip() or shorten(given["question"]),
            question=given["question"],
            template=given["template"] or "own",
            mode=mode,
            by_party=given["by_party"],
            quota=given["quota"],
            writing_minutes=given["writing_minutes"],
            voting_minutes=given["voting_minutes"],
            opens_at=None if is_live else given["opens_at"],
            writing_closes_at=None if is_live else given["writing_closes_at"],
            voting_closes_at=None if is_live else given["voting_closes_at"],
        )

    def left_out_ids(self) -> list[uuid.UUID]:
        """Return who does not take part."""
        return [uuid.UUID(one) for one in self.cleaned_data["left_out"]]


class SeedsForm(forms.Form):
    """Statements that the facilitator puts in: one on each line, or a file."""

    texts = forms.CharField(
        label=_("One statement on each line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        help_text=_("CSV with a column “text”, or JSON. It replaces what stands above."),
        required=False,
    )

    def clean_texts(self) -> list[str]:
        """Return the lines that hold something."""
        lines = [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]
        if len(lines) > seeds.SEED_LIMIT:
            raise ValidationError(
                _("There are more than %(limit)s statements."), params={"limit": seeds.SEED_LIMIT}
            )
        return lines


def initial_of(template: Template, *, now: datetime, words: Iterable[str]) -> dict[str, Any]:
    """Return what the form shows first: the moment's words (title, question) and times that give everybody a chance."""
    title, question = words
    hour = now.replace(minute=0, second=0, microsecond=0)
    return {
        "template": template.key,
        "title": title,
        "question": question,
        "opens_at": hour + timedelta(hours=26),
        "writing_closes_at": hour + timedelta(days=4),
        "voting_closes_at": hour + timedelta(days=7),
    }


def shorten(question: str) -> str:
    """Return the beginning of a question, cut between words."""
    words = " ".join(question.split())
    if len(words) <= TITLE_FROM_QUESTION:
        return words
    return words[:TITLE_FROM_QUESTION].rsplit(" ", 1)[0].rstrip(",;:") + "…"
