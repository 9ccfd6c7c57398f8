"""What a group aligns on, and how a round is set up: templates for common moments, and what a plan must hold."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from breakthrough.ballots import rules as sealed
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment.rules.adoption import Rule

SMALLEST_GROUP = sealed.K
QUOTA_LIMIT = 3
MANY_PEOPLE = 13
"""From so many people on a person may seal more than one reservation (secrecy design, section 7)."""

SHORTEST_JOINING = timedelta(hours=24)
SHORTEST_MOVEMENT = timedelta(hours=24)
MINUTES_LIMIT = 24 * 60
MOST_MINUTES = 7 * 24 * 60
KEEP_DAYS_LIMIT = 365
KEEP_DAYS = 90
SEALED_MINUTES = 6
NAMED_MINUTES = 4


class Mode(StrEnum):
    """Live with everybody at once, or over days."""

    ROOM = "room"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Template:
    """A common moment. `name` says when to use it; title, body and rule are offered and can be changed.

    `review_days` is in how many days an outcome is offered to be looked at again; None where no day suggests itself.
    """

    key: str
    name: str
    title: str
    body: str
    rule: Rule = Rule.TIPPED
    review_days: int | None = None


TEMPLATES: tuple[Template, ...] = (
    Template(
        "ambition",
        gettext_noop("A shared ambition"),
        gettext_noop("What we want to reach together"),
        gettext_noop(
            "By … we will have …\n\nNone of us could reach this alone, because …\n\nWe will know that we are there when …"
        ),
    ),
    Template(
        "decision",
        gettext_noop("A decision"),
        gettext_noop("What we decide"),
        gettext_noop("We will …\n\nWe do this because …\n\nWe will look at it again when …"),
        Rule.NO_BLOCK,
        90,
    ),
    Template(
        "working-agreement",
        gettext_noop("A working agreement"),
        gettext_noop("How we work together"),
        gettext_noop("We say …\n\nWhen we disagree, we …\n\nWhen somebody cannot keep a promise, they …"),
        Rule.NAMED,
        90,
    ),
    Template(
        "commit",
        gettext_noop("Disagree and commit"),
        gettext_noop("What we commit to, also where we disagree"),
        gettext_noop(
            "We do this: …\n\nSome of us would have chosen otherwise: …\n\nAll of us make it work until … Then we look at what happened."
        ),
        Rule.NAMED,
        60,
    ),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a facilitator fills in for a round. Times are for `days`, minutes for `room`."""

    mode: Mode = Mode.ROOM
    by_party: bool = False
    quota: int = 1
    rule: Rule = Rule.TIPPED
    sealed_minutes: int = SEALED_MINUTES
    named_minutes: int = NAMED_MINUTES
    opens_at: datetime | None = None
    sealed_closes_at: datetime | None = None
    named_closes_at: datetime | None = None
    keep_days: int = KEEP_DAYS


def find_template(key: str) -> Template | None:
    """Return the template called `key`, or None."""
    return next((one for one in TEMPLATES if one.key == key), None)


def rule_for(template: str) -> Rule:
    """Return the rule that is offered for a text: what "disagree and commit" holds people to is their own name."""
    found = find_template(template)
    return found.rule if found else Rule.TIPPED


def review_on(template: str, *, today: date) -> date | None:
    """Return the day on which an outcome is offered to be looked at again, or None."""
    found = find_template(template)
    return today + timedelta(days=found.review_days) if found and found.review_days else None


def most_reservations(people: int) -> int:
    """Return how many reservations a person may seal at most in a group of `people`."""
    return 1 if people < MANY_PEOPLE else QUOTA_LIMIT


def check_plan(plan: Plan, *, now: datetime) -> None:
    """Raise a Problem unless the plan makes sense by itself."""
    if not 1 <= plan.quota <= QUOTA_LIMIT:
        raise _unfit("quota", gettext_noop("Let each person seal 1, 2 or 3 reservations."))
    if not 1 <= plan.keep_days <= KEEP_DAYS_LIMIT:
        raise _unfit("keep_days", gettext_noop("Keep sealed envelopes for 1 to 365 days after the results."))
    if plan.mode is Mode.ROOM:
        for name in ("sealed_minutes", "named_minutes"):
            if not 1 <= getattr(plan, name) <= MINUTES_LIMIT:
                raise _unfit(name, gettext_noop("Give a time between 1 minute and 24 hours."))
    else:
        _check_times(plan, now=now)


