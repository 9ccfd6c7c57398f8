"""Waves that come back: the series begins with its first wave, makes the next ones, and stops by itself when nobody looks."""

from datetime import date, datetime, timedelta

from django.db import transaction

from breakthrough.background import work
from breakthrough.collaborations import journal
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.live import announcements
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.actions import setting_up
from breakthrough.practices.pulse.actions.life import LIFE
from breakthrough.practices.pulse.models import Look, Series, SeriesEnd, Setup, TurningPoint
from breakthrough.practices.pulse.rules import plans, standing, turning, waves
from breakthrough.practices.pulse.rules.waves import EndReason
from breakthrough.rounds import phases
from breakthrough.rounds.models import Round
from breakthrough.rounds.phases import Phase
from breakthrough.web import problems

NOT_OVER = "wave-is-not-over"
NEXT_KIND = "pulse.next-wave"
TRY_AGAIN = timedelta(hours=1)


def begin_series(setup: Setup, *, by: Member, now: datetime) -> None:
    """Make the series of a wave that is the first of several, and appoint the next one; the caller saves the set-up."""
    span = plans.SPANS[plans.Rhythm(setup.rhythm)]
    if span is None or setup.series is not None:
        return
    setup.series = Series.objects.create(
        collaboration=setup.round.collaboration,
        rhythm=setup.rhythm,
        begun_by=by,
        begun_at=now,
        next_at=now + span,
    )
    _appoint(setup.series)
    LIFE.write(setup, "series_begun", by=by, now=now, facts={"days": span.days})


def begin_next_wave(*, series_id: int, now: datetime) -> Round | None:
    """Begin and return the next wave of a series, or None: it has ended, stops now, or this wave does not come about."""
    series = queries.find_running(series_id)
    if series is None:
        return None
    if series.next_at > now:
        _appoint(series)
        return None
    runs = series.begun_by is not None and not hasattr(series.begun_by, "departure")
    if series.begun_by is None or not runs or series.begun_by.role != Role.FACILITATOR:
        _end(series, EndReason.NOBODY_RUNS_IT, by=None, now=now)
        return None
    if waves.is_unseen(queries.list_looked(series)):
        _end(series, EndReason.UNSEEN, by=None, now=now)
        return None
    try:
        return _make_wave(series, series.begun_by, now=now)
    except Problem as problem:
        if problem.status == 503 or problem.code == NOT_OVER:  # the ballot box does not answer, or is late
            _appoint(series, at=now + TRY_AGAIN)
        else:
            _skip(series, problem.code, now=now)
        return None


def stop_series(*, member: Member, round: Round, now: datetime) -> None:
    """Let no further wave come; for facilitators. The present one goes on."""
    standing.check_facilitates(Role(member.role))
    with transaction.atomic():
        series = _series_of(round)
        waves.check_may_stop(is_over=SeriesEnd.objects.filter(series=series).exists())
        _end(series, EndReason.STOPPED, by=member, now=now)


def set_turning_point(*, member: Member, round: Round, on: date, words: str, now: datetime) -> None:
    """Fix a date from which on something is done differently; for facilitators, and never afterwards. Once a day."""
    standing.check_facilitates(Role(member.role))
    cleaned = turning.check_turn(on, words, today=now.date())
    with transaction.atomic():
        series = _series_of(round)
        TurningPoint.objects.update_or_create(
            series=series, on=on, defaults={"words": cleaned, "by": member, "made_at": now}
        )
        facts: dict[str, journal.Fact] = {"round": str(round.pk), "words": cleaned, "on": on.isoformat()}
        _write(series, "pulse.turn_set", by=member, now=now, facts=facts)
        announcements.announce_on_commit(f"round:{round.pk}")


def note_look(*, round: Round, now: datetime) -> None:
    """Note that somebody looks at what came out: once, and not who."""
    setup = queries.find_setup(round)
    if setup is not None and phases.phase_of(queries.steps_of(setup)) in phases.OVER:
        Look.objects.get_or_create(setup=setup, defaults={"at": now})


def _make_wave(series: Series, by: Member, *, now: datetime) -> Round:
    from breakthrough.practices.pulse.actions import preparing

    with transaction.atomic():
        last = Setup.objects.filter(series=series).select_related("round").latest("number")
        taken = queries.steps_of(last)
        if phases.phase_of(taken) not in (*phases.OVER, Phase.DRAFT):
            raise Problem(NOT_OVER, status=409, words="")
        begun = setting_up.begin_pulse(member=by, plan=queries.plan_of(last, last.round), now=now)
        Setup.objects.filter(round=begun).update(series=series, number=last.number + 1)
        _move_on(series, now=now)
        preparing.prepare(member=by, round=begun, now=now)
    return begun


def _skip(series: Series, reason: str, *, now: datetime) -> None:
    with transaction.atomic():
        _move_on(series, now=now)
        _write(series, "pulse.wave_skipped", by=None, now=now, facts={"reason": reason})


def _move_on(series: Series, *, now: datetime) -> None:
    span = plans.SPANS[plans.Rhythm(series.rhythm)]
    assert span is not None  # noqa: S101 (a series has a rhythm)
    series.next_at = waves.next_at(series.begun_at, span=span, now=now)
    series.save(update_fields=["next_at"])
    _appoint(series)


def _end(series: Series, reason: EndReason, *, by: Member | None, now: datetime) -> None:
    with transaction.atomic():
        SeriesEnd.objects.create(series=series, reason=reason.value, at=now, by=by)
        work.cancel_appointment(_key(series))
        _write(series, f"pulse.series_{reason.value}", by=by, now=now)


def _write(
    series: Series,
    verb: str,
    *,
    by: Member | None,
    now: datetime,
    facts: dict[str, journal.Fact] | None = None,
) -> None:
    journal.write(collaboration=series.collaboration, actor=by, verb=verb, now=now, facts=facts or {})
    announcements.announce_on_commit(f"collaboration:{series.collaboration_id}")


def _series_of(round: Round) -> Series:
    found = Series.objects.select_for_update(of=("self",)).filter(waves__round=round).first()
    if found is None:
        raise problems.not_found()
    return Series.objects.select_related("collaboration").get(pk=found.pk)


def _appoint(series: Series, *, at: datetime | None = None) -> None:
    work.appoint(NEXT_KIND, {"series": series.pk}, key=_key(series), at=at or series.next_at)


def _key(series: Series) -> str:
    return f"{NEXT_KIND}:{series.pk}"
