"""Background as a Django app."""

from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    """Work that takes longer than a request, with progress and cancel."""

    name = "breakthrough.background"
    label = "background"
