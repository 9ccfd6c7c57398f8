"""A Mirror that is over, for tests of doors and pages: its rows are written here, its result comes from the real measure."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member
    from breakthrough.rounds.models import Round

OWN = [6, 6, 5, 3, 4, 4, 4, 4]
EXPECTED = [5, 5, 5, 3, 4, 4, 0, 4]
LOW = [2, 3, 5, 3, 4, 4, 4, 4]


def draft(leader: "Member", *, now: datetime, title: str = "Mirror in winter") -> "Round":
    """Return a draft in which the leader has said their own."""
    from breakthrough.practices.mirror import actions
    from breakthrough.practices.mirror.rules.plans import Plan

    begun = actions.begin_mirror(member=leader, plan=Plan(title=title), now=now)
    actions.say_first(member=leader, round=begun, own=OWN, predicted=EXPECTED)
    return begun


def release(
    leader: "Member",
    *,
    answers: Sequence[Sequence[int]],
    now: datetime,
    eligible: int | None = None,
    title: str = "Mirror in autumn",
) -> "Round":
    """Return a mirror that is over with the result of these answers. Its list is empty: no ballot box ran."""
    import numpy as np

    from breakthrough.measures.mirror import reading
    from breakthrough.practices.mirror.models import Reflection, Setup, StepRecord
    from breakthrough.rounds.models import Closure
    from breakthrough.rounds.phases import Step

    begun = draft(leader, now=now, title=title)
    setup = Setup.objects.get(round=begun)
    for step in Step:
        if step not in (Step.HELD, Step.ENDED):
            StepRecord.objects.create(setup=setup, step=step.value, at=now)
    found = reading.read_mirror(
        own=np.array(OWN),
        predicted=np.array(EXPECTED),
        others=np.array(answers, np.int64).reshape(-1, 8),
        eligible=eligible or len(answers),
    )
    value: dict[str, Any] = reading.encode(found)
    Reflection.objects.create(setup=setup, method=found.method, value=value, at=now)
    Closure.objects.create(round=begun, by=None, at=now)
    return begun


def give_list(begun: "Round", members: "Sequence[Member]", *, now: datetime) -> None:
    """Say that these members were asked in a mirror that is over: a joining with places and nothing else."""
    import uuid

    from breakthrough.ballots.models import Joining, Place
    from breakthrough.practices.mirror.models import Setup

    joining = Joining.objects.create(
        collaboration=begun.collaboration,
        practice="mirror",
        mode="days",
        k=5,
        alg=1,
        card=b"",
        digest=uuid.uuid4().hex * 2,
        words="one two three four",
        roster_salt="00" * 32,
        ticks="daily",
        keep_days=90,
        at=now,
    )
    for member in members:
        Place.objects.create(
            joining=joining,
            member=member,
            ref=uuid.uuid4().hex,
            name=str(member.person),
            party=member.party,
            party_number=1,
            is_new=False,
        )
    Setup.objects.filter(round=begun).update(joining_id=joining.pk)


def give_seals(begun: "Round", *, but_for: "Sequence[Member]" = ()) -> None:
    """Let everybody on the list of a prepared Mirror have their seal, but for some members."""
    from breakthrough.ballots.models import IssuedCredential, Key, Place
    from breakthrough.practices.mirror.models import Setup

    joining_id = Setup.objects.get(round=begun).joining_id
    assert joining_id
    for place in Place.objects.filter(joining_id=joining_id).exclude(member__in=but_for):
        for key in Key.objects.filter(scope__joining_id=joining_id):
            IssuedCredential.objects.create(key=key, place=place, slot=0, blinded=b"b", signature=b"s")
