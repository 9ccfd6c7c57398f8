"""`{% kept name=value … %}…{% endkept %}` renders its content once for each set of values, and keeps it.

The content sees the named values and nothing else: no request, no member, nothing that is not part of the key. Only
`{% csrf_token %}` works as everywhere, and `fresh name=value` adds words that are filled in anew each time (they can be
shown, not asked about: `{% if %}` would only see that they are there).
"""

import secrets
from collections.abc import Mapping

from django import template
from django.forms import BaseForm
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from breakthrough.web import kept as keeping

register = template.Library()

CSRF = "csrf_token"
_MARK = secrets.token_hex(16)  # nobody outside this process can write it into a text


@register.tag("kept")
def kept(parser: Parser, token: Token) -> "KeptNode":
    """Read the names; what comes after the word `fresh` is filled in at each use."""
    parts = token.split_contents()[1:]
    at = parts.index("fresh") if "fresh" in parts else len(parts)
    given_parts, fresh_parts = parts[:at], parts[at + 1 :]
    given, fresh = token_kwargs(given_parts, parser), token_kwargs(fresh_parts, parser)
    if given_parts or fresh_parts:
        msg = f"kept: {' '.join([*given_parts, *fresh_parts])} is not a name=value pair."
        raise template.TemplateSyntaxError(msg)
    content = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(given, fresh, content)


class KeptNode(template.Node):
    """A kept piece in a template; templates stay loaded, so the node itself is the first part of the key."""

    def __init__(
        self,
        given: Mapping[str, FilterExpression],
        fresh: Mapping[str, FilterExpression],
        content: NodeList,
    ) -> None:
        self.given = given
        self.fresh = fresh
        self.content = content

    def render(self, context: Context) -> SafeString:
        values = {name: expression.resolve(context) for name, expression in self.given.items()}
        filled = [*self.fresh, CSRF] if CSRF in context else list(self.fresh)
        marks = {name: SafeString(f"{_MARK}{number}x") for number, name in enumerate(filled)}

        def make() -> str:
            inner = context.new({**values, **marks})
            inner.template = context.template
            return str(self.content.render(inner))

        try:
            key = keeping.key_of((self, len(filled)), values)
        except keeping.CannotKeep:
            if not any(isinstance(value, BaseForm) for value in values.values()):
                raise
            piece = make()  # a form that was sent, or one with parts of its own making
        else:
            piece = keeping.shelf.find_or_make(key, make)
        if _MARK not in piece:
            return SafeString(piece)
        for name, mark in marks.items():
            if mark in piece:
                value = self.fresh[name].resolve(context) if name in self.fresh else context[name]
                piece = piece.replace(mark, conditional_escape(value))
        return SafeString(piece)
