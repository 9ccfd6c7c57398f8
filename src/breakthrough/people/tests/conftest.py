"""Browsers and mail for the tests of people."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client


@pytest.fixture
def browser(db: None) -> Client:
    """A browser in which nobody is signed in; it keeps Django's own protection of forms on."""
    return Client(enforce_csrf_checks=False)


@pytest.fixture
def newest_code() -> Callable[[], str]:
    """Return a function that reads the six digits in the newest message."""

    def read() -> str:
        found = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
        assert found, mail.outbox[-1].body
        return found.group()

    return read
