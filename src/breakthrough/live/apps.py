"""Live as a Django app."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Announcements and the feed that carries them."""

    name = "breakthrough.live"
    label = "live"
