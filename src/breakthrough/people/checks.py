"""Says at start-up when mail is missing."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

WITHOUT_SERVER = {
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
}


def check_mail(app_configs: Sequence[AppConfig] | None, **_: object) -> list[checks.CheckMessage]:  # noqa: ARG001 (Django's signature)
    """Warn outside the quick start if there is no mail server: nobody but guests could sign in."""
    if settings.QUICKSTART or settings.EMAIL_BACKEND not in WITHOUT_SERVER:
        return []
    return [
        checks.Warning(
            "Mail is missing: sign-in codes and invitations go to the console only.",
            hint="Set BREAKTHROUGH_MAIL_URL, for instance smtp://name:password@mail.example.org:587.",
            id="people.W001",
        )
    ]
