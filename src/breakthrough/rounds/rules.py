"""What may happen to a round."""

from collections.abc import Sequence
from dataclasses import dataclass

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop

TITLE_LENGTH = 200
QUESTION_LENGTH = 4000


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What the rules need to know; `role` is None for the operator at the command line."""

    role: Role | None
    is_closed: bool


def check_may_begin(role: Role | None) -> None:
    """Raise a Problem unless someone with `role` may begin a round."""
    if role not in (None, Role.FACILITATOR):
        raise Problem(
            "facilitators-begin-rounds",
            status=403,
            words=gettext_noop(
                "Only a facilitator can begin a round. Ask one of yours; you find them on the people page."
            ),
        )


def check_leads(*, leads: bool) -> None:
    """Raise a Problem unless the one who begins a round for themselves leads."""
    if not leads:
        raise Problem(
            "leaders-begin-for-themselves",
            status=403,
            words=gettext_noop(
                "Only those who lead begin this, each for themselves. You can be asked in one."
            ),
        )


def check_may_close(facts: RoundFacts) -> None:
    """Raise a Problem unless the round is open and the one who asks may close it."""
    check_may_begin(facts.role)
    if facts.is_closed:
        raise Problem(
            "round-is-closed",
            status=409,
            words=gettext_noop("This round is already closed. Its results stay as they are."),
        )


def may_see(facts: RoundFacts) -> bool:
    """Observers see closed rounds only: what is released, never what is under way."""
    return facts.is_closed or facts.role is not Role.OBSERVER


def check_words(*, title: str, question: str) -> None:
    """Raise a Problem unless title and question can be shown as they are."""
    if not title.strip():
        raise Problem(
            "title-missing", status=422, words=gettext_noop("Give the round a title."), field="title"
        )
    for field, text, limit in (("title", title, TITLE_LENGTH), ("question", question, QUESTION_LENGTH)):
        if len(text) > limit:
            raise Problem(
                "text-too-long",
                status=422,
                words=gettext_noop("This text has %(length)s characters. Shorten it to %(limit)s or fewer."),
                params={"length": len(text), "limit": limit},
                field=field,
            )
        if "\0" in text:
            raise Problem(
                "text-unreadable",
                status=422,
                words=gettext_noop("This text holds a character that cannot be stored. Type it again."),
                field=field,
            )


def check_turn(*, is_taken: bool, may_follow: bool) -> None:
    """Raise a Problem unless a step may be taken now; one taken already says so, because somebody was quicker."""
    if is_taken:
        raise Problem(
            "already-so",
            status=409,
            words=gettext_noop("Somebody did this a moment ago. The page shows where the round is now."),
        )
    if not may_follow:
        raise out_of_order()


def out_of_order() -> Problem:
    """Return the refusal of what does not belong into this phase."""
    return Problem(
        "phase-order",
        status=409,
        words=gettext_noop(
            "The round is not there yet, or past it. The page shows where it is and what can be done now."
        ),
    )


def check_roster(gone: Sequence[str]) -> None:
    """Raise a Problem if somebody on the list everybody sees has left; `gone` are their names."""
    if gone:
        raise Problem(
            "roster-changed",
            status=409,
            words=gettext_noop(
                "%(name)s left since the list was made. Restart the round, so that the list everybody sees is right."
            ),
            params={"name": gone[0]},
        )
