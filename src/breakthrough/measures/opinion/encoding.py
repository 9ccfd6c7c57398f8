"""Frozen results to plain JSON values and back: fields in the order of their classes, tuples as lists."""

import dataclasses
import functools
import types
import typing
from collections.abc import Callable
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
    return typing.cast("Result", _reader_of(typing.cast("Any", kind))(value))


@functools.cache
def _reader_of(kind: Any) -> Callable[[Any], Any]:
    """Return what reads one kind of value; finding out how takes far longer than reading one."""
    origin, kinds = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = _reader_of(next(one for one in kinds if one is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _reader_of_tuple(kinds)
    if origin is typing.Literal:
        return lambda value: _checked(value, value in kinds)
    if dataclasses.is_dataclass(kind):
        return functools.partial(_read_fields, kind)
    if kind is float:
        return _read_number
    return lambda value: _checked(value, type(value) is kind)


def _read_number(value: Any) -> float:
    return float(_checked(value, type(value) in (int, float)))


def _reader_of_tuple(kinds: tuple[Any, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        each = _reader_of(kinds[0])
        return lambda value: tuple(map(each, _checked(value, isinstance(value, list))))
    readers = [_reader_of(one) for one in kinds]

    def read(value: Any) -> tuple[Any, ...]:
        _checked(value, isinstance(value, list) and len(value) == len(readers))
        return tuple(reader(one) for reader, one in zip(readers, value, strict=True))

    return read


def _read_fields(kind: Any, value: Any) -> Any:
    readers = _readers_of(kind)
    if not isinstance(value, dict) or not value.keys() <= readers.keys():
        raise ValueError(f"{value!r} does not fit")
    try:
        return kind(**{name: readers[name](one) for name, one in value.items()})
    except TypeError as error:
        raise ValueError(f"{kind.__name__}: {error}") from error


@functools.cache
def _readers_of(kind: type) -> dict[str, Callable[[Any], Any]]:
    hints = typing.get_type_hints(kind)
    return {field.name: _reader_of(hints[field.name]) for field in dataclasses.fields(kind)}


def _checked(value: Any, fits: bool) -> Any:
    if not fits:
        raise ValueError(f"{value!r} does not fit")
    return value
