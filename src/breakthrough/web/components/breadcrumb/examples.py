"""Where this page hangs in the product. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Crumb, Example

COMPONENT = Component(
    name="breadcrumb",
    words="The way up, above the heading (block `trail`).",
    required=("crumbs",),
    examples=(
        Example(
            "Three levels",
            {
                "crumbs": (
                    Crumb(_("Collaborations"), "#"),
                    Crumb(_("One launch, two companies"), "#"),
                    Crumb(_("People")),
                )
            },
        ),
    ),
)
