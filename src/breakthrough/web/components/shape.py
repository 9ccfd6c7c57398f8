"""What a component declares about itself, and the small types its callers fill in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from django.utils.functional import Promise

Words = str | Promise
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Example:
    """One way to use a component: a title, the values given to it, and template source for those that wrap content."""

    title: str
    given: Mapping[str, object]
    content: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """A component's contract: the names it needs, the names it may get (with what stands otherwise), its examples.

    `wraps` says that it may go around content: `{% wrap "name" … %} … {% endwrap %}` beside `{% component "name" … %}`.
    `wide` lets its examples use the whole width of the pattern page.
    """

    name: str
    words: str
    required: tuple[str, ...] = ()
    optional: Mapping[str, object] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    wraps: bool = False
    wide: bool = False

    @property
    def template_name(self) -> str:
        return f"{self.name}/{self.name}.html"


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the trail above a heading; the last one, without address, is the page itself."""

    words: Words
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to a sibling page."""

    words: Words
    href: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A table column. `sort_href` makes its head a link; `sorted` is "", "ascending" or "descending"."""

    words: Words
    sort_href: str = ""
    sorted: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A term, its value (None: not known yet) and, where needed, a sentence below."""

    term: Words
    value: Words | int | float | None
    words: Words = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a way through several pages. `state` is "done", "current" or "ahead"."""

    words: Words
    state: str
    href: str = ""


def get_component(name: str) -> Component:
    """Return the component called `name`; LookupError names the ones there are."""
    if name not in list_names():
        msg = f"There is no component {name!r}. There are: {', '.join(list_names())}."
        raise LookupError(msg)
    component = import_module(f"breakthrough.web.components.{name}.examples").COMPONENT
    assert isinstance(component, Component)  # noqa: S101 - a folder that declares something else is a mistake in the code
    return component


def list_names() -> Sequence[str]:
    """Return the names of all component folders in alphabetical order."""
    return sorted(path.parent.name for path in FOLDER.glob("*/examples.py"))
