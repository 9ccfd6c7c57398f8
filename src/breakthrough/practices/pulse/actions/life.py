"""The life of a wave: that of every round in which everybody answers once (`rounds.once`), and what is written about it."""

from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.models import Letter, Setup, StepRecord
from breakthrough.practices.pulse.rules import plans, standing
from breakthrough.practices.pulse.rules.letters import LETTERS
from breakthrough.practices.pulse.rules.standing import Act
from breakthrough.rounds import letters, once

POST = letters.Post(
    practice=queries.PRACTICE,
    letters=LETTERS,
    sent=Letter.objects,
    find_setup=queries.find_setup,
    in_a_room=("results", "held"),
)
LIFE = once.Life(
    post=POST,
    scope=queries.SCOPE,
    setups=Setup.objects.select_related("round__collaboration", "series"),
    taken=StepRecord.objects,
    times=plans,
    check=lambda setup, member, act: standing.check_may(Act(act), queries.facts_of(setup, member)),
    closes_at=lambda setup, now: plans.closes_at(queries.plan_of(setup, setup.round), opened_at=now),
)
