"""Sessions in the database, asked for only by keys that we could have made."""

import re

from django.contrib.sessions.backends import db

_KEY = re.compile(r"[a-z0-9]{32}")


class SessionStore(db.SessionStore):
    """Django's own, which passes any cookie on to the database; PostgreSQL breaks off at a NUL character in one."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and _KEY.fullmatch(key))
