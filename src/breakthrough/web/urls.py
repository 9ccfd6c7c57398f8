"""Addresses of the shell's own pages."""

from django.urls import path

from breakthrough.web import pages, patterns

app_name = "web"
urlpatterns = [
    path("language", pages.choose_language, name="language"),
    path("theme", pages.choose_theme, name="theme"),
    path("patterns", patterns.patterns, name="patterns"),
    path("problems/<slug:code>", pages.problem_type, name="problem_type"),
]
