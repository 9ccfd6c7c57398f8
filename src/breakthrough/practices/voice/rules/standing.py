"""Who may do what in which phase of a round. One table, read by pages, API and actions alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.voice.rules.phases import Phase


class Act(StrEnum):
    """Something a member may do in a round."""

    CHANGE = "change"
    DISCARD = "discard"
    PREPARE = "prepare"
    RESTART = "restart"
    OPEN_WRITING = "open_writing"
    OPEN_VOTING = "open_voting"
    GIVE_TIME = "give_time"
    CLOSE = "close"
    WRITE_OPENING = "write_opening"
    WRITE = "write"
    VOTE = "vote"
    FLAG = "flag"
    HIDE = "hide"
    REPLY = "reply"
    LINK = "link"


class Who(StrEnum):
    """Whom an act is for."""

    FACILITATOR = "facilitator"
    LEADER = "leader"
    ROSTER = "roster"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules need to know of the one who asks. `takes_part`: on the list of the round."""

    role: Role
    leads: bool
    takes_part: bool
    phase: Phase
    is_closing: bool = False


_SHOWN = (Phase.STATEMENTS, Phase.VOTING, Phase.RELEASED, Phase.HELD, Phase.ENDED)
_AFTER = (Phase.RELEASED, Phase.HELD, Phase.ENDED)
_TABLE: Mapping[Act, tuple[Who, tuple[Phase, ...]]] = {
    Act.CHANGE: (Who.FACILITATOR, (Phase.DRAFT,)),
    Act.DISCARD: (Who.FACILITATOR, (Phase.DRAFT,)),
    Act.PREPARE: (Who.FACILITATOR, (Phase.DRAFT,)),
    Act.RESTART: (Who.FACILITATOR, (Phase.JOINING,)),
    Act.OPEN_WRITING: (Who.FACILITATOR, (Phase.JOINING,)),
    Act.OPEN_VOTING: (Who.FACILITATOR, (Phase.STATEMENTS,)),
    Act.GIVE_TIME: (Who.FACILITATOR, (Phase.WRITING, Phase.VOTING)),
    Act.CLOSE: (Who.FACILITATOR, (Phase.WRITING, Phase.VOTING)),
    # Leaders go first: once others' statements can be seen, no opening can be written any more.
    Act.WRITE_OPENING: (Who.LEADER, (Phase.DRAFT, Phase.JOINING, Phase.WRITING)),
    Act.WRITE: (Who.ROSTER, (Phase.WRITING,)),
    Act.VOTE: (Who.ROSTER, (Phase.VOTING,)),
    # While votes are counted nothing is hidden, so that the reading and the page speak of the same statements.
    Act.FLAG: (Who.MEMBER, _SHOWN),
    Act.HIDE: (Who.FACILITATOR, _SHOWN),
    # Replies wait for the votes: a reply by name would press on those who still vote.
    Act.REPLY: (Who.MEMBER, _AFTER),
    Act.LINK: (Who.MEMBER, _AFTER),
}
_REFUSALS: Mapping[Who, tuple[str, str]] = {
    Who.FACILITATOR: (
        "facilitators-run-talks",
        gettext_noop("Only a facilitator can do this. Ask one of yours; you find them on the people page."),
    ),
    Who.LEADER: (
        "leaders-open",
        gettext_noop("An opening statement is written by those who lead a party."),
    ),
    Who.ROSTER: (
        "not-in-this-round",
        gettext_noop("You are not on the list of this round. You can take part in the next one."),
    ),
    Who.MEMBER: (
        "observers-see-results",
        gettext_noop("Observers see released results only."),
    ),
}
_WAITS_FOR_CLOSE = (Act.GIVE_TIME, Act.CLOSE)


def may(act: Act, facts: Facts) -> bool:
    """Whether the one who asks may do this now."""
    return _is_for(act, facts) and _is_time_for(act, facts)


def list_allowed(facts: Facts) -> frozenset[Act]:
    """Return everything that the one who asks may do now."""
    return frozenset(act for act in Act if may(act, facts))


def check_may(act: Act, facts: Facts) -> None:
    """Raise a Problem (403: not for you; 409: not now) unless the one who asks may do this now."""
    if not _is_for(act, facts):
        code, words = _REFUSALS[_TABLE[act][0]]
        raise Problem(code, status=403, words=words)
    if act is Act.WRITE_OPENING and facts.phase not in _TABLE[act][1]:
        raise Problem(
            "openings-are-closed",
            status=409,
            words=gettext_noop(
                "Leaders write before they see what others wrote, so this is closed now. You can reply by name later."
            ),
        )
    if facts.is_closing and act in _WAITS_FOR_CLOSE:
        raise Problem(
            "already-closing",
            status=409,
            words=gettext_noop("The close was announced already. Envelopes on their way still arrive."),
        )
    if not _is_time_for(act, facts):
        raise Problem(
            "phase-order",
            status=409,
            words=gettext_noop(
                "The round is not there yet, or past it. The page shows where it is and what can be done now."
            ),
        )


def _is_for(act: Act, facts: Facts) -> bool:
    who = _TABLE[act][0]
    if who is Who.FACILITATOR:
        return facts.role is Role.FACILITATOR
    if who is Who.LEADER:
        return facts.leads
    if who is Who.ROSTER:
        return facts.takes_part
    return facts.role is not Role.OBSERVER


def _is_time_for(act: Act, facts: Facts) -> bool:
    return facts.phase in _TABLE[act][1] and not (facts.is_closing and act in _WAITS_FOR_CLOSE)
