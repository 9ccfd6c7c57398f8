"""Addresses of rounds that belong to no single practice."""

from django.urls import path

from breakthrough.rounds import pages

app_name = "rounds"

urlpatterns = [
    path("c/<slug:slug>/came-of/<slug:practice>/<path:thing>", pages.came_of, name="came_of"),
]
