"""`{{ form }}` comes out with labels, hints and errors tied together, whatever the field."""

import re
from typing import Any

import pytest
from django import forms
from django.test.html import parse_html
from django.utils import translation
from django.utils.translation import gettext_lazy

from breakthrough.web import widgets


class Invitation(forms.Form):
    """A form with one field of each kind that is laid out differently."""

    name = forms.CharField(label="Name", help_text="As <b>others</b> know you.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    role = forms.ChoiceField(
        label="Role",
        choices=[("leader", "Leader"), ("member", "Member")],
        widget=widgets.ChoiceCards(hints={"leader": "You answer first."}),
    )
    parties = forms.MultipleChoiceField(
        label="Parties", choices=[("a", "Acme"), ("b", "Borealis")], widget=forms.CheckboxSelectMultiple
    )
    sure = forms.BooleanField(label="I am sure")
    file = forms.FileField(label="File")
    place = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        """Refuse always, to show an error that belongs to no field."""
        raise forms.ValidationError("Somebody was faster.")


def render(form: forms.Form) -> str:
    with translation.override("en"):
        return str(form)


def test_a_fresh_form_has_no_summary_and_no_errors() -> None:
    markup = render(Invitation())
    assert "error-summary" not in markup
    assert "field-error" not in markup


def test_a_refused_form_starts_with_a_summary_that_takes_the_focus() -> None:
    markup = render(Invitation({}))
    assert markup.lstrip().startswith('<div class="error-summary" role="alert" tabindex="-1" autofocus')
    assert "Somebody was faster." in markup


def test_every_link_of_the_summary_leads_to_an_input() -> None:
    markup = render(Invitation({}))
    targets = re.findall(r'<a href="#([^"]+)">', markup)
    assert len(targets) == 5
    for target in targets:
        assert re.search(rf'<(input|textarea|select)[^>]*\bid="{target}"', markup), target


def test_everything_an_input_is_described_by_exists() -> None:
    markup = render(Invitation({}))
    described = re.findall(r'aria-describedby="([^"]+)"', markup)
    assert len(described) == 5
    for names in described:
        for name in names.split():
            assert f'id="{name}"' in markup, name


def test_refused_inputs_say_so() -> None:
    markup = render(Invitation({}))
    assert re.search(r'<input[^>]*name="name"[^>]*aria-invalid="true"', markup)


def test_hints_are_words_and_not_markup() -> None:
    assert "As &lt;b&gt;others&lt;/b&gt; know you." in render(Invitation())


def test_what_may_stay_empty_says_so_and_the_rest_does_not() -> None:
    assert render(Invitation()).count("(may stay empty)") == 1


def test_choices_carry_their_hints() -> None:
    markup = render(Invitation())
    assert (
        '<span class="choice-words">Leader<span class="choice-hint">You answer first.</span></span>' in markup
    )
    assert markup.count('<label class="choice"') == 4


def test_hidden_fields_are_there_and_their_errors_are_said() -> None:
    markup = render(Invitation({}))
    assert '<input type="hidden" name="place"' in markup
    assert markup.count("This field is required.") == 5 * 2 + 1


@pytest.mark.parametrize("sent", [None, {"people": ["b", "c"]}, {"people": ["z"]}])
def test_a_long_list_of_checkboxes_looks_like_any_other(sent: dict[str, list[str]] | None) -> None:
    choices = [("a", "Ada & Co"), ("b", "Ben"), ("c", gettext_lazy("Save"))]

    def markup(widget: type[forms.CheckboxSelectMultiple]) -> Any:
        field = forms.MultipleChoiceField(
            label="People", help_text="Mark some.", choices=choices, widget=widget, required=False
        )
        form = type("Form", (forms.Form,), {"people": field})(sent, initial={"people": ["a"]})
        return parse_html(render(form))

    assert markup(widgets.CheckList) == markup(forms.CheckboxSelectMultiple)
