"""Asking and saying, as short words for tests."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member
    from breakthrough.conftest import Space
    from breakthrough.practices.promises.models import Promise

DUE = date(2026, 11, 27)


@pytest.fixture
def ask(space: "Space", now: datetime) -> "Callable[..., Promise]":
    """Return a function by which somebody asks somebody (Alice asks Bob) and the promise comes back."""
    from breakthrough.practices.promises import actions, queries, rules

    def asked(
        asker: "Member | None" = None,
        to: "Member | str | None" = None,
        *,
        what: str = "Send the three dates to the hospitals.",
        due_date: date = DUE,
        is_offer: bool = False,
        at: datetime | None = None,
        **more: Any,
    ) -> "Promise":
        member = asker or space.alice
        key = to if isinstance(to, str) else str((to or space.bob).pk)
        made = actions.ask(
            member=member,
            event=rules.Event.OFFER if is_offer else rules.Event.REQUEST,
            recipients=queries.get_recipients(member, [key]),
            what=what,
            due_date=due_date,
            now=at or now,
            **more,
        )
        return made[0]

    return asked


@pytest.fixture
def say(now: datetime) -> "Callable[..., Promise]":
    """Return a function by which a member says events on a promise, one after the other; the promise comes back as it is then."""
    from breakthrough.practices.promises import actions, queries, rules

    def said(
        promise: "Promise", member: "Member", *events: str, at: datetime | None = None, **more: Any
    ) -> "Promise":
        for event in events:
            needs = {"words": "The second date is missing."} if event in {"return", "warn"} else {}
            actions.take_step(
                member=member,
                promise=promise,
                event=rules.Event(event),
                seen=None,
                now=at or now,
                **{**needs, **more},
            )
        return queries.with_sides().get(pk=promise.pk)

    return said


@pytest.fixture
def tomorrow() -> str:
    return (timezone.now() + timedelta(days=10)).date().isoformat()
