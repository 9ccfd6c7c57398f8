"""Ways to choose that forms of every app share: cards with a hint for each choice, a row of short choices, a long list."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from breakthrough.web.components.shape import Words


class ChoiceCards(forms.RadioSelect):
    """Radio buttons as cards; `hints` gives a sentence below the words of a choice, by its value."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,  # Any: Django's own signature
        choices: Any = (),
        *,
        hints: Mapping[str, Words] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints: Mapping[str, Words] = hints or {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the hint to what Django prepares for one choice."""
        option = super().create_option(*args, **kwargs)
        option["hint"] = self.hints.get(str(option["value"]), "")
        return option


class ChoiceRow(forms.RadioSelect):
    """Two to four short choices beside each other where there is room."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({**(attrs or {}), "class": "choices-row"}, choices)


def write_options(choices: Iterable[tuple[str, Words]], chosen: str) -> SafeString:
    """Return the options of one select, written in one go: for pages on which the same choices stand many times."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if value == chosen else "", words) for value, words in choices),
    )


class CheckList(forms.CheckboxSelectMultiple):
    """Checkboxes for a list that grows with the people there are. They look like any others, and are written much faster."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002 (Django's own signature)
    ) -> SafeString:
        """Write every choice in one go, without a template for each; choices in groups are not meant for this."""
        marked, given = set(self.format_value(value)), self.build_attrs(self.attrs, attrs)
        own, look = given.pop("id", ""), given.pop("class", "")
        common = flatatt(given)
        choices = format_html_join(
            "",
            '<label class="choice" for="{0}_{1}"><input type="checkbox" name="{2}" value="{3}" id="{0}_{1}"{4}{5}>'
            '<span class="choice-words">{6}</span></label>',
            (
                (own, place, name, key, common, SafeString(" checked") if str(key) in marked else "", words)
                for place, (key, words) in enumerate(self.choices)
            ),
        )
        return format_html(
            '<div id="{}" class="choices{}">{}</div>', own, f" {look}" if look else "", choices
        )
