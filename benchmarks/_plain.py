"""An ordinary Django view that stores a vote, for comparison: SQLite with full flushes, in threads behind uvicorn.

python benchmarks/_plain.py FOLDER PORT
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import uvicorn
from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest, JsonResponse

FOLDER, PORT = Path(sys.argv[1]), int(sys.argv[2])
settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="only for benchmarks",  # noqa: S106 (the same)
    INSTALLED_APPS=[],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(FOLDER / "plain.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    },
)

import django  # noqa: E402 (after the settings)

django.setup()

from django.db import connection, models, transaction  # noqa: E402 (the same)


class Vote(models.Model):
    """One person's vote on one statement."""

    person = models.CharField(max_length=64)
    statement = models.IntegerField()
    vote = models.IntegerField()

    class Meta:
        app_label = "plain"
        constraints = [models.UniqueConstraint(fields=["person", "statement"], name="one_vote")]

    def __str__(self) -> str:
        return f"{self.person} on {self.statement}"


def store_vote(request: "HttpRequest") -> "JsonResponse":
    """Store the vote in the body."""
    from django.http import JsonResponse

    found = json.loads(request.body)
    with transaction.atomic():
        Vote._default_manager.update_or_create(  # noqa: SLF001 (the type of `objects` is unknown outside an app)
            person=found["person"], statement=found["statement"], defaults={"vote": found["vote"]}
        )
    return JsonResponse({"stored": True})


def _urls() -> list[Any]:
    from django.urls import path

    return [path("vote", store_vote)]


urlpatterns = _urls()


def main() -> None:
    """Serve until stopped."""
    from a2wsgi import WSGIMiddleware
    from django.core.wsgi import get_wsgi_application

    with connection.schema_editor() as editor:
        editor.create_model(Vote)

    class Server(uvicorn.Server):
        """Says when it is ready."""

        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            print("Ready", flush=True)

    application = cast("Any", WSGIMiddleware(cast("Any", get_wsgi_application()), workers=4))
    Server(
        uvicorn.Config(
            application,
            port=PORT,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            http="httptools",
        )
    ).run()


if __name__ == "__main__":
    main()
