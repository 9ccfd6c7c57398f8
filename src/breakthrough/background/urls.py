"""Addresses of jobs, under `/jobs/`."""

from django.urls import path

from breakthrough.background import pages

app_name = "background"

urlpatterns = [
    path("<uuid:job_id>", pages.show, name="job"),
    path("<uuid:job_id>/cancellation", pages.cancel, name="cancel"),
    path("<uuid:job_id>/repetition", pages.repeat, name="repeat"),
]
