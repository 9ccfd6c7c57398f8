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

Row = TypeVar("Row", bound=Model)
Value = uuid.UUID | datetime | int | str | bool | None

AN_ID, OTHER_ID = uuid.UUID(int=0xA1), uuid.UUID(int=0xA2)
A_NUMBER = 987_654_321
A_TEXT = "\ue000mark"
A_TIME = datetime(1901, 2, 3, 4, 5, 6, tzinfo=UTC)


def find(query: "Callable[[], QuerySet[Row, Any]]", values: Mapping[Value, Value]) -> Row | None:
    """Return the first row as an object, or None. Rows of other tables are not fetched beside it: no `select_related`."""
    sql, standing, rows = _statement(connection.vendor, query)
    return next(iter(rows.raw(sql, _filled(standing, values))), None)


def find_row(
    query: "Callable[[], QuerySet[Row, Any]]", values: Mapping[Value, Value]
) -> tuple[Any, ...] | None:
    """Return the first row as the database gives it, or None."""
    sql, standing, _rows = _statement(connection.vendor, query)
    with connection.cursor() as cursor:
        cursor.execute(sql, _filled(standing, values))
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one table. The keys that the database gives them do not come back, and no signal is sent."""
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
    fields = tuple(one for one in meta.concrete_fields if not isinstance(one, AutoField))
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(str(one.column)) for one in fields), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({places})", fields  # noqa: S608 (names of our own models)


@functools.cache
def _statement(
    _vendor: str, query: "Callable[[], QuerySet[Row, Any]]"
) -> "tuple[str, tuple[Value, ...], QuerySet[Row, Any]]":
    """Return the SQL for a kind of database, its values in their order with the marks where ours go, and the query itself."""
    found = query()
    sql, values = found.query.sql_with_params()
    marks = {_prepared(mark): mark for mark in (AN_ID, OTHER_ID, A_NUMBER, A_TEXT, A_TIME)}
    return sql, tuple(marks.get(value, value) for value in values), found


def _filled(standing: tuple[Value, ...], values: Mapping[Value, Value]) -> list[Value]:
    if not values.keys() <= set(standing):
        raise ValueError("The query does not ask for one of these values.")
    return [_prepared(values[one]) if one in values else one for one in standing]


def _prepared(value: Value) -> Value:
    prepared: Value = value
    if isinstance(value, uuid.UUID):
        prepared = UUIDField().get_db_prep_value(value, connection)
    elif isinstance(value, datetime):
        prepared = connection.ops.adapt_datetimefield_value(value)
    return prepared
