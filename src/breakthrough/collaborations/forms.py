"""The forms of a collaboration. They check shape; what may happen is for the rules."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from breakthrough.collaborations.models import Party
from breakthrough.collaborations.people_lists import MOST_BYTES
from breakthrough.collaborations.rules import MOST_PARTIES
from breakthrough.collaborations.wording import (
    LONGEST_AMBITION,
    LONGEST_COLLABORATION_NAME,
    LONGEST_PARTY_NAME,
    LONGEST_PERSON_NAME,
)
from breakthrough.kernel.roles import ROLE_WORDS, Role
from breakthrough.web.widgets import ChoiceCards, ChoiceRow

LEAST_FIELDS = 2

ROLE_HINTS = {
    Role.FACILITATOR.value: _("Sets things up, invites, runs rounds."),
    Role.LEADER.value: _("Leads this party and looks after its people here."),
    Role.MEMBER.value: _("Takes part in everything."),
    Role.OBSERVER.value: _("Sees results once they are released, nothing else."),
}


class CreateForm(forms.Form):
    """Everything a collaboration needs to begin, on one page; as many party fields as were asked for."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_COLLABORATION_NAME,
        help_text=_("What you call it among yourselves, for example “Launch together”."),
    )
    ambition = forms.CharField(
        label=_("Ambition"),
        max_length=LONGEST_AMBITION,
        widget=forms.Textarea(attrs={"rows": 3, "class": "say"}),
        help_text=_(
            "The goal none of you could reach alone. One or two sentences; you can put it better later."
        ),
    )
    leads = forms.ChoiceField(
        label=_("Your part"),
        initial="no",
        choices=[("no", _("I only facilitate")), ("yes", _("I also lead my party"))],
        widget=ChoiceCards(
            hints={
                "no": _("You set things up and hold the frame for everybody."),
                "yes": _("You hold the frame and you lead people here. Leaders go first when it gets hard."),
            }
        ),
    )

    def __init__(self, *args: Any, field_count: int = LEAST_FIELDS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field_count = min(max(field_count, LEAST_FIELDS), MOST_PARTIES)
        for number in range(1, self.field_count + 1):
            self.fields[f"party_{number}"] = forms.CharField(
                label=_("Your own party") if number == 1 else _("Another party"),
                max_length=LONGEST_PARTY_NAME,
                required=number == 1,
                help_text=_("The team, department or organisation you come from.") if number == 1 else "",
            )
        order = [
            "name",
            "ambition",
            *(f"party_{number}" for number in range(1, self.field_count + 1)),
            "leads",
        ]
        self.order_fields(order)

    @property
    def party_fields(self) -> list[forms.BoundField]:
        """The fields for parties, one's own first."""
        return [self[f"party_{number}"] for number in range(1, self.field_count + 1)]

    @property
    def has_room(self) -> bool:
        """Whether another party fits."""
        return self.field_count < MOST_PARTIES

    def parties(self) -> list[str]:
        """Return the names that were filled in, one's own first."""
        named = (
            str(self.cleaned_data.get(f"party_{number}", "")) for number in range(1, self.field_count + 1)
        )
        return [name for name in named if name.strip()]


class JoinForm(forms.Form):
    """All a guest needs."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_PERSON_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As the others know you. It is all we ask for."),
    )


class CodeForm(forms.Form):
    """The six characters from the screen or the slip."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        help_text=_("Six characters, in any case."),
    )


class FrameForm(forms.Form):
    """Name and ambition."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_COLLABORATION_NAME)
    ambition = forms.CharField(
        label=_("Ambition"),
        max_length=LONGEST_AMBITION,
        widget=forms.Textarea(attrs={"rows": 4, "class": "say"}),
        help_text=_("If you change it, the earlier wording stays readable and the journal says so."),
    )


class PartyForm(forms.Form):
    """A party's name."""

    name = forms.CharField(label=_("Name of the party"), max_length=LONGEST_PARTY_NAME)


class RoleForm(forms.Form):
    """A role for somebody; `roles` are those that may be given here."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above; tells the type checker)
        field.widget = ChoiceCards(hints=ROLE_HINTS)
        field.choices = _role_choices(roles)


class MoveForm(forms.Form):
    """Another party for somebody."""

    party = forms.ChoiceField(label=_("Party"))

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_parties(self.fields["party"], parties)


class LinkForm(forms.Form):
    """Which link to make: for one party, for members or observers."""

    party = forms.ChoiceField(label=_("Party"))
    role = forms.ChoiceField(label=_("They join as"), choices=[], initial=Role.MEMBER.value, widget=ChoiceRow)

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_parties(self.fields["party"], parties)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 (declared above; tells the type checker)
        role.choices = _role_choices([Role.MEMBER, Role.OBSERVER])


class ListForm(forms.Form):
    """People to invite by e-mail: addresses pasted, or a file."""

    party = forms.ChoiceField(
        label=_("Party"), help_text=_("For everybody on the list whose line names no party.")
    )
    role = forms.ChoiceField(
        label=_("They join as"),
        choices=[],
        initial=Role.MEMBER.value,
        help_text=_("For everybody whose line names no role."),
    )
    addresses = forms.CharField(
        label=_("E-mail addresses"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("Paste as many as you like, one per line or with commas between."),
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
        help_text=_(
            "Its first line names the columns: name, email, party, role. Only email has to be there. Up to 1 MB and 2,000 lines."
        ),
    )

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_parties(self.fields["party"], parties)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 (declared above; tells the type checker)
        role.choices = _role_choices(Role)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(cleaned.get("addresses")) == bool(cleaned.get("file")):
            raise forms.ValidationError(_("Paste addresses or choose a file, one of the two."))
        return cleaned


class ConfirmForm(forms.Form):
    """The list that was looked at, sent back with the go-ahead."""

    entries = forms.CharField(max_length=2 * MOST_BYTES, widget=forms.HiddenInput)


class ConsentForm(forms.Form):
    """A button with a choice beside it."""

    hands_over = forms.BooleanField(label=_("I stop facilitating once they accept"), required=False)


def _offer_parties(field: forms.Field, parties: Sequence[Party]) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 (every form above declares it so)
    field.choices = [(str(party.pk), party.name) for party in parties]
    if parties:
        field.initial = str(parties[0].pk)


def _role_choices(roles: Iterable[Role]) -> list[tuple[str, Any]]:
    return [(role.value, _(ROLE_WORDS[role])) for role in roles]
