"""Addresses of Mirror, below /c/<collaboration>/mirror/."""

from django.urls import path

from breakthrough.practices.mirror import pages

app_name = "mirror"

urlpatterns = [
    path("", pages.index, name="index"),
    path("method", pages.method, name="method"),
    path("begin", pages.begin, name="begin"),
    path("<uuid:round_id>", pages.show, name="show"),
    path("<uuid:round_id>/plan", pages.change, name="change"),
    path("<uuid:round_id>/plan/removal", pages.discard, name="discard"),
    path("<uuid:round_id>/own", pages.say_own, name="say_own"),
    path("<uuid:round_id>/expected", pages.say_expected, name="say_expected"),
    path("<uuid:round_id>/preparation", pages.prepare, name="prepare"),
    path("<uuid:round_id>/restart", pages.restart, name="restart"),
    path("<uuid:round_id>/answering", pages.open_answering, name="open_answering"),
    path("<uuid:round_id>/time", pages.give_time, name="give_time"),
    path("<uuid:round_id>/closing", pages.close, name="close"),
    path("<uuid:round_id>/shown", pages.show_facets, name="show_facets"),
    path("<uuid:round_id>/pledge", pages.pledge, name="pledge"),
]
