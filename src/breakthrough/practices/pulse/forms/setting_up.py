"""Setting a Pulse up: everything is filled in sensibly, so that one press is enough."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from breakthrough.practices.pulse.rules import asking, plans
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.practices.pulse.rules.plans import Mode, Plan, Rhythm
from breakthrough.rounds import rules as round_rules
from breakthrough.web.widgets import ChoiceCards

KINDS = ((Kind.FULL.value, _("All 23 questions")), (Kind.MICRO.value, _("Three taps")))
KIND_HINTS = {
    Kind.FULL.value: _("Four minutes each, about the last four weeks. Says where you stand."),
    Kind.MICRO.value: _("Half a minute each, about this week. Shows a trend and nothing else."),
}
MODES = ((Mode.DAYS.value, _("Over days")), (Mode.ROOM.value, _("Live, everybody at once")))
MODE_HINTS = {
    Mode.DAYS.value: _(
        "A day to get a seal, then everybody in their own time. Safer, because the hour tells less."
    ),
    Mode.ROOM.value: _("In a room or a call, within a quarter of an hour."),
}
RHYTHMS = (
    (Rhythm.ONCE.value, _("Once")),
    (Rhythm.WEEKLY.value, _("Every week (three taps only)")),
    (Rhythm.FOUR_WEEKS.value, _("Every four weeks")),
    (Rhythm.QUARTER.value, _("Every twelve weeks")),
)


class PulseForm(forms.Form):
    """The plan of a Pulse."""

    kind = forms.ChoiceField(
        label=_("How much?"), choices=KINDS, widget=ChoiceCards(hints=KIND_HINTS), initial=Kind.FULL.value
    )
    mode = forms.ChoiceField(
        label=_("Live or over days?"),
        choices=MODES,
        widget=ChoiceCards(hints=MODE_HINTS),
        initial=Mode.DAYS.value,
    )
    rhythm = forms.ChoiceField(
        label=_("How often?"),
        help_text=_("Waves go over days. They stop by themselves when nobody looks at two results in a row."),
        choices=RHYTHMS,
        initial=Rhythm.ONCE.value,
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=round_rules.TITLE_LENGTH)
    open_days = forms.IntegerField(
        label=_("Days to answer"),
        min_value=1,
        max_value=plans.DAYS_LIMIT,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("Empty: five days, or two for three taps."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes to answer"),
        min_value=1,
        max_value=plans.MINUTES_LIMIT,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("Live only. Empty: ten minutes, or five for three taps. There is always more time."),
    )
    by_party = forms.BooleanField(
        label=_("Show results by party too"),
        help_text=_("Only where every party has five people or more; else for everybody together."),
        required=False,
        initial=True,
    )
    own = forms.CharField(
        label=_("Questions of your own"),
        help_text=_(
            "Up to three, one on each line, answered from never to always. They are shown, and never enter the reading."
        ),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def plan(self, *, title: str) -> Plan:
        """Return what was filled in as a plan; `title` stands where none was given."""
        given = self.cleaned_data
        kind = Kind(given["kind"])
        return Plan(
            title=given["title"].strip() or title,
            kind=kind,
            mode=Mode(given["mode"]),
            rhythm=Rhythm(given["rhythm"]),
            by_party=given["by_party"],
            minutes=given["minutes"] or plans.MINUTES[kind],
            open_days=given["open_days"] or plans.OPEN_DAYS[kind],
            own=asking.check_own(given["own"].splitlines(), kind=kind),
        )


def initial_of(plan: Plan) -> Mapping[str, Any]:
    """Return what the form shows of a draft."""
    return {
        "kind": plan.kind.value,
        "mode": plan.mode.value,
        "rhythm": plan.rhythm.value,
        "title": plan.title,
        "open_days": plan.open_days,
        "minutes": plan.minutes,
        "by_party": plan.by_party,
        "own": "\n".join(plan.own),
    }
