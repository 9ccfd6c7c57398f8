"""Background as a Django app."""

from django.apps import AppConfig

from breakthrough.kernel.words import gettext_noop

EXPLANATIONS = {
    "job-over": gettext_noop("The work has ended already, so it cannot be stopped."),
    "job-not-repeatable": gettext_noop(
        "Only work that failed, was stopped or was interrupted can be started again."
    ),
}


class BackgroundConfig(AppConfig):
    """Work that takes longer than a request, with progress and cancel."""

    name = "breakthrough.background"
    label = "background"

    def ready(self) -> None:
        """Explain the codes of its Problems."""
        from breakthrough.web import problem_types

        problem_types.explain(EXPLANATIONS)
