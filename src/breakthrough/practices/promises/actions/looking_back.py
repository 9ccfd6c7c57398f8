"""Looking back: a round of this practice that is begun, closed and read in one go."""

from datetime import datetime, timedelta

from django.db import transaction

from breakthrough.background import work
from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.promises import queries
from breakthrough.rounds import actions as round_actions
from breakthrough.rounds.models import Round

READ = "promises.read"
APART = timedelta(days=7)


@transaction.atomic
def look_back(*, member: Member, title: str, now: datetime) -> tuple[Round, work.Job]:
    """Begin and close a round named `title` and start the job that reads it; for facilitators, at most once a week.

    Once a week, because two readings a day apart would differ by what single people did.
    """
    Collaboration.objects.select_for_update().only("id").get(pk=member.collaboration_id)
    last = queries.find_last_round(member.collaboration)
    if last is not None and member.facilitates and last.made_at > now - APART:
        raise Problem(
            "looked-back-lately",
            status=409,
            words=gettext_noop(
                "You looked back less than a week ago. Readings this close together say little, and could point to single people."
            ),
        )
    made = round_actions.begin_round(
        collaboration=member.collaboration,
        actor=member,
        practice=queries.PRACTICE,
        title=title,
        question=str(gettext_noop("Do we do what we promised?")),
        now=now,
    )
    round_actions.close_round(round=made, actor=member, now=now)
    job = work.start(READ, {"round": str(made.pk)}, owner=member.person_id, topic=f"round:{made.pk}", now=now)
    return made, job
