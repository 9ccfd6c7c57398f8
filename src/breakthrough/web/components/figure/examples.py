"""A picture with its title, its sentence and its table. How it looks."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

_PICTURE = SafeString(
    '<svg viewBox="0 0 560 150" role="img" aria-label="Balance of purpose against reservations, by party"><g font-size="13.5">'
    '<text x="0" y="30">Acme</text><text x="0" y="80">Borealis</text></g>'
    '<path d="M150 25H540M150 75H540" stroke="var(--rule)"/><path d="M345 5V100" stroke="var(--ink-2)" stroke-dasharray="2 4"/>'
    '<path d="M382 25H486M282 75H396" stroke="var(--ink)" stroke-width="9" stroke-linecap="round" opacity=".22"/>'
    '<circle cx="434" cy="25" r="6.5" fill="var(--ink)"/><circle cx="338" cy="75" r="6.5" fill="var(--paper)" stroke="var(--ink)" stroke-width="2"/>'
    '<g font-size="12.5"><text x="150" y="135">reservations weigh more</text><text x="540" y="135" text-anchor="end">purpose weighs more</text></g></svg>'
)

COMPONENT = Component(
    name="figure",
    words='Words first, picture second, table behind. `picture` and `table` are markup made by us. `<details class="more">` looks alike.',
    required=("id", "title", "sentence"),
    optional={"picture": "", "note": "", "table": ""},
    wraps=True,
    wide=True,
    examples=(
        Example(
            "The balance beam",
            {
                "id": "figure-example",
                "title": _("In one of two parties, purpose outweighs the reservations"),
                "sentence": _("In Acme purpose weighs more. In Borealis we cannot tell yet."),
                "picture": _PICTURE,
                "note": _("Each person split 100 points. The bar is what we can tell."),
                "table": SafeString(
                    '<div class="table-region" role="region" aria-label="Balance" tabindex="0"><table><thead><tr><th scope="col">Party</th><th scope="col">Purpose</th></tr></thead><tbody><tr><th scope="row">Acme</th><td>64 (58 to 71)</td></tr></tbody></table></div>'
                ),
            },
        ),
    ),
)
