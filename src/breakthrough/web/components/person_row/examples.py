"""One person in a list. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="person_row",
    words="Name, party and role; wrap buttons for what may be done.",
    required=("name",),
    optional={"detail": "", "party": "", "party_number": "", "role": ""},
    wraps=True,
    wide=True,
    examples=(
        Example(
            "A member",
            {
                "name": "Bob Okafor",
                "detail": "bob@acme.example",
                "party": "Acme",
                "party_number": 1,
                "role": _("Member"),
            },
        ),
        Example(
            "With actions",
            {
                "name": "Gina Ferrari-Wołoszańska",
                "detail": _("Joined as a guest"),
                "party": "Borealis",
                "party_number": 2,
                "role": _("Leader"),
            },
            content='<button class="button" type="button">Change</button>',
        ),
    ),
)
