"""Addresses of Voice, below /c/<collaboration>/voice/."""

from django.urls import path

from breakthrough.practices.voice import pages

app_name = "voice"

urlpatterns = [
    path("", pages.index, name="index"),
    path("import", pages.choose_files, name="import"),
    path("uploads/<uuid:upload_id>", pages.upload, name="upload"),
    path("method", pages.method, name="method"),
    path("<uuid:round_id>", pages.show, name="show"),
    path("<uuid:round_id>/readings", pages.begin_reading, name="begin_reading"),
    path("<uuid:round_id>/reading.json", pages.reading_json, name="reading_json"),
    path("<uuid:round_id>/reading.csv", pages.reading_csv, name="reading_csv"),
    path("<uuid:round_id>/charts/<slug:key>.svg", pages.chart_svg, name="chart_svg"),
    path("<uuid:round_id>/votes.zip", pages.votes_zip, name="votes_zip"),
    path("<uuid:round_id>/votes.json", pages.votes_json, name="votes_json"),
]
