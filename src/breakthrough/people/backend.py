"""Who a session belongs to. There are no passwords: whoever signs in has shown a code, a passkey or a return code before."""

import uuid

from django.contrib.auth.backends import ModelBackend

from breakthrough.people import queries
from breakthrough.people.models import Person


class SessionBackend(ModelBackend):
    """Django's own; every request asks it who is there, so its SQL is made once."""

    def get_user(self, user_id: uuid.UUID) -> Person | None:
        """Return the account, or None if it is gone."""
        return queries.find_active(user_id)
