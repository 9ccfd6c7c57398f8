"""Frozen results to plain JSON values and back: fields in the order of their classes, tuples as lists."""

import dataclasses
import functools
import types
import typing
from typing import Any, TypeVar  # JSON values have no narrower type

Result = TypeVar("Result")


def to_json(value: object) -> Any:
    """Plain str, int, float, bool, None, list and dict, in a stable order. Raises TypeError for anything else."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [to_json(one) for one in value]
    if value is None or type(value) in (str, int, float, bool):
        return value
    raise TypeError(f"a result cannot hold {type(value).__name__}")


def from_json(kind: type[Result], value: Any) -> Result:
    """The result of class `kind` that `to_json` wrote. Fields that are missing take their default, unknown ones are an error.

    Raises ValueError where the value does not fit.
    """
    return typing.cast("Result", _read(kind, value))


def _read(kind: Any, value: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        inner = [one for one in typing.get_args(kind) if one is not type(None)]
        return None if value is None else _read(inner[0], value)
    if origin is tuple:
        return _read_tuple(typing.get_args(kind), value)
    if origin is typing.Literal:
        return _checked(value, value in typing.get_args(kind))
    if dataclasses.is_dataclass(kind):
        return _read_fields(kind, value)
    if kind is float:
        return float(_checked(value, isinstance(value, (int, float)) and not isinstance(value, bool)))
    return _checked(value, type(value) is kind)


def _read_tuple(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    _checked(value, isinstance(value, list))
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_read(kinds[0], one) for one in value)
    _checked(value, len(value) == len(kinds))
    return tuple(_read(kind, one) for kind, one in zip(kinds, value, strict=True))


def _read_fields(kind: Any, value: Any) -> Any:
    _checked(value, isinstance(value, dict))
    hints = _kinds_of(kind)
    _checked(sorted(value), value.keys() <= hints.keys())
    try:
        return kind(**{name: _read(hints[name], one) for name, one in value.items()})
    except TypeError as error:
        raise ValueError(f"{kind.__name__}: {error}") from error


@functools.cache
def _kinds_of(kind: type) -> dict[str, Any]:
    """Return what each field holds; working it out takes far longer than reading one."""
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _checked(value: Any, fits: bool) -> Any:
    if not fits:
        raise ValueError(f"{value!r} does not fit")
    return value
