"""A query whose SQL is made once finds what the same query finds that is made anew."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.test.utils import CaptureQueriesContext

from breakthrough.people.models import ApiKey, Ownership, Person
from breakthrough.web import made_once
from breakthrough.web.made_once import A_TEXT, A_TIME, AN_ID

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)


def by_id() -> QuerySet[Person]:
    return Person.objects.filter(pk=AN_ID, is_active=True)


def by_time() -> "QuerySet[Session, Any]":
    return Session.objects.filter(session_key=A_TEXT, expire_date__gt=A_TIME).values_list("session_data")


def test_an_object_is_as_if_django_had_made_the_query_anew() -> None:
    for number in range(3):
        person = Person.objects.create(name=f"Ada {number}", joined_at=NOW)
        found = made_once.find(by_id, {AN_ID: person.pk})
        assert found is not None
        assert found == person
        assert {**vars(found), "_state": None} == {**vars(Person.objects.get(pk=person.pk)), "_state": None}
        assert made_once.find(by_id, {AN_ID: str(person.pk)}) == person
    assert made_once.find(by_id, {AN_ID: uuid.uuid4()}) is None
    Person.objects.update(is_active=False)
    assert made_once.find(by_id, {AN_ID: person.pk}) is None


def with_more() -> "QuerySet[ApiKey]":
    return (
        ApiKey.objects.select_related("person", "person__ownership")
        .annotate(length=Length("name"))
        .filter(secret_hash=A_TEXT)
        .order_by("name")
    )


def test_what_a_query_brings_along_comes_along_in_one_query() -> None:
    ada, bob = (Person.objects.create(name=name, joined_at=NOW) for name in ("Ada", "Bob"))
    Ownership.objects.create(person=ada, at=NOW)
    for person, name in ((ada, "old"), (bob, "newer")):
        ApiKey.objects.create(person=person, name=name, secret_hash=name, made_at=NOW)
    for name, person in (("old", ada), ("newer", bob)):
        with CaptureQueriesContext(connection) as asked:
            found = made_once.find(with_more, {A_TEXT: name})
            assert found is not None
            assert (found.person.name, found.person.joined_at) == (person.name, NOW)
            assert hasattr(found.person, "ownership") is (person == ada)
            assert vars(found)["length"] == len(name)
        assert len(asked) == 1
    assert made_once.find_all(with_more, {A_TEXT: "none"}) == []


def test_times_are_compared_to_the_microsecond() -> None:
    Session.objects.create(session_key="a", session_data="held", expire_date=NOW)
    assert made_once.find_row(by_time, {A_TEXT: "a", A_TIME: NOW - timedelta(microseconds=1)}) == ("held",)
    assert made_once.find_row(by_time, {A_TEXT: "a", A_TIME: NOW}) is None
    assert made_once.find_row(by_time, {A_TEXT: "b", A_TIME: NOW - timedelta(days=1)}) is None


def test_what_looks_like_sql_or_like_a_mark_is_a_value_like_any_other() -> None:
    before = NOW - timedelta(days=1)
    for key in ("' OR 1=1 --", "%s", A_TEXT, ""):
        assert made_once.find_row(by_time, {A_TEXT: key, A_TIME: before}) is None
        Session.objects.create(session_key=key, session_data=f"of {key}", expire_date=NOW)
        assert made_once.find_row(by_time, {A_TEXT: key, A_TIME: before}) == (f"of {key}",)


def test_rows_are_written_as_django_would_write_them() -> None:
    rows = [Session(session_key=key, session_data=f"of {key}", expire_date=NOW) for key in ("a", "b")]
    made_once.insert(rows)
    assert list(Session.objects.order_by("session_key").values_list("session_data", "expire_date")) == [
        ("of a", NOW),
        ("of b", NOW),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        made_once.insert([rows[0]])


def test_a_value_that_the_query_does_not_ask_for_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="does not ask"):
        made_once.find(by_id, {AN_ID: uuid.uuid4(), A_TEXT: "more"})
