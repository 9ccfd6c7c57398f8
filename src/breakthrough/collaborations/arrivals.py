"""What stands at the door for pages and API alike: the code, the pace, the role that somebody will have."""

from datetime import datetime

from breakthrough.collaborations import queries
from breakthrough.collaborations.actions import membership
from breakthrough.collaborations.models import Invitation
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.people import pace
from breakthrough.people.rules import TEN_MINUTES, Pace

WRONG_CODE = Pace("join.code", 20, TEN_MINUTES)
GUESTS_FROM_CLIENT = Pace("join.guest", 600, TEN_MINUTES)  # a large hall behind one network address


def get_by_code(typed: str, *, client: str, now: datetime) -> Invitation:
    """Return the invitation behind a code, or a Problem: 422 for a wrong one, 429 after many wrong ones from one place."""
    pace.check(WRONG_CODE, client, now=now)
    found = queries.find_invitation_by_code(typed)
    if found is None:
        pace.note(WRONG_CODE, client, now=now)
        raise Problem(
            "code-unknown",
            status=422,
            field="code",
            words=gettext_noop(
                "We do not know this code. Compare it with the screen; it may also have been renewed."
            ),
        )
    return found


def take_pace(*, client: str, now: datetime) -> None:
    """Raise a 429 Problem when guests arrive from one place faster than from a large hall."""
    pace.take(GUESTS_FROM_CLIENT, client, now=now)


def role_now(invitation: Invitation) -> Role:
    """Return the role somebody who joins now will have."""
    return membership.role_on_joining(invitation, queries.gather(invitation.collaboration))
