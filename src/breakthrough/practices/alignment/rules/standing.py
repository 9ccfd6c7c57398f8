"""Who may do what in which phase of a round. One table, read by pages, API and actions alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment.rules.phases import Phase


class Act(StrEnum):
    """Something a member may do in a round."""

    CHANGE = "change"
    DISCARD = "discard"
    PREPARE = "prepare"
    RESTART = "restart"
    OPEN_SEALED = "open_sealed"
    GIVE_TIME = "give_time"
    CLOSE_SEALED = "close_sealed"
    CLOSE_NAMED = "close_named"
    CONCLUDE = "conclude"
    SEAL = "seal"
    TAKE_STANCE = "take_stance"


class Who(StrEnum):
    """Whom an act is for."""

    FACILITATOR = "facilitator"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules need to know of the one who asks. `takes_part`: on the list of the round."""

    role: Role
    leads: bool
    takes_part: bool
    phase: Phase
    is_closing: bool = False


_TABLE: Mapping[Act, tuple[Who, tuple[Phase, ...]]] = {
    Act.CHANGE: (Who.FACILITATOR, (Phase.DRAFT,)),
    Act.DISCARD: (Who.FACILITATOR, (Phase.DRAFT,)),
    Act.PREPARE: (Who.FACILITATOR, (Phase.DRAFT,)),
    Act.RESTART: (Who.FACILITATOR, (Phase.JOINING,)),
    Act.OPEN_SEALED: (Who.FACILITATOR, (Phase.JOINING,)),
    Act.GIVE_TIME: (Who.FACILITATOR, (Phase.SEALED, Phase.NAMED)),
    Act.CLOSE_SEALED: (Who.FACILITATOR, (Phase.SEALED,)),
    Act.CLOSE_NAMED: (Who.FACILITATOR, (Phase.NAMED,)),
    Act.CONCLUDE: (Who.FACILITATOR, (Phase.TALK,)),
    Act.SEAL: (Who.ROSTER, (Phase.SEALED,)),
    Act.TAKE_STANCE: (Who.ROSTER, (Phase.NAMED, Phase.TALK)),
}
_LEADERS_FROM = (Phase.JOINING, Phase.SEALED)
"""Leaders go first: they can give their named stance before anybody else's, and before anything of the sealed ones is shown."""

_WAITS_FOR_CLOSE = (Act.GIVE_TIME, Act.CLOSE_SEALED)


def may(act: Act, facts: Facts) -> bool:
    """Whether the one who asks may do this now."""
    return _is_for(act, facts) and _is_time_for(act, facts)


def list_allowed(facts: Facts) -> frozenset[Act]:
    """Return everything that the one who asks may do now."""
    return frozenset(act for act in Act if may(act, facts))


def check_may(act: Act, facts: Facts) -> None:
    """Raise a Problem (403: not for you; 409: not now) unless the one who asks may do this now."""
    if not _is_for(act, facts):
        if _TABLE[act][0] is Who.ROSTER:
            raise Problem(
                "not-in-this-round",
                status=403,
                words=gettext_noop(
                    "You are not on the list of this round. You can take part in the next one."
                ),
            )
        raise Problem(
            "facilitators-run-rounds",
            status=403,
            words=gettext_noop(
                "Only a facilitator can do this. Ask one of yours; you find them on the people page."
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


def may_see_stances(phase: Phase, *, has_own: bool, takes_part: bool) -> bool:
    """Whether somebody sees others' named stances: once the movement is over, and those on the list once they gave their own."""
    if phase in (Phase.TALK, Phase.CONCLUDED):
        return True
    return phase is Phase.NAMED and takes_part and has_own


def _is_for(act: Act, facts: Facts) -> bool:
    if _TABLE[act][0] is Who.FACILITATOR:
        return facts.role is Role.FACILITATOR
    return facts.takes_part and facts.role is not Role.OBSERVER


def _is_time_for(act: Act, facts: Facts) -> bool:
    if act is Act.TAKE_STANCE and facts.leads and facts.phase in _LEADERS_FROM:
        return True
    return facts.phase in _TABLE[act][1] and not (facts.is_closing and act in _WAITS_FOR_CLOSE)
