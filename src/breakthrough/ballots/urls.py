"""Addresses of sealed rounds, the two pages that say what protects and what runs in the browser, and its keeper."""

from django.urls import path

from breakthrough.ballots import pages

app_name = "ballots"
urlpatterns = [
    path("c/<slug:slug>/sealed/<uuid:joining_id>/", pages.show, name="show"),
    path("c/<slug:slug>/sealed/<uuid:joining_id>/readiness", pages.show_readiness, name="readiness"),
    path("c/<slug:slug>/sealed/<uuid:joining_id>/objection", pages.raise_objection, name="objection"),
    path("c/<slug:slug>/sealed/<uuid:joining_id>/roster.cbor", pages.roster, name="roster"),
    path("c/<slug:slug>/sealed/<uuid:joining_id>/plan.json", pages.plan, name="plan"),
    path("c/<slug:slug>/sealed/<uuid:joining_id>/boards/<str:label>.json", pages.board, name="board"),
    path("about/sealed", pages.about_sealed, name="about_sealed"),
    path("about/code", pages.about_code, name="about_code"),
    path("sealed-keeper.js", pages.keeper, name="keeper"),
]
