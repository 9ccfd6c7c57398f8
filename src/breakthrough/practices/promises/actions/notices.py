"""What a member wants to hear, and their calendar feed."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.promises import queries, rules
from breakthrough.practices.promises.models import PromiseFeed, PromiseNotices


@transaction.atomic
def change_notices(*, member: Member, each_step: bool, digest_weekday: int | None) -> PromiseNotices:
    """Keep what the member wants to hear: each step at once or not, and the digest on a day (0 is Monday) or never."""
    rules.check_takes_part(Role(member.role))
    if digest_weekday is not None and not 0 <= digest_weekday <= 6:
        raise Problem(
            "weekday-unknown",
            status=422,
            words=gettext_noop("Choose a day of the week, or none."),
            field="digest_weekday",
        )
    kept, _is_fresh = PromiseNotices.objects.update_or_create(
        member=member, defaults={"each_step": each_step, "digest_weekday": digest_weekday}
    )
    return kept


@transaction.atomic
def make_feed(*, member: Member, now: datetime, draw: Callable[[int], str] = secrets.token_urlsafe) -> str:
    """Return the secret of a fresh calendar feed, which cannot be shown again; one made before stops working."""
    rules.check_takes_part(Role(member.role))
    secret = draw(24)
    PromiseFeed.objects.update_or_create(
        member=member, defaults={"secret_hash": queries.hash_of_feed(secret), "made_at": now}
    )
    return secret


def revoke_feed(*, member: Member) -> None:
    """Make the member's calendar feed stop working; doing it twice changes nothing."""
    PromiseFeed.objects.filter(member=member).delete()
