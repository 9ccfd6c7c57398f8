"""Addresses of evidence."""

from django.urls import path

from breakthrough.evidence import pages

app_name = "evidence"
urlpatterns = [path("c/<slug:slug>/where", pages.show, name="where")]
