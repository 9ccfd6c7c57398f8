"""The life of a mirror: that of every round in which everybody answers once (`rounds.once`), and what is written about it."""

from django.utils.translation import gettext

from breakthrough.practices.mirror import queries
from breakthrough.practices.mirror.models import Letter, Setup, StepRecord
from breakthrough.practices.mirror.rules import plans, standing
from breakthrough.practices.mirror.rules.letters import LETTERS
from breakthrough.practices.mirror.rules.standing import Act
from breakthrough.rounds import letters, once

POST = letters.Post(
    practice=queries.PRACTICE,
    letters=LETTERS,
    sent=Letter.objects,
    find_setup=queries.find_setup,
    in_a_room=("results", "held", "shown"),
    places=lambda kept: {"name": queries.find_leader_name(kept) or gettext("Somebody")},
    list_also=queries.list_leader,
)
LIFE = once.Life(
    post=POST,
    scope=queries.SCOPE,
    setups=Setup.objects.select_related("round__collaboration"),
    taken=StepRecord.objects,
    times=plans,
    check=lambda setup, member, act: standing.check_may(Act(act), queries.facts_of(setup, member)),
    closes_at=lambda setup, now: plans.closes_at(queries.plan_of(setup, setup.round), opened_at=now),
)
