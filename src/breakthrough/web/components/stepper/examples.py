"""A way through several pages. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example, Step

COMPONENT = Component(
    name="stepper",
    words="Which steps are done, which one is open, which are ahead.",
    required=("label", "steps"),
    wide=True,
    examples=(
        Example(
            "Starting a collaboration",
            {
                "label": _("Steps"),
                "steps": (
                    Step(_("Ambition"), "done", "#"),
                    Step(_("Parties"), "current"),
                    Step(_("People"), "ahead"),
                    Step(_("Invite"), "ahead"),
                ),
            },
        ),
    ),
)
