"""Who may say what, and with which words: the guards around the table."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.promises.rules.states import Event, Side, Standing, find_next
from breakthrough.practices.promises.rules.times import END_DAYS, FURTHEST, due_at

LONGEST_WHAT = 500
LONGEST_WORDS = 2000
LONGEST_LINK = 500
LONGEST_LINK_TITLE = 120
MOST_ASKED = 12
MOST_STEPS = 200


class Reason(StrEnum):
    """Why something slips; said by whoever takes the step, and only if they like."""

    WAITING = "waiting"
    MORE_WORK = "more_work"
    OTHER_FIRST = "other_first"
    UNCLEAR = "unclear"
    UNFORESEEN = "unforeseen"
    NOT_NEEDED = "not_needed"
    OTHER = "other"


REASON_WORDS: dict[Reason, str] = {
    Reason.WAITING: gettext_noop("Waiting for somebody else"),
    Reason.MORE_WORK: gettext_noop("More work than we thought"),
    Reason.OTHER_FIRST: gettext_noop("Something else came first"),
    Reason.UNCLEAR: gettext_noop("It was not clear what was wanted"),
    Reason.UNFORESEEN: gettext_noop("Something nobody could foresee"),
    Reason.NOT_NEEDED: gettext_noop("It is no longer needed"),
    Reason.OTHER: gettext_noop("Another reason"),
}
WITH_REASON = frozenset({Event.WARN, Event.PROPOSE_CHANGE, Event.REVOKE, Event.RELEASE, Event.CLOSE_NOT_KEPT})
WITH_LINK = frozenset({Event.REPORT_DONE})
NEEDS_WORDS = frozenset({Event.RETURN, Event.WARN})
# Somebody who speaks for a person who has left can end what that person began, never promise or deliver in their name.
FOR_ONE_WHO_LEFT = {
    Side.CUSTOMER: frozenset(Event) - {Event.REQUEST},
    Side.PERFORMER: frozenset(
        {Event.DECLINE, Event.WITHDRAW, Event.REVOKE, Event.DROP, Event.TAKE_BACK, Event.REFUSE_CHANGE}
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One side of a promise: the member who holds it (None: the party was asked and nobody has taken it yet) and their party."""

    member: UUID | None
    party: int
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who wants to speak. `stands_for_party` is true of those who lead, or of anyone where nobody leads."""

    member: UUID
    party: int
    role: Role
    stands_for_party: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """A promise as the rules see it."""

    standing: Standing
    customer: Place
    performer: Place
    due_date: date
    step_count: int


def check_takes_part(role: Role) -> None:
    """Observers see released results and nothing else."""
    if role is Role.OBSERVER:
        raise Problem(
            "observers-see-results",
            status=403,
            words=gettext_noop(
                "Observers see results once they are released. To take part, ask a facilitator or leader of your party."
            ),
        )


def list_sides(speaker: Speaker, conversation: Conversation) -> list[tuple[Side, bool]]:
    """Return the sides `speaker` can speak for; True where they only stand in for somebody who has left."""
    sides = []
    for side, place in ((Side.CUSTOMER, conversation.customer), (Side.PERFORMER, conversation.performer)):
        is_own_party = place.party == speaker.party
        if place.member == speaker.member or (place.member is None and is_own_party):
            sides.append((side, False))
        elif place.has_left and is_own_party and speaker.stands_for_party:
            sides.append((side, True))
    return sides


def find_side(speaker: Speaker, conversation: Conversation, event: Event) -> Side | None:
    """Return the side as which `speaker` may say `event` now, or None."""
    if speaker.role is Role.OBSERVER:
        return None
    for side, is_stand_in in list_sides(speaker, conversation):
        place = conversation.customer if side is Side.CUSTOMER else conversation.performer
        if is_stand_in and event not in FOR_ONE_WHO_LEFT[side]:
            continue
        if place.member is None and event is Event.DECLINE and not speaker.stands_for_party:
            continue
        if _is_own_asking(speaker, conversation, place, event):
            continue
        if find_next(conversation.standing, event, side) is not None:
            return side
    return None


def list_possible(speaker: Speaker, conversation: Conversation, *, now: datetime) -> list[Event]:
    """Return what `speaker` may say now."""
    return [
        event
        for event in Event
        if find_side(speaker, conversation, event) is not None
        and not (event is Event.CLOSE_NOT_KEPT and now < due_at(conversation.due_date))
    ]


def get_side(
    speaker: Speaker, conversation: Conversation, event: Event, *, seen: int | None, now: datetime
) -> Side:
    """Return the side as which `speaker` says `event`, or raise the Problem that stands in the way.

    `seen` is how many steps the page showed on which they decided; None where there was no page to look at.
    """
    check_takes_part(speaker.role)
    if seen is not None and seen != conversation.step_count:
        raise moved_on()
    side = find_side(speaker, conversation, event)
    if side is None:
        raise _refusal(speaker, conversation)
    if event is Event.CLOSE_NOT_KEPT and now < due_at(conversation.due_date):
        raise Problem(
            "not-due-yet",
            status=409,
            words=gettext_noop("The day is not over yet. Ask how it stands, or propose another day."),
        )
    if conversation.step_count >= MOST_STEPS:
        raise Problem(
            "too-many-steps",
            status=409,
            words=gettext_noop("This conversation has become very long. End it and begin another one."),
        )
    return side


def check_clock(conversation: Conversation, event: Event, *, answer_by: datetime, now: datetime) -> None:
    """The clock ends what nobody answered, and what was due a month ago and never reported; nothing else."""
    opens_at = answer_by if event is Event.LAPSE else due_at(conversation.due_date) + timedelta(days=END_DAYS)
    if now < opens_at:
        raise moved_on()


def check_due(due_date: date, *, now: datetime) -> None:
    """Something is due today or later, and within five years."""
    if due_at(due_date) <= now:
        raise Problem(
            "due-in-the-past",
            status=422,
            words=gettext_noop("This day is over. Choose today or a later one."),
            field="due_date",
        )
    if due_at(due_date) > now + FURTHEST:
        raise Problem(
            "due-too-far",
            status=422,
            words=gettext_noop("That is more than five years away. Choose an earlier day."),
            field="due_date",
        )


def check_asked(count: int) -> None:
    """Somebody is asked, and not more than a dozen at once."""
    if count < 1:
        raise Problem(
            "nobody-asked", status=422, words=gettext_noop("Choose a person or a party."), field="to_1"
        )
    if count > MOST_ASKED:
        raise Problem(
            "too-many-asked",
            status=422,
            words=gettext_noop(
                "Ask up to twelve people at once. Who is asked as one of many seldom promises."
            ),
            field="to_1",
        )


def check_other(asker: UUID, asked: Collection[UUID]) -> None:
    """A promise has two people."""
    if asker in asked:
        raise Problem(
            "ask-somebody-else",
            status=422,
            words=gettext_noop("A promise is between two people. Choose somebody else."),
            field="to_1",
        )


def moved_on() -> Problem:
    """Return the refusal for somebody who decided on what is no longer so."""
    return Problem(
        "moved-on",
        status=409,
        words=gettext_noop(
            "Something was said in the meantime. Nothing of yours was lost on the way; look at it, then decide again."
        ),
    )


def _is_own_asking(speaker: Speaker, conversation: Conversation, place: Place, event: Event) -> bool:
    """Whoever asked their own party cannot take it themselves."""
    others = {conversation.customer.member, conversation.performer.member}
    return place.member is None and speaker.member in others and event is not Event.WITHDRAW


def _refusal(speaker: Speaker, conversation: Conversation) -> Problem:
    if not list_sides(speaker, conversation):
        return Problem(
            "not-your-promise",
            status=403,
            words=gettext_noop("Only the two people between whom it is can move this promise on."),
        )
    return Problem(
        "not-possible-now",
        status=409,
        words=gettext_noop(
            "That is not possible as things stand. Load the page again to see what you can do now."
        ),
    )
