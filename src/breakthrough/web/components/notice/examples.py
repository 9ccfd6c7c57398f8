"""A notice tells one thing beside the page. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="notice",
    words="One thing worth knowing. Kinds: none, `success`, `warning`, `problem` (and Django's `error`). The mark says it, not the colour.",
    optional={"kind": "", "heading": "", "text": ""},
    wraps=True,
    examples=(
        Example("Plain", {"text": _("Results open when five people have answered.")}),
        Example("Done", {"kind": "success", "text": _("Your invitation is on its way to 12 people.")}),
        Example(
            "Look out",
            {
                "kind": "warning",
                "heading": _("This link stops working tomorrow"),
                "text": _("Make a fresh one if people still need to join."),
            },
        ),
        Example(
            "Problem",
            {
                "kind": "problem",
                "heading": _("The file was not imported"),
                "text": _("Line 14 of votes.csv holds “maybe”. Use 1, 0 or -1, then choose the file again."),
            },
        ),
    ),
)
