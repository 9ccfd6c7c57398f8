"""Reads of readings: always through a round the member may see."""

from django.db.models import QuerySet

from breakthrough.collaborations.models import Member
from breakthrough.evidence.models import Chart, Reading
from breakthrough.rounds import queries as round_queries
from breakthrough.rounds.models import Round
from breakthrough.web import made_once, problems
from breakthrough.web.made_once import A_TEXT, AN_ID


def find_reading(member: Member, round: Round, *, measure: str) -> Reading | None:
    """Return the latest reading of `measure` (its value is loaded when it is asked for), or None; a 404 Problem if the member may not see the round."""
    round_queries.check_visible(member, round)
    found = made_once.find(_latest, {AN_ID: round.pk, A_TEXT: measure})
    if found is not None:
        found.round = round
    return found


def _latest() -> QuerySet[Reading]:
    return Reading.objects.defer("value").filter(round=AN_ID, measure=A_TEXT).order_by("-made_at", "pk")[:1]


def get_reading(member: Member, round: Round, *, measure: str) -> Reading:
    """Return the latest reading of `measure` or a 404 Problem."""
    reading = find_reading(member, round, measure=measure)
    if reading is None:
        raise problems.not_found()
    return reading


def find_chart(reading: Reading, *, key: str, language: str) -> Chart | None:
    """Return the chart `key` in `language`, else in English, else None."""
    drawn = {
        chart.language: chart
        for chart in Chart.objects.filter(reading=reading, key=key, language__in=(language, "en"))
    }
    return drawn.get(language) or drawn.get("en")


def get_chart(reading: Reading, *, key: str, language: str) -> Chart:
    """Return the chart `key` in `language`, else in English, else a 404 Problem."""
    chart = find_chart(reading, key=key, language=language)
    if chart is None:
        raise problems.not_found()
    return chart


def list_charts(reading: Reading, *, language: str) -> dict[str, Chart]:
    """Return the charts of a reading by key, in `language` where they exist in it, else in English."""
    drawn = Chart.objects.filter(reading=reading, language__in=(language, "en"))
    ordered = sorted(drawn, key=lambda chart: (chart.key, chart.language == language))
    return {chart.key: chart for chart in ordered}
