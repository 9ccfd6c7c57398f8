"""Two kinds of secret addresses: a link in an e-mail that leads to one act, and the address of a calendar feed."""

import uuid
from dataclasses import dataclass

from django.core import signing
from django.db.models import Q

from breakthrough.collaborations.models import Member
from breakthrough.kernel import ids
from breakthrough.practices.promises import rules
from breakthrough.practices.promises.models import Promise, PromiseFeed
from breakthrough.practices.promises.queries.one import with_sides

SALT = "breakthrough.promises.act"
LINK_DAYS = 60
MOST_IN_CALENDAR = 500


@dataclass(frozen=True, slots=True)
class Link:
    """What a link from an e-mail is good for: one event of one member on one promise, as long as nothing else was said."""

    promise: Promise
    member: Member
    event: rules.Event
    seen: int


def token_of(*, promise: Promise, member: Member, event: rules.Event) -> str:
    """Return the signed part of a link with which `member` may say `event`, until the conversation moves on."""
    return signing.dumps([promise.pk.hex, member.pk.hex, event.value, promise.step_count], salt=SALT)


def find_link(slug: str, token: str) -> Link | None:
    """Return what a token is good for, or None: forged, too old, of another collaboration, or its member has left.

    Whether the conversation has moved on since is for the action to say (`seen`).
    """
    try:
        promise_hex, member_hex, event, seen = signing.loads(token, salt=SALT, max_age=LINK_DAYS * 86_400)
        promise_id, member_id = uuid.UUID(promise_hex), uuid.UUID(member_hex)
        known = rules.Event(event)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    member = (
        Member.objects.select_related("collaboration", "party", "person")
        .filter(pk=member_id, collaboration__slug=slug, departure__isnull=True, person__is_active=True)
        .first()
    )
    promise = with_sides().filter(pk=promise_id, collaboration__slug=slug).first()
    return Link(promise, member, known, int(seen)) if member and promise else None


def hash_of_feed(secret: str) -> str:
    """Return what is kept of a feed's secret."""
    return ids.hash_of(secret, purpose="promise feed")


def find_feed_member(slug: str, secret: str) -> Member | None:
    """Return whose calendar the secret opens, or None."""
    feed = (
        PromiseFeed.objects.select_related("member__collaboration", "member__party", "member__person")
        .filter(
            secret_hash=hash_of_feed(secret),
            member__collaboration__slug=slug,
            member__departure__isnull=True,
            member__person__is_active=True,
        )
        .first()
    )
    return feed.member if feed and not feed.member.observes else None


def list_for_calendar(member: Member) -> list[Promise]:
    """Return the promises in force that the member gave or was given, and what waits for their answer."""
    found = with_sides().filter(
        Q(customer=member) | Q(performer=member),
        collaboration_id=member.collaboration_id,
        state__in=rules.OPEN,
    )
    return list(found.order_by("due_date", "id")[:MOST_IN_CALENDAR])
