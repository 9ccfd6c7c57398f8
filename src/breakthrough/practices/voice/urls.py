"""Addresses of Voice, below /c/<collaboration>/voice/."""

from django.urls import path

from breakthrough.practices.voice import pages

app_name = "voice"

SAID = "<uuid:round_id>/statements"
ONE = f"{SAID}/<int:number>"

urlpatterns = [
    path("", pages.index, name="index"),
    path("method", pages.method, name="method"),
    path("method/unsaid", pages.unsaid_method, name="unsaid_method"),
    # Votes brought in.
    path("import", pages.choose_files, name="import"),
    path("uploads/<uuid:upload_id>", pages.upload, name="upload"),
    # A round, whichever kind, and what it came to.
    path("<uuid:round_id>", pages.show, name="show"),
    path("<uuid:round_id>/readings", pages.begin_reading, name="begin_reading"),
    path("<uuid:round_id>/reading.json", pages.reading_json, name="reading_json"),
    path("<uuid:round_id>/reading.csv", pages.reading_csv, name="reading_csv"),
    path("<uuid:round_id>/charts/<slug:key>.svg", pages.chart_svg, name="chart_svg"),
    path("<uuid:round_id>/votes.zip", pages.votes_zip, name="votes_zip"),
    path("<uuid:round_id>/votes.json", pages.votes_json, name="votes_json"),
    # Setting a round of Straight talk up.
    path("begin", pages.begin, name="begin"),
    path("<uuid:round_id>/plan", pages.change, name="change"),
    path("<uuid:round_id>/plan/removal", pages.discard, name="discard"),
    path("<uuid:round_id>/seeds", pages.put_seeds, name="seeds"),
    path("<uuid:round_id>/opening", pages.write_opening, name="write_opening"),
    # Its life.
    path("<uuid:round_id>/preparation", pages.prepare, name="prepare"),
    path("<uuid:round_id>/restart", pages.restart, name="restart"),
    path("<uuid:round_id>/writing", pages.open_writing, name="open_writing"),
    path("<uuid:round_id>/voting", pages.open_voting, name="open_voting"),
    path("<uuid:round_id>/time", pages.give_time, name="give_time"),
    path("<uuid:round_id>/closing", pages.close, name="close"),
    path("<uuid:round_id>/wall", pages.present, name="present"),
    # What was said, and what became of it.
    path(SAID, pages.list_said, name="said"),
    path(f"{SAID}.csv", pages.said_csv, name="said_csv"),
    path(f"{SAID}.json", pages.said_json, name="said_json"),
    path(ONE, pages.show_said, name="one_said"),
    path(f"{ONE}/replies", pages.reply, name="reply"),
    path(f"{ONE}/replies/<int:reply_id>/removal", pages.take_reply_back, name="take_reply_back"),
    path(f"{ONE}/outcomes", pages.link, name="link"),
    path(f"{ONE}/flag", pages.flag, name="flag"),
    path(f"{ONE}/hiding", pages.hide, name="hide"),
]
