"""What the leader shows of the result to those who take part, and what they pledge."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from breakthrough.collaborations.models import Member
from breakthrough.practices.mirror import queries
from breakthrough.practices.mirror.actions.life import LIFE, POST
from breakthrough.practices.mirror.models import Pledge, Showing
from breakthrough.practices.mirror.rules import showing
from breakthrough.practices.mirror.rules.standing import Act
from breakthrough.rounds import letters
from breakthrough.rounds.models import Round


def show_facets(*, member: Member, round: Round, facets: Sequence[str], now: datetime) -> None:
    """Show these facets of the result to those who take part; those that were shown before change nothing.

    Problems: not theirs, not over, none chosen, or one without numbers.
    """
    with transaction.atomic():
        setup = LIFE.lock(round)
        LIFE.check_may(setup, member, Act.SHOW)
        result = queries.result_of(queries.get_mirror(member, round.pk))
        known = tuple(one.facet for one in result.facets) if result is not None else ()
        chosen = showing.check_facets(facets, known=known)
        before = set(Showing.objects.filter(setup=setup).values_list("facet", flat=True))
        fresh = [facet for facet in chosen if facet not in before]
        Showing.objects.bulk_create(Showing(setup=setup, facet=facet, at=now) for facet in fresh)
        if fresh:
            LIFE.write(setup, "shown", by=member, now=now)
            letters.begin(POST, setup, "shown", now=now)


def pledge(*, member: Member, round: Round, words: str, now: datetime) -> None:
    """Say what the leader will do differently, for those who take part to read. Problems: not theirs, not over, there is one already."""
    with transaction.atomic():
        setup = LIFE.lock(round)
        LIFE.check_may(setup, member, Act.PLEDGE)
        cleaned = showing.check_pledge(words, has_one=Pledge.objects.filter(setup=setup).exists())
        Pledge.objects.create(setup=setup, words=cleaned, at=now)
        LIFE.write(setup, "pledged", by=member, now=now)
        letters.begin(POST, setup, "shown", now=now)
