"""The pattern page: every component with its examples, for people who write pages and for the tests."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from breakthrough.web.components import shape

TOKENS = (
    "paper",
    "sheet",
    "wash",
    "rule",
    "edge",
    "ink-2",
    "ink",
    "accent",
    "accent-strong",
    "problem",
    "focus",
    "cooperation",
    "coordination",
    "breakthrough",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A component on the pattern page with its rendered examples as (title, markup)."""

    component: shape.Component
    words: SafeString
    include_line: str
    examples: tuple[tuple[str, SafeString], ...]


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """Show all components with their examples."""
    return render(
        request,
        "web/patterns.html",
        {"shown": tuple(show(name, request) for name in shape.list_names()), "tokens": TOKENS},
    )


def show(name: str, request: HttpRequest) -> Shown:
    """Render the examples of the component called `name`."""
    component = shape.get_component(name)
    return Shown(
        component=component,
        words=mark_names(component.words),
        include_line=include_line(component),
        examples=tuple(
            (example.title, render_example(component, example, request)) for example in component.examples
        ),
    )


def mark_names(words: str) -> SafeString:
    """Set the parts between backticks as code."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<code>{}</code>", part) if index % 2 else part,)
            for index, part in enumerate(words.split("`"))
        ),
    )


def include_line(component: shape.Component) -> str:
    """Write the line a template uses, required names first; what may be left out stands in brackets."""
    names = [*component.required, *(f"[{name}]" for name in component.optional)]
    line = f'{{% component "{component.name}" {" ".join(names)} %}}'
    return f'{line}  or  {{% wrap "{component.name}" … %}}…{{% endwrap %}}' if component.wraps else line


def render_example(component: shape.Component, example: shape.Example, request: HttpRequest) -> SafeString:
    """Render one example through the same tag that pages use."""
    pairs = " ".join(f"{name}=given.{name}" for name in example.given)
    source = (
        f'{{% load components %}}{{% wrap "{component.name}" {pairs} %}}{example.content}{{% endwrap %}}'
        if example.content
        else f'{{% load components %}}{{% component "{component.name}" {pairs} %}}'
    )
    template = engines["django"].from_string(source)
    return SafeString(template.render({"given": example.given}, request))
