"""Named stances, and how a round ends: adopted, not aligned, or on in a next version."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.actions import notifying, reserving, steps
from breakthrough.practices.alignment.models import Outcome, Setup, Stance, Text
from breakthrough.practices.alignment.rules import adoption, parts, phases, stances, texts
from breakthrough.practices.alignment.rules.adoption import Kind
from breakthrough.practices.alignment.rules.phases import Phase, Step
from breakthrough.practices.alignment.rules.standing import Act
from breakthrough.rounds import actions as round_actions
from breakthrough.rounds import letters
from breakthrough.rounds.models import Round


def take_stance(
    *,
    member: Member,
    round: Round,
    position: int,
    weight: int,
    by_part: Mapping[str, int] | None = None,
    now: datetime,
) -> Stance:
    """Give a named stance on the version, or a newer one in place of it; the earlier one stays on record.

    `by_part` holds the parts on which somebody stands elsewhere than on the whole, by their marks.
    """
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.TAKE_STANCE)
        marks = tuple(one.mark for one in parts.split(setup.version.body))
        made = Stance.objects.create(
            setup=setup,
            member=member,
            position=position,
            weight=weight,
            by_part=stances.check_stance(
                position=position, weight=weight, by_part=by_part or {}, marks=marks
            ),
            at=now,
        )
        # Who has answered is nobody's business before the movement is over: no journal line by name until then.
        if phases.phase_of(queries.steps_of(setup)) is Phase.TALK:
            steps.write(setup, "alignment.stance_taken", by=member, now=now)
        else:
            steps.announce(setup)
    return made


def conclude(
    *,
    member: Member,
    round: Round,
    kind: Kind,
    text: str = "",
    would_take: str = "",
    review_date: date | None = None,
    now: datetime,
) -> Outcome:
    """End a round. Adopting asks the group's own rule first; what is not lifted then stands openly, and nothing is dropped."""
    told = texts.check_words(text, field="text", may_be_empty=True)
    takes = texts.check_words(would_take, field="would_take", may_be_empty=True)
    adoption.check_outcome(kind, text=told, would_take=takes)
    _check_review(review_date, now=now)
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.CONCLUDE)
        held = steps.lock_text(setup.version.text_id)
        if kind is Kind.ADOPTED:
            if queries.newest_of(held).pk != setup.version_id:
                raise Problem(
                    "round-on-older-version",
                    status=409,
                    words=gettext_noop(
                        "A newer version of this text was written. Nobody has answered those words yet: begin a round about them."
                    ),
                )
            adoption.check_may_adopt(adoption.Rule(setup.rule), queries.found_of(setup, member))
            reserving.let_all_stand(held, now=now)
        return _end(setup, kind, by=member, text=told, would_take=takes, review_date=review_date, now=now)


def move_on(text: Text, *, by: Member, now: datetime) -> None:
    """End the round that talks about a locked text, because the text goes on in a next version."""
    for setup in Setup.objects.filter(version__text=text).select_related(
        "round__collaboration", "version__text"
    ):
        if phases.phase_of(queries.steps_of(setup)) is Phase.TALK:
            _end(setup, Kind.NEXT_VERSION, by=by, text="", would_take="", review_date=None, now=now)


def _end(
    setup: Setup,
    kind: Kind,
    *,
    by: Member,
    text: str,
    would_take: str,
    review_date: date | None,
    now: datetime,
) -> Outcome:
    steps.take(setup, Step.CONCLUDED, by=by, now=now)
    made = Outcome.objects.create(
        setup=setup, kind=kind.value, text=text, would_take=would_take, review_date=review_date, by=by, at=now
    )
    steps.write(setup, f"alignment.{kind.value}", by=by, now=now, facts={"version": setup.version.number})
    round_actions.close_round(round=setup.round, actor=None, now=now)
    if kind is not Kind.NEXT_VERSION:
        letters.begin(notifying.POST, setup, "concluded", now=now)
    if review_date is not None:
        notifying.write_on(setup, "review", day=review_date)
    return made


def _check_review(review_date: date | None, *, now: datetime) -> None:
    if review_date is not None and review_date < now.date():
        raise Problem(
            "plan-does-not-fit",
            status=422,
            words=gettext_noop("Choose a day that is still to come."),
            field="review_date",
        )
