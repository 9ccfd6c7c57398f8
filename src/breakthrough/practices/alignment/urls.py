"""Addresses of Alignment, below /c/<collaboration>/alignment/."""

from django.urls import path

from breakthrough.practices.alignment import pages

app_name = "alignment"

TEXT = "texts/<uuid:text_id>"
ONE = f"{TEXT}/reservations/<int:number>"
VERSION = f"{TEXT}/versions/<int:number>"

urlpatterns = [
    path("", pages.index, name="index"),
    path("method", pages.method, name="method"),
    # Texts and their versions.
    path("begin", pages.begin, name="begin"),
    path("raise", pages.choose_text, name="raise"),
    path(TEXT, pages.show_text, name="text"),
    path(f"{TEXT}.json", pages.text_json, name="text_json"),
    path(f"{TEXT}/next", pages.write_next, name="next"),
    path(VERSION, pages.show_version, name="version"),
    path(f"{VERSION}/answers", pages.link_change, name="link_change"),
    # Reservations.
    path(f"{TEXT}/reservations", pages.raise_named, name="reservations"),
    path(f"{TEXT}/reservations.csv", pages.reservations_csv, name="reservations_csv"),
    path(ONE, pages.show_reservation, name="reservation"),
    path(f"{ONE}/answers", pages.answer, name="answer"),
    path(f"{ONE}/steps", pages.say, name="say"),
    path(f"{ONE}/flag", pages.flag, name="flag"),
    path(f"{ONE}/hiding", pages.hide, name="hide"),
    # Rounds: where does everybody stand on these words.
    path(f"{TEXT}/rounds", pages.begin_round, name="begin_round"),
    path("<uuid:round_id>", pages.show, name="show"),
    path("<uuid:round_id>/plan", pages.change, name="change"),
    path("<uuid:round_id>/plan/removal", pages.discard, name="discard"),
    path("<uuid:round_id>/preparation", pages.prepare, name="prepare"),
    path("<uuid:round_id>/restart", pages.restart, name="restart"),
    path("<uuid:round_id>/sealed", pages.open_sealed, name="open_sealed"),
    path("<uuid:round_id>/time", pages.give_time, name="give_time"),
    path("<uuid:round_id>/closing", pages.close_sealed, name="close_sealed"),
    path("<uuid:round_id>/reservation", pages.seal_reservation, name="seal_reservation"),
    path("<uuid:round_id>/stance", pages.take_stance, name="stance"),
    path("<uuid:round_id>/release", pages.close_named, name="close_named"),
    path("<uuid:round_id>/wall", pages.present, name="present"),
    path("<uuid:round_id>/outcome", pages.conclude, name="conclude"),
    path("<uuid:round_id>/reading.json", pages.reading_json, name="reading_json"),
    path("<uuid:round_id>/reading.csv", pages.reading_csv, name="reading_csv"),
]
