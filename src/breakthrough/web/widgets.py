"""Ways to choose that forms of every app share: cards with a hint for each choice, and a row of short choices."""

from collections.abc import Mapping
from typing import Any

from django import forms

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
