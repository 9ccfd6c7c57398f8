"""Who may do what in which phase of a Pulse. One table, read by pages, API and actions alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.rounds import rules as round_rules
from breakthrough.rounds.phases import Phase


class Act(StrEnum):
    """Something a member may do."""

    CHANGE = "change"
    DISCARD = "discard"
    PREPARE = "prepare"
    RESTART = "restart"
    OPEN = "open"
    GIVE_TIME = "give_time"
    CLOSE = "close"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules need to know of the one who asks. `takes_part`: on the list of the wave."""

    role: Role
    takes_part: bool
    phase: Phase
    is_closing: bool = False


_PHASES: Mapping[Act, Phase] = {
    Act.CHANGE: Phase.DRAFT,
    Act.DISCARD: Phase.DRAFT,
    Act.PREPARE: Phase.DRAFT,
    Act.RESTART: Phase.JOINING,
    Act.OPEN: Phase.JOINING,
    Act.GIVE_TIME: Phase.OPEN,
    Act.CLOSE: Phase.OPEN,
    Act.ANSWER: Phase.OPEN,
}
_WAITS_FOR_CLOSE = (Act.GIVE_TIME, Act.CLOSE)


def may(act: Act, facts: Facts) -> bool:
    """Whether the one who asks may do this now."""
    return _is_for(act, facts) and facts.phase is _PHASES[act] and not _is_too_late(act, facts)


def list_allowed(facts: Facts) -> frozenset[Act]:
    """Return everything that the one who asks may do now."""
    return frozenset(act for act in Act if may(act, facts))


def check_may(act: Act, facts: Facts) -> None:
    """Raise a Problem (403: not for you; 409: not now) unless the one who asks may do this now."""
    if act is Act.ANSWER and not facts.takes_part:
        raise Problem(
            "not-in-this-round",
            status=403,
            words=gettext_noop("You are not on the list of this round. You can take part in the next one."),
        )
    if act is not Act.ANSWER:
        check_facilitates(facts.role)
    if _is_too_late(act, facts):
        raise Problem(
            "already-closing",
            status=409,
            words=gettext_noop("The close was announced already. Envelopes on their way still arrive."),
        )
    if facts.phase is not _PHASES[act]:
        raise round_rules.out_of_order()


def check_facilitates(role: Role) -> None:
    """Raise a Problem unless someone with `role` runs a Pulse."""
    if role is not Role.FACILITATOR:
        raise Problem(
            "facilitators-run-pulses",
            status=403,
            words=gettext_noop(
                "Only a facilitator can do this. Ask one of yours; you find them on the people page."
            ),
        )


def _is_for(act: Act, facts: Facts) -> bool:
    return facts.takes_part if act is Act.ANSWER else facts.role is Role.FACILITATOR


def _is_too_late(act: Act, facts: Facts) -> bool:
    return facts.is_closing and act in _WAITS_FOR_CLOSE