def check_people(plan: Plan, *, sizes: Sequence[int]) -> None:
    """Raise a Problem unless enough people take part; `sizes` are those who take part, by party."""
    people = sum(sizes)
    if people < SMALLEST_GROUP:
        raise Problem(
            "too-few-people",
            status=409,
            words=gettext_noop(
                "A sealed round needs at least %(least)s people, so that it is hard to tell people apart. You have %(count)s."
            ),
            params={"least": SMALLEST_GROUP, "count": people},
        )
    if plan.quota > most_reservations(people):
        raise Problem(
            "quota-too-large",
            status=409,
            words=gettext_noop("Below %(many)s people each person seals one reservation. Set it to 1."),
            params={"many": MANY_PEOPLE},
            field="quota",
        )
    present = {place: size for place, size in enumerate(sizes) if size}
    if plan.by_party and not sealed.may_split(present, k=SMALLEST_GROUP):
        raise Problem(
            "party-too-small",
            status=409,
            words=gettext_noop(
                "A party, or everybody beside it, has fewer than %(least)s people. Show results for everyone together."
            ),
            params={"least": SMALLEST_GROUP},
            field="by_party",
        )


def check_may_run(role: Role) -> None:
    """Raise a Problem unless someone with `role` runs rounds."""
    if role is not Role.FACILITATOR:
        raise Problem(
            "facilitators-run-rounds",
            status=403,
            words=gettext_noop(
                "Only a facilitator can do this. Ask one of yours; you find them on the people page."
            ),
        )


def check_may_write(role: Role) -> None:
    """Raise a Problem unless someone with `role` writes texts and their next versions."""
    if role not in (Role.FACILITATOR, Role.LEADER):
        raise Problem(
            "stewards-write-texts",
            status=403,
            words=gettext_noop(
                "Facilitators and leaders write the text. Say what would have to change as a reservation: they answer it."
            ),
        )


def canonical(
    *, title: str, number: int, body: str, plan: Plan, shown: Mapping[str, object] | None = None
) -> bytes:
    """Return what people answer, as canonical JSON; its hash is on the card that everybody compares.

    `shown` are the words of the questions about it, in every language of the product.
    """
    document = {
        "format": "breakthrough-alignment/1",
        "title": title,
        "version": number,
        "body": body,
        "mode": plan.mode.value,
        "quota": plan.quota,
        "by_party": plan.by_party,
        "rule": plan.rule.value,
        "keep_days": plan.keep_days,
        **({"shown": shown} if shown else {}),
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def root_of(*, round_hex: str, number: int, body: str) -> bytes:
    """Return the SHA-256 of the words that sealed stances are about, 32 bytes."""
    document = {"format": "breakthrough-version/1", "round": round_hex, "version": number, "body": body}
    written = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).digest()


def closes_at(*, mode: Mode, minutes: int, planned: datetime | None, now: datetime) -> datetime:
    """Return when a movement that begins now ends: after `minutes` in a room; over days as planned, yet a day at least."""
    if mode is Mode.ROOM:
        return now + timedelta(minutes=minutes)
    earliest = now + SHORTEST_MOVEMENT
    return planned if planned is not None and planned > earliest else earliest


def reminder_at(*, opened_at: datetime, closes_at: datetime) -> datetime:
    """Return when everybody is reminded: a day before the close, or halfway where that leaves less than half the time."""
    return max(closes_at - timedelta(days=1), opened_at + (closes_at - opened_at) / 2)


def later(planned: datetime | None, *, minutes: int, now: datetime) -> datetime:
    """Return the close moved by `minutes`: from where it was, or from now if that moment has passed."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise Problem(
            "time-unfit",
            status=422,
            words=gettext_noop("Give between 1 minute and 7 days more."),
            field="minutes",
        )
    return max(planned or now, now) + timedelta(minutes=minutes)


def _check_times(plan: Plan, *, now: datetime) -> None:
    named = {
        "opens_at": plan.opens_at,
        "sealed_closes_at": plan.sealed_closes_at,
        "named_closes_at": plan.named_closes_at,
    }
    for field, at in named.items():
        if at is None:
            raise _unfit(field, gettext_noop("Set a day and an hour."))
    opens, sealed, named_close = named.values()
    assert opens and sealed and named_close  # noqa: PT018, S101 (checked above)
    if opens < now + SHORTEST_JOINING:
        raise _unfit("opens_at", gettext_noop("Give people a day at least to join before it opens."))
    if sealed < opens + SHORTEST_MOVEMENT:
        raise _unfit("sealed_closes_at", gettext_noop("Give people a day at least for their sealed stance."))
    if named_close < sealed + SHORTEST_MOVEMENT:
        raise _unfit("named_closes_at", gettext_noop("Give people a day at least for their named stance."))


def _unfit(field: str, words: str) -> Problem:
    return Problem("plan-does-not-fit", status=422, words=words, field=field)
