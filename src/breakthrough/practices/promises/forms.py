"""What people fill in: asking and offering in under a minute, each step, a link, and what they want to hear."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from breakthrough.practices.promises import queries, rules
from breakthrough.web.widgets import ChoiceRow

WEEKDAYS = (
    (5, _("Saturday")),
    (6, _("Sunday")),
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
)
DIFFICULTIES = [(str(number), _(words)) for number, words in rules.DIFFICULTY_WORDS.items()]
Recipients = Sequence[tuple[Any, Sequence[queries.Recipient]]]


class PeopleSelect(forms.Select):
    """A list of everybody by party. Its options are written in one go: there can be thousands."""

    def __init__(self, recipients: Recipients = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.recipients = recipients

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002 (Django's signature)
    ) -> SafeString:
        """Return the select with a group for each party."""
        from django.forms.utils import flatatt

        chosen = str(value or "")
        groups = format_html_join(
            "",
            '<optgroup label="{}">{}</optgroup>',
            ((party.name, self._options(found, chosen)) for party, found in self.recipients),
        )
        every = flatatt({**self.attrs, **(attrs or {}), "name": name})
        return format_html('<select{}><option value="">{}</option>{}</select>', every, _now("Choose"), groups)

    def _options(self, found: Iterable[queries.Recipient], chosen: str) -> SafeString:
        return format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((one.key, SafeString(" selected") if one.key == chosen else "", _label(one)) for one in found),
        )


class DayInput(forms.DateInput):
    """A day, with the device's own way of choosing one."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "short-day", **(attrs or {})}, format="%Y-%m-%d")


class AskForm(forms.Form):
    """Ask for a promise, or offer one: to whom, what, until when. Three answers are enough."""

    what = forms.CharField(
        max_length=rules.LONGEST_WHAT, widget=forms.Textarea(attrs={"rows": 3, "class": "say"})
    )
    due_date = forms.DateField(label=_("By when?"), widget=DayInput)
    words = forms.CharField(
        label=_("Why does it matter?"),
        required=False,
        max_length=rules.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    difficulty = forms.ChoiceField(
        label=_("How hard is it for you?"), required=False, choices=DIFFICULTIES, widget=ChoiceRow
    )
    answer_by = forms.DateField(
        label=_("Answer by"),
        required=False,
        widget=DayInput,
        help_text=_("Left empty: within a week, and never later than the day it is due."),
    )
    origin = forms.CharField(required=False, max_length=240, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, recipients: Recipients, is_request: bool, field_count: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.field_count = min(max(field_count, 1), rules.MOST_ASKED)
        for number in range(1, self.field_count + 1):
            self.fields[f"to_{number}"] = forms.CharField(
                label=_label_of_first(is_request) if number == 1 else _("And to whom?"),
                required=number == 1,
                max_length=40,
                widget=PeopleSelect(recipients),
                error_messages={"required": _now("Choose a person or a party.")},
            )
        self.fields["what"].label = _("What do you ask for?") if is_request else _("What do you offer?")
        self.fields["what"].help_text = (
            _("Say it so that both of you will see when it is done.")
            if is_request
            else _(
                "Say it so that both of you will see when it is done. It becomes a promise when they say yes."
            )
        )
        if is_request:
            del self.fields["difficulty"]
        self.order_fields(
            [*(f"to_{number}" for number in range(1, self.field_count + 1)), "what", "due_date"]
        )

    @property
    def to_fields(self) -> list[forms.BoundField]:
        """The fields for those who are asked."""
        return [self[f"to_{number}"] for number in range(1, self.field_count + 1)]

    @property
    def has_room(self) -> bool:
        """Whether one more can be asked."""
        return self.field_count < rules.MOST_ASKED

    def chosen(self) -> list[str]:
        """Return the keys of those who were chosen."""
        named = (str(self.cleaned_data.get(f"to_{number}", "")) for number in range(1, self.field_count + 1))
        return [key for key in named if key]


class StepForm(forms.Form):
    """One step of the conversation: only the fields that this event has."""

    event = forms.CharField(widget=forms.HiddenInput, max_length=20)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000)
    what = forms.CharField(
        label=_("What exactly?"),
        required=False,
        max_length=rules.LONGEST_WHAT,
        widget=forms.Textarea(attrs={"rows": 3, "class": "say"}),
    )
    due_date = forms.DateField(label=_("By when?"), required=False, widget=DayInput)
    difficulty = forms.ChoiceField(
        label=_("How hard is it for you?"), required=False, choices=DIFFICULTIES, widget=ChoiceRow
    )
    reason = forms.ChoiceField(
        label=_("Why?"),
        required=False,
        choices=[
            ("", _("I do not want to say")),
            *((one.value, _(words)) for one, words in rules.REASON_WORDS.items()),
        ],
    )
    words = forms.CharField(
        label=_("Your words"),
        required=False,
        max_length=rules.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    link = forms.CharField(
        label=_("Where can one see it?"),
        required=False,
        max_length=rules.LONGEST_LINK,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def __init__(self, *args: Any, event: rules.Event, performs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{event.value}_%s"
        wanted = {"event", "seen", "words"}
        if event in rules.WITH_TERMS:
            wanted |= {"what", "due_date"}
        if event in rules.WITH_REASON:
            wanted.add("reason")
        if event in rules.WITH_LINK:
            wanted.add("link")
        if performs and event in {rules.Event.PROMISE, rules.Event.AGREE, rules.Event.COUNTER}:
            wanted.add("difficulty")
        for name in set(self.fields) - wanted:
            del self.fields[name]
        if event in rules.NEEDS_WORDS:
            self.fields["words"].required = True
            self.fields["words"].label = (
                _("What is missing?") if event is rules.Event.RETURN else _("What puts it at risk?")
            )


class ProofForm(forms.Form):
    """A link to what was done."""

    link = forms.CharField(
        label=_("Address"),
        max_length=rules.LONGEST_LINK,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    title = forms.CharField(label=_("What is it?"), required=False, max_length=rules.LONGEST_LINK_TITLE)


class NoticesForm(forms.Form):
    """What somebody wants to hear by e-mail."""

    each_step = forms.BooleanField(
        label=_("Tell me at once when somebody asks me, answers me or is done"), required=False
    )
    digest_weekday = forms.TypedChoiceField(
        label=_("A letter once a week"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[*((str(number), words) for number, words in WEEKDAYS), ("", _("No weekly letter"))],
        help_text=_(
            "What waits for you, what you promised, what was promised to you. Nothing open, no letter."
        ),
    )


class LookBackForm(forms.Form):
    """A name for a look back."""

    title = forms.CharField(label=_("Name of this look back"), max_length=120)


def _label(one: queries.Recipient) -> str:
    if one.member is None:
        return _now("Somebody of %(party)s") % {"party": one.party.name}
    return str(one.member.person)


def _label_of_first(is_request: bool) -> Any:
    return _("Whom do you ask?") if is_request else _("To whom do you offer it?")
