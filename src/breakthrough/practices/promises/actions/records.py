"""What a member's promises are when they take their records along, turn out to be here twice, or delete themselves."""

from datetime import datetime

from django.db.models import Q

from breakthrough.collaborations.models import Member
from breakthrough.people.registry import Json
from breakthrough.practices.promises.models import (
    Promise,
    PromiseFeed,
    PromiseLetter,
    PromiseNotices,
    PromiseStep,
    Proof,
)


def export_records(member: Member) -> Json:
    """Return the promises the member is a side of, what they said in them, and what they want to hear."""
    promises = Promise.objects.filter(Q(customer=member) | Q(performer=member)).order_by("made_at", "id")
    said: dict[object, list[Json]] = {}
    for step in PromiseStep.objects.filter(by=member).order_by("promise_id", "number"):
        said.setdefault(step.promise_id, []).append(
            {"at": step.at.isoformat(), "said": step.event, "words": step.words, "reason": step.reason}
        )
    links: dict[object, list[Json]] = {}
    for proof in Proof.objects.filter(by=member).order_by("at"):
        links.setdefault(proof.promise_id, []).append({"address": proof.address, "title": proof.title})
    notices = PromiseNotices.objects.filter(member=member).first()
    return {
        "promises": [
            {
                "what": one.what,
                "due_date": one.due_date.isoformat(),
                "state": one.state,
                "you_are": "customer" if one.customer_id == member.pk else "performer",
                "made_at": one.made_at.isoformat(),
                "said": said.get(one.pk, []),
                "links": links.get(one.pk, []),
            }
            for one in promises
        ],
        "mail_at_each_step": notices.each_step if notices else None,
        "digest_weekday": notices.digest_weekday if notices else None,
        "has_calendar_feed": PromiseFeed.objects.filter(member=member).exists(),
    }


def merge_records(source: Member, target: Member, now: datetime) -> None:  # noqa: ARG001 (nothing here carries a time of its own)
    """Let the promises and words of `source` be those of `target`; what `target` wanted to hear stands."""
    Promise.objects.filter(customer=source).update(customer=target, customer_party=target.party_id)
    Promise.objects.filter(performer=source).update(performer=target, performer_party=target.party_id)
    PromiseStep.objects.filter(by=source).update(by=target)
    Proof.objects.filter(by=source).update(by=target)
    PromiseLetter.objects.filter(member=source).delete()
    PromiseNotices.objects.filter(member=source).delete()
    PromiseFeed.objects.filter(member=source).delete()


def erase_records(member: Member, now: datetime) -> None:  # noqa: ARG001 (nothing here carries a time of its own)
    """Take out what the member wrote for themselves: words, links, feed. What two people agreed on stays the other's too."""
    PromiseStep.objects.filter(by=member).update(words="")
    Proof.objects.filter(by=member).delete()
    PromiseLetter.objects.filter(member=member).delete()
    PromiseNotices.objects.filter(member=member).delete()
    PromiseFeed.objects.filter(member=member).delete()
