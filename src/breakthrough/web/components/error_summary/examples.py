"""Everything that stopped a form, at its top. How it looks."""

from breakthrough.web.components.field.examples import REFUSED
from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="error_summary",
    words="Stands at the top of a refused form, takes the focus and leads to each field. `{{ form }}` brings it along.",
    required=("form",),
    optional={"heading": ""},
    examples=(Example("The refused fields of the part “field”", {"form": REFUSED}),),
)
