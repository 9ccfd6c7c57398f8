"""What a Mirror keeps about a member by name: their own mirrors, and who pressed what. Never what they answered about somebody else."""

from datetime import datetime

from breakthrough.ballots import actions as ballot_actions
from breakthrough.collaborations.models import Member
from breakthrough.people.registry import Json
from breakthrough.practices.mirror import queries
from breakthrough.practices.mirror.actions.life import LIFE
from breakthrough.practices.mirror.models import Pledge, Reflection, Setup, Showing, StepRecord
from breakthrough.rounds import phases
from breakthrough.rounds.phases import Phase


def export_records(member: Member) -> Json:
    """Return the member's own mirrors, whole: nobody else's export holds anything of them.

    Sealed answers are nobody's here, so they cannot be among it.
    """
    return [
        {
            "title": one.round.title,
            "begun_at": one.round.made_at.isoformat(),
            "own": one.own,
            "predicted": one.predicted,
            "result": one.reflection.value if hasattr(one, "reflection") else None,
            "shown": list[Json](Showing.objects.filter(setup=one).values_list("facet", flat=True)),
            "pledge": one.pledge.words if hasattr(one, "pledge") else "",
        }
        for one in queries.list_own(member)
    ]


def merge_records(source: Member, target: Member, now: datetime) -> None:  # noqa: ARG001 (every practice has this shape)
    """Let `source`'s mirrors, and what they did by name, be `target`'s."""
    StepRecord.objects.filter(by=source).update(by=target)
    Setup.objects.filter(leader=source).update(leader=target)


def erase_records(member: Member, now: datetime) -> None:
    """Delete the member's own mirrors: what they said, the result with its key, what was shown, the pledge.

    One that has not opened goes as a whole; one that others are answering is closed, since nobody would read it. What was
    answered stays as an empty round: without the key nobody can read the result on its board.
    """
    StepRecord.objects.filter(by=member).update(by=None)
    own = Setup.objects.filter(leader=member)
    for row in (Reflection, Showing, Pledge):
        row.objects.filter(setup__in=own).delete()
    for setup in own.select_related("round__collaboration"):
        _end(setup, now)
    own.update(own=[], predicted=[], reading_key="", leader=None)


def _end(setup: Setup, now: datetime) -> None:
    taken = queries.steps_of(setup)
    phase = phases.phase_of(taken)
    if phase is Phase.OPEN and not phases.is_closing(taken):
        LIFE.close(member=None, round=setup.round, now=now)
    if phase is Phase.JOINING:
        ballot_actions.void(joining=queries.get_joining(setup), actor=None, now=now)
    if phase in (Phase.DRAFT, Phase.JOINING):
        setup.round.delete()
