"""How a page of people asks: shows a form, and shows it again with what has to change."""

import contextlib
from collections.abc import Iterator

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from breakthrough.kernel.problem import Problem
from breakthrough.web import problems


def ask(request: HttpRequest, template: str, form: forms.Form, **shown: object) -> HttpResponse:
    """Return the page `people/<template>.html` with `form`; status 422 if the form was sent and refused."""
    refused = form.is_bound and bool(form.errors)
    return render(request, f"people/{template}.html", {"form": form, **shown}, status=422 if refused else 200)


@contextlib.contextmanager
def into_form(form: forms.Form) -> Iterator[None]:
    """Show a refusal that the person can answer in `form` itself; let others (too many tries, no mail) fill the page."""
    try:
        yield
    except Problem as problem:
        if problem.status not in {409, 422}:
            raise
        with problems.into_form(form):
            raise
