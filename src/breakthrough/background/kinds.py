"""Which kinds of work there are. A kind `voice.import-votes` lives in the module `jobs` of the app `voice`."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps

from breakthrough.background.progress import Progress
from breakthrough.kernel.words import gettext_noop

UNTITLED = gettext_noop("Work in the background")

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
Do = Callable[[Progress, Mapping[str, Json]], Json]

_kinds: dict[str, "Kind"] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: its name, the title people see while it runs, and what it does."""

    name: str
    title: str
    do: Do


def register(name: str, *, title: str, do: Do) -> None:
    """Make a kind known; the same name twice is a mistake in code, except for the same function loaded anew."""
    known = _kinds.get(name)
    if known is not None and (known.do.__module__, known.do.__qualname__) != (do.__module__, do.__qualname__):
        raise ValueError(f"There are two kinds of work called {name!r}.")
    _kinds[name] = Kind(name=name, title=title or UNTITLED, do=do)


def get(name: str) -> Kind:
    """Return the kind, importing its app's `jobs` when needed; raises `LookupError` if there is none of that name."""
    if name not in _kinds:
        label = name.split(".", 1)[0]
        importlib.import_module(f"{apps.get_app_config(label).name}.jobs")
    if name not in _kinds:
        raise LookupError(f"There is no kind of work called {name!r}.")
    return _kinds[name]
