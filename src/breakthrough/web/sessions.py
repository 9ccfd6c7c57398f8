"""Sessions in the database, asked for only by keys that we could have made."""

import re
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from breakthrough.web import made_once
from breakthrough.web.made_once import A_TEXT, A_TIME

_KEY = re.compile(r"[a-z0-9]{32}")


class SessionStore(db.SessionStore):
    """Django's own, which passes any cookie on to the database; PostgreSQL breaks off at a NUL character in one."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and _KEY.fullmatch(key))

    def load(self) -> dict[str, Any]:
        """Return what the session holds, as Django does; its SQL is made once."""
        row = made_once.find_row(_held, {A_TEXT: self.session_key, A_TIME: timezone.now()})
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])


def _held() -> "QuerySet[Session, Any]":
    return Session.objects.filter(session_key=A_TEXT, expire_date__gt=A_TIME).values_list("session_data")
