"""What every page's frame needs."""

from django.conf import settings
from django.http import HttpRequest

from breakthrough import __version__


def shell(request: HttpRequest) -> dict[str, object]:
    """Return the chosen theme, the version and whether this is the quick start on loopback."""
    theme = request.COOKIES.get("theme")
    return {
        "theme": theme if theme in {"light", "dark"} else "auto",
        "version": __version__,
        "quickstart": settings.QUICKSTART,
    }
