"""Addresses of Promises, below /c/<collaboration>/promises/."""

from django.urls import path

from breakthrough.practices.promises import pages

app_name = "promises"

urlpatterns = [
    path("", pages.index, name="index"),
    path("board", pages.board, name="board"),
    path("request", pages.request, name="request"),
    path("offer", pages.offer, name="offer"),
    path("p/<uuid:promise_id>", pages.promise, name="promise"),
    path("p/<uuid:promise_id>/steps", pages.take_step, name="steps"),
    path("p/<uuid:promise_id>/links", pages.add_proof, name="proofs"),
    path("act/<str:act_token>", pages.act, name="act"),
    path("letters", pages.notices, name="notices"),
    path("letters/calendar", pages.make_feed, name="feed"),
    path("letters/calendar/revocation", pages.revoke_feed, name="feed_revocation"),
    path("calendar/<str:feed_secret>.ics", pages.calendar, name="calendar"),
    path("reading", pages.reading, name="reading"),
    path("readings", pages.begin_reading, name="readings"),
    path("method", pages.method, name="method"),
    path("<uuid:round_id>", pages.show, name="show"),
    path("<uuid:round_id>/reading.json", pages.reading_json, name="reading_json"),
    path("<uuid:round_id>/reading.csv", pages.reading_csv, name="reading_csv"),
    path("<uuid:round_id>/charts/<slug:key>.svg", pages.chart_svg, name="chart_svg"),
]
