"""A Problem becomes the answer that the request can show."""

import json

import pytest
from django import forms
from django.test import RequestFactory

from breakthrough.kernel.problem import Problem
from breakthrough.web import problems

TOO_LONG = Problem(
    "too-long", status=422, words="At most %(most)d characters.", params={"most": 5}, field="name"
)


class _Form(forms.Form):
    name = forms.CharField()


def _refuse(problem: Problem) -> None:
    raise problem


def test_the_api_answers_with_rfc_9457() -> None:
    response = problems.respond(RequestFactory().get("/api/anything"), TOO_LONG)
    assert response["Content-Type"] == "application/problem+json"
    assert response.status_code == 422
    assert json.loads(response.content) == {
        "type": "/problems/too-long",
        "title": "Please look at this again",
        "status": 422,
        "detail": "At most 5 characters.",
        "field": "name",
    }


def test_a_problem_of_a_field_stands_at_that_field() -> None:
    form = _Form({"name": "long enough"})
    assert form.is_valid()
    with problems.into_form(form):
        _refuse(TOO_LONG)
    assert form.errors == {"name": ["At most 5 characters."]}


def test_a_problem_of_an_unknown_field_stands_above_the_form() -> None:
    form = _Form({"name": "x"})
    assert form.is_valid()
    with problems.into_form(form):
        _refuse(Problem("odd", status=409, words="Not now.", field="elsewhere"))
    assert form.non_field_errors() == ["Not now."]


def test_anything_else_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError), problems.into_form(_Form({})):
        raise ZeroDivisionError
