"""Language and theme of this browser. The shell knows no people, so what keeps a person's own language registers itself."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

THEMES = ("auto", "light", "dark")
A_YEAR = 365 * 24 * 3600

KeepLanguage = Callable[[HttpRequest, str], None]
_keepers: list[KeepLanguage] = []


def keep_language_with(keep: KeepLanguage) -> None:
    """Let `keep(request, language)` run whenever somebody chooses a language; call it in `AppConfig.ready`."""
    if keep not in _keepers:
        _keepers.append(keep)


def choose_language(request: HttpRequest, response: HttpResponse, language: str) -> None:
    """Speak `language` in this browser from now on; an empty one follows the browser's own languages again."""
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, samesite="Lax", secure=settings.SECURE
        )
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    for keep in _keepers:
        keep(request, language)


def choose_theme(response: HttpResponse, theme: str) -> None:
    """Show this browser the light or dark theme from now on; `auto` follows the device."""
    if theme == "auto":
        response.delete_cookie("theme", samesite="Lax")
    else:
        response.set_cookie("theme", theme, max_age=A_YEAR, samesite="Lax", secure=settings.SECURE)
