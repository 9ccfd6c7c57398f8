"""Addresses of Pulse, below /c/<collaboration>/pulse/."""

from django.urls import path

from breakthrough.practices.pulse import pages

app_name = "pulse"

urlpatterns = [
    path("", pages.index, name="index"),
    path("method", pages.method, name="method"),
    path("begin", pages.begin, name="begin"),
    path("<uuid:round_id>", pages.show, name="show"),
    path("<uuid:round_id>/plan", pages.change, name="change"),
    path("<uuid:round_id>/plan/removal", pages.discard, name="discard"),
    path("<uuid:round_id>/preparation", pages.prepare, name="prepare"),
    path("<uuid:round_id>/restart", pages.restart, name="restart"),
    path("<uuid:round_id>/answering", pages.open_answering, name="open_answering"),
    path("<uuid:round_id>/time", pages.give_time, name="give_time"),
    path("<uuid:round_id>/closing", pages.close, name="close"),
    path("<uuid:round_id>/waves", pages.show_waves, name="waves"),
    path("<uuid:round_id>/waves/end", pages.stop_waves, name="stop_waves"),
    path("<uuid:round_id>/reading.json", pages.reading_json, name="reading_json"),
    path("<uuid:round_id>/reading.csv", pages.reading_csv, name="reading_csv"),
    path("<uuid:round_id>/charts/<slug:key>.svg", pages.chart_svg, name="chart_svg"),
]
