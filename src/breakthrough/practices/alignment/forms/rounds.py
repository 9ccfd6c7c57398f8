"""The plan of a round, a named stance, an outcome."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from breakthrough.ballots import queries as ballot_queries
from breakthrough.collaborations.models import Member
from breakthrough.practices.alignment.rules import adoption, plans, texts
from breakthrough.practices.alignment.rules.adoption import Kind, Rule
from breakthrough.practices.alignment.rules.plans import Mode, Plan
from breakthrough.practices.alignment.rules.wording import POSITION_WORDS
from breakthrough.web.widgets import CheckList, ChoiceCards, write_options

MODES = ((Mode.ROOM.value, _("Live, everybody at once")), (Mode.DAYS.value, _("Over days")))
MODE_HINTS = {
    Mode.ROOM.value: _("In a room or a call: two minutes sealed, a minute with your name, then you talk."),
    Mode.DAYS.value: _("Everybody in their own time. This is also safer, because the hour then tells less."),
}


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


def _rules() -> list[tuple[str, str]]:
    return [(rule.value, gettext(adoption.RULE_WORDS[rule])) for rule in Rule]


class PlanForm(forms.Form):
    """The plan of a round."""

    mode = forms.ChoiceField(
        label=_("Live or over days?"),
        choices=MODES,
        widget=ChoiceCards(hints=MODE_HINTS),
        initial=Mode.ROOM.value,
    )
    rule = forms.ChoiceField(
        label=_("When is it adopted?"),
        help_text=_("Your own rule, chosen now, before anybody has answered."),
        choices=_rules,
        widget=forms.RadioSelect,
        initial=Rule.TIPPED.value,
    )
    opens_at = Moment(
        label=_("It opens"), hint=_("A day from now at the earliest, so that everybody can join.")
    )
    sealed_closes_at = Moment(label=_("The sealed part closes"))
    named_closes_at = Moment(label=_("The named part closes"))
    sealed_minutes = forms.IntegerField(
        label=_("Minutes for the sealed part"),
        min_value=1,
        max_value=plans.MINUTES_LIMIT,
        initial=plans.SEALED_MINUTES,
    )
    named_minutes = forms.IntegerField(
        label=_("Minutes for the named part"),
        min_value=1,
        max_value=plans.MINUTES_LIMIT,
        initial=plans.NAMED_MINUTES,
    )
    quota = forms.TypedChoiceField(
        label=_("Sealed reservations per person"),
        help_text=_("Below 13 people each person seals one, so that it is hard to tell people apart."),
        choices=[("1", "1"), ("2", "2"), ("3", "3")],
        coerce=int,
        initial="1",
        widget=forms.Select(attrs={"class": "short"}),
    )
    by_party = forms.BooleanField(label=_("Show results by party too"), required=False)
    left_out = forms.MultipleChoiceField(
        label=_("Who does not take part"),
        help_text=_("Everybody takes part but those you mark. Observers read what was adopted."),
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
        if self.may_go_by_party:
            self.fields["by_party"].initial = True
        else:
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
            mode=mode,
            by_party=given["by_party"],
            quota=given["quota"],
            rule=Rule(given["rule"]),
            sealed_minutes=given["sealed_minutes"],
            named_minutes=given["named_minutes"],
            opens_at=None if is_live else given["opens_at"],
            sealed_closes_at=None if is_live else given["sealed_closes_at"],
            named_closes_at=None if is_live else given["named_closes_at"],
        )

    def left_out_ids(self) -> list[uuid.UUID]:
        """Return who does not take part."""
        return [uuid.UUID(one) for one in self.cleaned_data["left_out"]]


def initial_plan(*, now: datetime) -> dict[str, Any]:
    """Return times that give everybody a chance."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return {
        "opens_at": hour + timedelta(hours=26),
        "sealed_closes_at": hour + timedelta(days=3),
        "named_closes_at": hour + timedelta(days=5),
    }


def _positions() -> list[tuple[str, str]]:
    return [(str(position), gettext(words)) for position, words in POSITION_WORDS.items()]


class StanceForm(forms.Form):
    """A named stance: position and weight on the whole; on parts only where somebody thinks otherwise."""

    position = forms.TypedChoiceField(
        label=_("Do you agree with what it says?"), choices=_positions, coerce=int, widget=forms.RadioSelect
    )
    weight = forms.TypedChoiceField(
        label=_("How far do you put your weight behind it?"),
        help_text=_("0: not at all. 10: with everything I have. You can disagree and still be behind it."),
        choices=[(str(number), str(number)) for number in range(11)],
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "scale"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        parts: Sequence[tuple[str, str]] = (),
        kept: Mapping[str, int] | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.parts = parts
        self.kept = kept or {}
        self.part_choices = [("", gettext("as on the whole")), *_positions()]
        # What is only shown is written by `part_lines`: a long text has fifty and more.
        for mark, text in parts if self.is_bound else ():
            self.fields[f"part_{mark}"] = forms.TypedChoiceField(
                label=text,
                choices=self.part_choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=self.kept.get(mark, ""),
            )

    def part_lines(self) -> SafeString:
        """Return a choice for each part, written in one go."""
        sent = self.data if self.is_bound else {f"part_{mark}": said for mark, said in self.kept.items()}
        chosen = {mark: str(sent.get(f"part_{mark}", "")) for mark, _text in self.parts}
        options = {value: write_options(self.part_choices, value) for value in {*chosen.values()}}
        return format_html_join(
            "",
            '<div class="field"><label class="field-label wrap-anywhere" for="part-{0}">{1}</label>'
            '<select id="part-{0}" name="part_{0}">{2}</select></div>',
            ((mark, text, options[chosen[mark]]) for mark, text in self.parts),
        )

    def by_part(self) -> dict[str, int]:
        """Return the parts on which somebody said something by itself."""
        found = {mark: self.cleaned_data[f"part_{mark}"] for mark, _text in self.parts}
        return {mark: position for mark, position in found.items() if position is not None}


def _ends() -> list[tuple[str, str]]:
    return [
        (Kind.ADOPTED.value, gettext("It is adopted")),
        (Kind.NOT_ALIGNED.value, gettext("We are not aligned, and say so openly")),
    ]


class OutcomeForm(forms.Form):
    """How a round ends."""

    kind = forms.ChoiceField(label=_("What do you put on record?"), choices=_ends, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What do you hold yourselves to now?"),
        required=False,
        max_length=texts.WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "say"}),
    )
    would_take = forms.CharField(
        label=_("What would it take?"),
        help_text=_("For an end without alignment. The next talk begins with this."),
        required=False,
        max_length=texts.WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    review_date = forms.DateField(
        label=_("Look at it again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
