"""Setting a Mirror up: everything is filled in sensibly, so that one press is enough."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from breakthrough.practices.mirror.rules import plans
from breakthrough.practices.mirror.rules.plans import Mode, Plan
from breakthrough.rounds import rules as round_rules
from breakthrough.web.widgets import ChoiceCards

MODES = ((Mode.DAYS.value, _("Over days")), (Mode.ROOM.value, _("Live, everybody at once")))
MODE_HINTS = {
    Mode.DAYS.value: _(
        "A day to get a seal, then everybody in their own time. Safer, because the hour tells less."
    ),
    Mode.ROOM.value: _("In a room or a call, within ten minutes."),
}


class MirrorForm(forms.Form):
    """The plan of a Mirror."""

    mode = forms.ChoiceField(
        label=_("Live or over days?"),
        choices=MODES,
        widget=ChoiceCards(hints=MODE_HINTS),
        initial=Mode.DAYS.value,
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=round_rules.TITLE_LENGTH)
    open_days = forms.IntegerField(
        label=_("Days to answer"),
        min_value=1,
        max_value=plans.DAYS_LIMIT,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("Empty: five days."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes to answer"),
        min_value=1,
        max_value=plans.MINUTES_LIMIT,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("Live only. Empty: five minutes. There is always more time."),
    )

    def plan(self, *, title: str) -> Plan:
        """Return what was filled in as a plan; `title` stands where none was given."""
        given = self.cleaned_data
        named = given["title"].strip() or title
        fresh = Plan(title=named)
        return Plan(
            title=named,
            mode=Mode(given["mode"]),
            minutes=given["minutes"] or fresh.minutes,
            open_days=given["open_days"] or fresh.open_days,
        )


def initial_of(plan: Plan) -> Mapping[str, Any]:
    """Return what the form shows of a draft."""
    return {
        "mode": plan.mode.value,
        "title": plan.title,
        "open_days": plan.open_days,
        "minutes": plan.minutes,
    }
