"""Terms and their values. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Entry, Example

COMPONENT = Component(
    name="definition_list",
    words="Term on the left, value on the right, a sentence below. None reads “not known yet”.",
    required=("entries",),
    examples=(
        Example(
            "What you feel, what shows",
            {
                "entries": (
                    Entry(
                        _("Speaking up"),
                        _("more than half the time"),
                        _(
                            "Shows differently: most of what you hold in Straight talk you would not say in the room."
                        ),
                    ),
                    Entry(
                        _("Promises"),
                        _("kept 14 of 19"),
                        _("Likely between half and nine in ten. Four were renegotiated early."),
                    ),
                    Entry(_("Greater than the parts"), None, _("3 of the 10 calls needed have an outcome.")),
                )
            },
        ),
    ),
)
