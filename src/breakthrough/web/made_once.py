"""Queries that nearly every request asks: Django makes their SQL once a process, and the values are put in where marks stand.

Making the SQL takes several times as long as asking the database for one row, and was most of what signing in a request cost.
A query is a function without arguments; where a value goes it names one of the marks below, and `values` says what stands for it.
"""

import functools
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import AutoField, Field, Model, QuerySet, UUIDField
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)
Value = uuid.UUID | datetime | int | str | bool | None

AN_ID, OTHER_ID = uuid.UUID(int=0xA1), uuid.UUID(int=0xA2)
A_NUMBER = 987_654_321
A_TEXT = "\ue000mark"
A_TIME = datetime(1901, 2, 3, 4, 5, 6, tzinfo=UTC)


def find(query: "Callable[[], QuerySet[Row, Any]]", values: Mapping[Value, Value]) -> Row | None:
    """Return the first row as an object, or None."""
    return next(iter(find_all(query, values)), None)


def find_all(query: "Callable[[], QuerySet[Row, Any]]", values: Mapping[Value, Value]) -> list[Row]:
    """Return every row as an object, with what `select_related` and `annotate` bring along."""
    statement = _statement(connection.vendor, query)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, _filled(statement.standing, values))
        rows = cursor.fetchall()
    return [statement.read_row(row) for row in rows]


def find_row(
    query: "Callable[[], QuerySet[Row, Any]]", values: Mapping[Value, Value]
) -> tuple[Any, ...] | None:
    """Return the first row as the database gives it, or None."""
    statement = _statement(connection.vendor, query)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, _filled(statement.standing, values))
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one table. Keys and what else has a default of the database come from there, not from the rows, and do not come back; no signal is sent."""
    sql, fields = _insertion(connection.vendor, type(rows[0]))
    with connection.cursor() as cursor:
        cursor.executemany(
            sql,
            [
                [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
                for row in rows
            ],
        )


@functools.cache
def _insertion(_vendor: str, model: type[Model]) -> tuple[str, tuple[Field[Any, Any], ...]]:
    meta = model._meta  # noqa: SLF001 (Django documents it)
    fields = tuple(
        one for one in meta.concrete_fields if not isinstance(one, AutoField) and not one.has_db_default()
    )
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(str(one.column)) for one in fields), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({places})", fields  # noqa: S608 (names of our own models)


class _Statement:
    """The SQL of a query for a kind of database, its values in their order with the marks where ours go, and how rows become objects."""

    def __init__(self, found: "QuerySet[Any, Any]") -> None:
        compiler: Any = found.query.get_compiler(connection=connection)
        self.sql, values = compiler.as_sql()
        marks = {_prepared(mark): mark for mark in (AN_ID, OTHER_ID, A_NUMBER, A_TEXT, A_TIME)}
        self.standing: tuple[Value, ...] = tuple(marks.get(value, value) for value in values)
        self._converters = compiler.get_converters([one[0] for one in compiler.select])
        self._annotations: dict[str, int] = compiler.annotation_col_map or {}
        self._model: dict[str, Any] | None = compiler.klass_info
        if self._model is not None:
            places = self._model["select_fields"]
            self._own = slice(places[0], places[-1] + 1)
            self._names = [one[0].target.attname for one in compiler.select[self._own]]
            self._beside = get_related_populators(self._model, compiler.select, connection.alias)  # type: ignore[call-arg]  # the stubs are of a later Django

    def read_row(self, raw: Sequence[object]) -> Any:
        """Do what Django's `ModelIterable` does with a row."""
        assert self._model is not None  # noqa: S101 (a query for rows has none)
        row = list(raw)
        for place, (converters, expression) in self._converters.items():
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        found = self._model["model"].from_db(connection.alias, self._names, row[self._own])
        for populator in self._beside:
            populator.populate(row, found)
        for name, place in self._annotations.items():
            setattr(found, name, row[place])
        return found


@functools.cache
def _statement(_vendor: str, query: "Callable[[], QuerySet[Any, Any]]") -> _Statement:
    return _Statement(query())


def _filled(standing: tuple[Value, ...], values: Mapping[Value, Value]) -> list[Value]:
    if not values.keys() <= set(standing):
        raise ValueError("The query does not ask for one of these values.")
    return [_prepared(_like(one, values[one])) if one in values else one for one in standing]


def _like(mark: Value, value: Value) -> Value:
    """Take an id that is written as text for what it is, as a query does that is made anew."""
    found: Value = UUIDField().to_python(value) if isinstance(mark, uuid.UUID) else value
    return found


def _prepared(value: Value) -> Value:
    prepared: Value = value
    if isinstance(value, uuid.UUID):
        prepared = UUIDField().get_db_prep_value(value, connection)
    elif isinstance(value, datetime):
        prepared = connection.ops.adapt_datetimefield_value(value)
    return prepared
