"""Every address of the product. Each practice brings its own under `/c/<collaboration>/<practice>/`."""

from django.conf import settings
from django.urls import include, path

from breakthrough.collaborations.pages import spaces
from breakthrough.config.api import api

handler400 = "breakthrough.web.problems.bad_request"
handler404 = "breakthrough.web.problems.page_not_found"
handler500 = "breakthrough.web.problems.server_error"

urlpatterns = [
    path("", spaces.home, name="home"),
    path("", include("breakthrough.collaborations.urls")),
    path("", include("breakthrough.ballots.urls")),
    path("", include("breakthrough.rounds.urls")),
    path("", include("breakthrough.evidence.urls")),
    path("people/", include("breakthrough.people.urls")),
    path("jobs/", include("breakthrough.background.urls")),
    path("", include("breakthrough.web.urls")),
    path("api/", api.urls),
    *(
        path(f"c/<slug:slug>/{name}/", include(f"breakthrough.practices.{name}.urls"))
        for name in settings.PRACTICES
    ),
]
