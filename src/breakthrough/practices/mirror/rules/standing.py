"""Who may do what in which phase of a Mirror. One table, read by pages, API and actions alike.

A mirror belongs to the one who looks into it: nobody else runs it, whatever their role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from breakthrough.kernel.problem import Problem
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
    SHOW = "show"
    PLEDGE = "pledge"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules need to know of the one who asks. `is_own`: the mirror is theirs. `takes_part`: on the list of those who answer."""

    is_own: bool
    takes_part: bool
    phase: Phase
    is_closing: bool = False


_OVER = (Phase.RELEASED, Phase.ENDED)
_PHASES: Mapping[Act, tuple[Phase, ...]] = {
    Act.CHANGE: (Phase.DRAFT,),
    Act.DISCARD: (Phase.DRAFT,),
    Act.PREPARE: (Phase.DRAFT,),
    Act.RESTART: (Phase.JOINING,),
    Act.OPEN: (Phase.JOINING,),
    Act.GIVE_TIME: (Phase.OPEN,),
    Act.CLOSE: (Phase.OPEN,),
    Act.SHOW: _OVER,
    Act.PLEDGE: _OVER,
    Act.ANSWER: (Phase.OPEN,),
}
_WAITS_FOR_CLOSE = (Act.GIVE_TIME, Act.CLOSE)


def may(act: Act, facts: Facts) -> bool:
    """Whether the one who asks may do this now."""
    return _is_for(act, facts) and facts.phase in _PHASES[act] and not _is_too_late(act, facts)


def list_allowed(facts: Facts) -> frozenset[Act]:
    """Return everything that the one who asks may do now."""
    return frozenset(act for act in Act if may(act, facts))


def may_see_result(facts: Facts) -> bool:
    """Whether the one who asks sees the whole result: the one who looks into the mirror, and nobody else."""
    return facts.is_own and facts.phase in _OVER


def may_see_shown(facts: Facts) -> bool:
    """Whether the one who asks sees what was shown, and the pledge: those who take part."""
    return (facts.is_own or facts.takes_part) and facts.phase in _OVER


def check_may(act: Act, facts: Facts) -> None:
    """Raise a Problem (403: not for you; 409: not now) unless the one who asks may do this now."""
    if act is Act.ANSWER and not facts.takes_part:
        raise Problem(
            "not-in-this-round",
            status=403,
            words=gettext_noop("You are not on the list of this round. You can take part in the next one."),
        )
    if act is not Act.ANSWER and not facts.is_own:
        raise Problem(
            "mirror-of-another",
            status=403,
            words=gettext_noop("This mirror belongs to the one who looks into it. Only they can do this."),
        )
    if _is_too_late(act, facts):
        raise Problem(
            "already-closing",
            status=409,
            words=gettext_noop("The close was announced already. Envelopes on their way still arrive."),
        )
    if facts.phase not in _PHASES[act]:
        raise round_rules.out_of_order()


def check_leads(*, leads: bool) -> None:
    """Raise a Problem unless somebody leads: only they hold a mirror up, to themselves."""
    if not leads:
        raise Problem(
            "leaders-hold-mirrors",
            status=403,
            words=gettext_noop(
                "A mirror is begun by somebody who leads, for themselves. You can be asked to answer in one."
            ),
        )


def _is_for(act: Act, facts: Facts) -> bool:
    return facts.takes_part if act is Act.ANSWER else facts.is_own


def _is_too_late(act: Act, facts: Facts) -> bool:
    return facts.is_closing and act in _WAITS_FOR_CLOSE
