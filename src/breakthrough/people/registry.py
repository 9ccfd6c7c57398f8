"""What travels with a person: every app above registers how its part is exported, merged and erased."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from breakthrough.people.models import Person

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Export = Callable[[Person], Mapping[str, Json]]
Merge = Callable[[Person, Person, datetime], None]
Erase = Callable[[Person, datetime], None]


@dataclass(frozen=True, slots=True)
class Portable:
    """One app's part of a person.

    `export(person)` gives JSON with its own top-level names. `merge(from_person, to_person, now)` and
    `erase(person, now)` run inside the caller's transaction and may raise a Problem, which undoes the whole.
    """

    export: Export
    merge: Merge
    erase: Erase


_portables: list[Portable] = []


def register_portable(export: Export, merge: Merge, erase: Erase) -> None:
    """Add an app's part; call it in the app's `AppConfig.ready`. Registering the same part twice changes nothing."""
    portable = Portable(export=export, merge=merge, erase=erase)
    if portable not in _portables:
        _portables.append(portable)


def list_portables() -> tuple[Portable, ...]:
    """Return every registered part, in the order of registration."""
    return tuple(_portables)
