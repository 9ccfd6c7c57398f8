"""Markup that is worked out once and used again: a function of nothing but the values it is kept by.

The key of a kept piece is everything it can depend on: what made it, the language, the time zone, and every value it was
given. So a piece that one person may see can never reach another who was not given the same values. Models are refused on
purpose: give their plain values. Pieces live in the memory of the process; the least used leave when the shelf is full.
"""

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from enum import Enum
from uuid import UUID

from django.conf import settings
from django.forms import BaseForm, Field
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString

MOST_CHARACTERS = 8_000_000
MOST_PIECES = 2_000
_PLAIN = (str, int, float, bool, type(None), UUID, date, Enum, Promise)


class CannotKeep(Exception):
    """A value whose content cannot be told from outside, so that nothing can be kept by it."""


class Shelf:
    """Pieces of markup by key, at most so many and so long in all; the least used leave first."""

    def __init__(self, *, most_characters: int = MOST_CHARACTERS, most_pieces: int = MOST_PIECES) -> None:
        self._most_pieces = most_pieces
        self._most = most_characters
        self._used = 0
        self._pieces: OrderedDict[Hashable, SafeString] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pieces)

    def find_or_make(self, key: Hashable, make: Callable[[], str]) -> SafeString:
        """Return the piece kept by `key` (see `key_of`), or make it and keep it. A failure keeps nothing."""
        with self._lock:
            found = self._pieces.get(key)
            if found is not None:
                self._pieces.move_to_end(key)
                return found
        made = SafeString(make())  # escaped by the template that made it
        if len(made) * 8 <= self._most and not settings.DEBUG:  # one piece shall not push out all others
            self._keep(key, made)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pieces.clear()
            self._used = 0

    def _keep(self, key: Hashable, made: SafeString) -> None:
        with self._lock:
            before = self._pieces.pop(key, None)
            self._used += len(made) - (len(before) if before is not None else 0)
            self._pieces[key] = made
            while self._used > self._most or len(self._pieces) > self._most_pieces:
                self._used -= len(self._pieces.popitem(last=False)[1])


shelf = Shelf()


def key_of(maker: Hashable, values: Mapping[str, object]) -> Hashable:
    """Return the key of what `maker` makes of `values` for this reader's language; `CannotKeep` if a value is opaque."""
    return (
        maker,
        translation.get_language(),
        timezone.get_current_timezone_name(),
        tuple((name, _seen(value)) for name, value in values.items()),
    )


def _seen(value: object) -> Hashable:
    # The type belongs to it: True equals 1, and markup equals the same words that have yet to be escaped.
    if isinstance(value, _PLAIN):
        return (type(value), str(value) if isinstance(value, Promise) else value)
    if isinstance(value, (tuple, list)):
        return (tuple, *map(_seen, value))
    if isinstance(value, dict):
        return (dict, *((_seen(name), _seen(part)) for name, part in value.items()))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return (type(value), *(_seen(getattr(value, part.name)) for part in dataclasses.fields(value)))
    if isinstance(value, BaseForm) and not value.is_bound:
        fields = tuple((name, _seen_field(field)) for name, field in value.fields.items())
        around = [value.auto_id, value.prefix, value.use_required_attribute, value.label_suffix]
        return (type(value), _seen(around), _seen(dict(value.initial or {})), fields)
    msg = f"{type(value).__name__} cannot be part of a key; give its plain values."
    raise CannotKeep(msg)


def _seen_field(field: Field) -> Hashable:
    widget = {name: part for name, part in vars(field.widget).items() if name not in {"choices", "renderer"}}
    choices = list(getattr(field, "choices", ()))
    shown = [field.label, field.help_text, field.required, field.disabled, field.initial, choices, widget]
    return (type(field), type(field.widget), _seen(shown))
