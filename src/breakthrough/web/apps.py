"""Tells Django about the shell."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app `breakthrough.web`; it has no tables."""

    name = "breakthrough.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
