"""`{% component %}` and `{% wrap %}` render a component with exactly the names it declares; filters put shares in words."""

from collections.abc import Mapping, Sequence

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from breakthrough.web.components import shape

register = template.Library()
CARRIED = ("request", "csrf_token", "csp_nonce")
FADING_STEPS = 16


@register.tag("component")
def component(parser: Parser, token: Token) -> "ComponentNode":
    """`{% component "button" text=_("Seal it") kind="main" %}`; an unknown or missing name fails when the template loads."""
    declared, given = _read(parser, token)
    return ComponentNode(declared, given, None)


@register.tag("wrap")
def wrap(parser: Parser, token: Token) -> "ComponentNode":
    """`{% wrap "card" heading=collaboration.name %} … {% endwrap %}` for components that go around content."""
    declared, given = _read(parser, token)
    content = parser.parse(("endwrap",))
    parser.delete_first_token()
    if not declared.wraps:
        msg = f"{declared.name} takes no content: use {{% component %}}."
        raise template.TemplateSyntaxError(msg)
    return ComponentNode(declared, given, content)


class ComponentNode(template.Node):
    """A component in a template, with the expressions for its values."""

    def __init__(
        self, declared: shape.Component, given: Mapping[str, FilterExpression], content: NodeList | None
    ) -> None:
        self.declared = declared
        self.given = given
        self.content = content

    def render(self, context: Context) -> SafeString:
        values: dict[str, object] = {name: context[name] for name in CARRIED if name in context}
        values.update(self.declared.optional)
        values.update({name: expression.resolve(context) for name, expression in self.given.items()})
        values["content"] = self.content.render(context) if self.content is not None else ""
        assert context.template is not None  # noqa: S101 - a node renders inside a template
        part = context.template.engine.get_template(self.declared.template_name)
        return SafeString(part.render(context.new(values)).strip())


@register.simple_tag
def interval_words(share: float | None, low: float | None = None, high: float | None = None) -> str:
    """Say a share in 0..1 and its interval in words; None is said as not known."""
    if share is None:
        return _("not known yet")
    if low is None or high is None:
        return percent(share)
    return _("%(share)s, likely between %(low)s and %(high)s") % {
        "share": percent(share),
        "low": percent(low),
        "high": percent(high),
    }


@register.filter
def percent(share: float | None) -> str:
    """Write a share in 0..1 as whole percent; None as not known."""
    if share is None:
        return _("not known yet")
    return _("%(number)d%%") % {"number": hundredths(share)}


@register.filter
def hundredths(share: float) -> int:
    """Round a share in 0..1 to whole hundredths, without a sign behind it."""
    return int(share * 100 + 0.5)


@register.filter
def along(share: float) -> str:
    """Place a share in 0..1 on a picture's width: 0.553 becomes "55.3%"."""
    return f"{min(max(share, 0.0), 1.0) * 100:.1f}%"


@register.filter
def span(low: float, high: float) -> str:
    """Give the width between two shares in 0..1 as `along` does."""
    return along(high - low)


@register.simple_tag
def fading(low: float, high: float) -> list[tuple[int, float]]:
    """Return the steps in which a bar fades between two shares: (tone 1 to 16, where it ends), the faintest and longest first."""
    return [(step, low + (high - low) * step / FADING_STEPS) for step in range(FADING_STEPS, 0, -1)]


@register.filter
def listed(names: Sequence[str]) -> SafeString:
    """Write names with commas between them, each kept from turning the direction of the others; quick for hundreds."""
    return format_html_join(", ", "<bdi>{}</bdi>", ((name,) for name in names))


@register.filter
def lead(words: str) -> str:
    """End words that lead to more with a colon, unless they already end a sentence."""
    return words if str(words).endswith((".", "?", ":", "!")) else f"{words}:"


@register.filter
def has_numbers_at(columns: Sequence[shape.Column], index: int) -> bool:
    """Tell whether the cells at `index` are numbers, which stand to the right."""
    return index < len(columns) and columns[index].is_number


def _read(parser: Parser, token: Token) -> tuple[shape.Component, dict[str, FilterExpression]]:
    parts = token.split_contents()
    if len(parts) < 2 or parts[1][0] not in "\"'":
        msg = f"{parts[0]} needs the component's name in quotes first."
        raise template.TemplateSyntaxError(msg)
    try:
        declared = shape.get_component(parts[1].strip("\"'"))
    except LookupError as missing:
        raise template.TemplateSyntaxError(str(missing)) from missing
    rest = parts[2:]
    given = token_kwargs(rest, parser)
    if rest:
        msg = f"{declared.name}: {rest[0]} is not a name=value pair."
        raise template.TemplateSyntaxError(msg)
    for name in given:
        if name not in declared.required and name not in declared.optional:
            msg = f"{declared.name} takes no {name!r}; it takes: {', '.join([*declared.required, *declared.optional])}."
            raise template.TemplateSyntaxError(msg)
    for name in declared.required:
        if name not in given:
            msg = f"{declared.name} needs {name!r}."
            raise template.TemplateSyntaxError(msg)
    return declared, given
