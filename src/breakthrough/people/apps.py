"""People as a Django app."""

from django.apps import AppConfig
from django.core import checks


class PeopleConfig(AppConfig):
    """Accounts, guests, sign-in, deletion."""

    name = "breakthrough.people"
    label = "people"

    def ready(self) -> None:
        """Register the start-up check for mail, what keeps a person's language, and what this app's problems mean."""
        from breakthrough.people import checks as own_checks
        from breakthrough.people import language, rules
        from breakthrough.web import preferences, problem_types

        checks.register(own_checks.check_mail)
        preferences.keep_language_with(language.keep)
        problem_types.explain(rules.EXPLANATIONS)
