"""How a round of Straight talk is set up: templates for common moments, and what a plan must hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from breakthrough.ballots import rules as sealed
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop

SMALLEST_GROUP = sealed.K
QUOTA_LIMIT = 3
MANY_PEOPLE = 13
"""From so many people on a person may write more than one statement (secrecy design, section 7)."""

SHORTEST_JOINING = timedelta(hours=24)
MINUTES_LIMIT = 24 * 60
KEEP_DAYS_LIMIT = 365
KEEP_DAYS = 90
WRITING_MINUTES = 7
VOTING_MINUTES = 10


class Mode(StrEnum):
    """Live with everybody at once, or over days."""

    ROOM = "room"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Template:
    """A common moment: `title` and `question` are offered and can be changed; `name` says when to use it."""

    key: str
    name: str
    title: str
    question: str


TEMPLATES: tuple[Template, ...] = (
    Template(
        "kick-off",
        gettext_noop("The start of a partnership"),
        gettext_noop("Before we begin"),
        gettext_noop(
            "What do you hope for from working together, and what could get in the way that nobody says?"
        ),
    ),
    Template(
        "setback",
        gettext_noop("After a setback"),
        gettext_noop("What this taught us"),
        gettext_noop("What led to this, what did we not say in time, and what should we do differently now?"),
    ),
    Template(
        "decision",
        gettext_noop("Before a big decision"),
        gettext_noop("Before we decide"),
        gettext_noop("What speaks for it, what speaks against it, and what has nobody said yet?"),
    ),
    Template("own", gettext_noop("Your own question"), "", ""),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a facilitator fills in. `left_out` are members who do not take part; times are for `days`, minutes for `room`."""

    title: str
    question: str
    template: str = "own"
    mode: Mode = Mode.ROOM
    by_party: bool = False
    quota: int = 1
    writing_minutes: int = WRITING_MINUTES
    voting_minutes: int = VOTING_MINUTES
    opens_at: datetime | None = None
    writing_closes_at: datetime | None = None
    voting_closes_at: datetime | None = None
    keep_days: int = KEEP_DAYS


def find_template(key: str) -> Template | None:
    """Return the template called `key`, or None."""
    return next((one for one in TEMPLATES if one.key == key), None)


def most_statements(people: int) -> int:
    """Return how many statements a person may write at most in a group of `people`."""
    return 1 if people < MANY_PEOPLE else QUOTA_LIMIT


def check_plan(plan: Plan, *, now: datetime) -> None:
    """Raise a Problem unless the plan makes sense by itself. Title and question are checked where every round's are."""
    if find_template(plan.template) is None:
        raise _unfit("template", gettext_noop("Choose one of the moments, or your own question."))
    if not plan.question.strip():
        raise _unfit("question", gettext_noop("Write the question that people answer."))
    if not 1 <= plan.quota <= QUOTA_LIMIT:
        raise _unfit("quota", gettext_noop("Let each person write 1, 2 or 3 statements."))
    if not 1 <= plan.keep_days <= KEEP_DAYS_LIMIT:
        raise _unfit("keep_days", gettext_noop("Keep sealed envelopes for 1 to 365 days after the results."))
    if plan.mode is Mode.ROOM:
        for name in ("writing_minutes", "voting_minutes"):
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
                "Straight talk needs at least %(least)s people, so that it is hard to tell people apart. You have %(count)s."
            ),
            params={"least": SMALLEST_GROUP, "count": people},
        )
    if plan.quota > most_statements(people):
        raise Problem(
            "quota-too-large",
            status=409,
            words=gettext_noop("Below %(many)s people each person writes one statement. Set it to 1."),
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


def check_may_set_up(role: Role) -> None:
    """Raise a Problem unless someone with `role` runs rounds."""
    if role is not Role.FACILITATOR:
        raise Problem(
            "facilitators-run-talks",
            status=403,
            words=gettext_noop(
                "Only a facilitator can do this. Ask one of yours; you find them on the people page."
            ),
        )


def _check_times(plan: Plan, *, now: datetime) -> None:
    if plan.writing_closes_at is None or plan.voting_closes_at is None:
        missing = "writing_closes_at" if plan.writing_closes_at is None else "voting_closes_at"
        raise _unfit(missing, gettext_noop("Say when this ends."))
    if plan.opens_at is not None and plan.opens_at < now + SHORTEST_JOINING:
        raise _unfit("opens_at", gettext_noop("Give people at least 24 hours to join before writing opens."))
    if plan.writing_closes_at <= (plan.opens_at or now):
        raise _unfit("writing_closes_at", gettext_noop("Writing has to end after it begins."))
    if plan.voting_closes_at <= plan.writing_closes_at:
        raise _unfit("voting_closes_at", gettext_noop("Voting has to end after writing ends."))


def _unfit(field: str, words: str) -> Problem:
    return Problem("plan-does-not-fit", status=422, words=words, field=field)
