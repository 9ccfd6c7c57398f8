"""A field asks one thing. How it looks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from breakthrough.web import widgets
from breakthrough.web.components.shape import Component, Example


class _ExampleForm(forms.Form):
    ambition = forms.CharField(
        label=_("What do you want to reach together?"),
        help_text=_("One sentence. You can change it later, and everyone sees each version."),
        widget=forms.Textarea(attrs={"class": "say"}),
    )
    name = forms.CharField(label=_("Your name"), help_text=_("As the others know you."), max_length=80)
    email = forms.EmailField(label=_("E-mail address"))
    due_date = forms.DateField(
        label=_("By when?"), required=False, widget=forms.DateInput(attrs={"type": "date", "class": "short"})
    )
    party = forms.ChoiceField(
        label=_("Party"), choices=[("", _("Choose one")), ("acme", "Acme"), ("borealis", "Borealis")]
    )
    role = forms.ChoiceField(
        label=_("What do you come for?"),
        choices=[("facilitator", _("Facilitator")), ("leader", _("Leader")), ("member", _("Member"))],
        widget=widgets.ChoiceCards(
            hints={
                "facilitator": _("You set things up and run the rounds."),
                "leader": _("You answer first, before you see what others say."),
                "member": _("You say what you think and own a stance."),
            }
        ),
    )
    aloud = forms.ChoiceField(
        label=_("Would you say this aloud?"),
        choices=[("room", _("In the room")), ("one", _("One to one")), ("here", _("Only here"))],
        widget=widgets.ChoiceRow,
    )
    code = forms.CharField(
        label=_("Code"), max_length=6, widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"})
    )
    votes = forms.FileField(
        label=_("Vote export"), help_text=_("A ZIP file or the CSV files in it, up to 50 MB.")
    )
    agreed = forms.BooleanField(label=_("I know that my name is shown beside this promise."))


class _RefusedForm(forms.Form):
    name = _ExampleForm.base_fields["name"]
    email = _ExampleForm.base_fields["email"]
    role = _ExampleForm.base_fields["role"]


_blank = _ExampleForm(auto_id="blank_%s")
REFUSED = _RefusedForm({"name": "", "email": "bob", "role": "owner"}, auto_id="refused_%s")

COMPONENT = Component(
    name="field",
    words="Label, hint and error of one form field. `{{ form }}` renders every field this way.",
    required=("field",),
    examples=(
        Example("People's words", {"field": _blank["ambition"]}),
        Example("Text", {"field": _blank["name"]}),
        Example("Text, refused", {"field": REFUSED["name"]}),
        Example("E-mail, refused", {"field": REFUSED["email"]}),
        Example("Date, may stay empty", {"field": _blank["due_date"]}),
        Example("Choice from many", {"field": _blank["party"]}),
        Example("Choice cards", {"field": _blank["role"]}),
        Example("Choice cards, refused", {"field": REFUSED["role"]}),
        Example("Choices in a row", {"field": _blank["aloud"]}),
        Example("Code", {"field": _blank["code"]}),
        Example("File", {"field": _blank["votes"]}),
        Example("A yes", {"field": _blank["agreed"]}),
    ),
)
