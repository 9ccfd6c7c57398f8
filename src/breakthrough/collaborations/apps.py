"""Collaborations as a Django app."""

from django.apps import AppConfig


class CollaborationsConfig(AppConfig):
    """Collaborations, parties, members, roles, invitations, ambition, journal."""

    name = "breakthrough.collaborations"
    label = "collaborations"

    def ready(self) -> None:
        """Take part in a person's export, joining of guest and account, and deletion; explain the problem codes."""
        from breakthrough.collaborations import portable
        from breakthrough.collaborations.explanations import EXPLANATIONS
        from breakthrough.people.registry import register_portable
        from breakthrough.web import problem_types

        problem_types.explain(EXPLANATIONS)
        register_portable(export=portable.export, merge=portable.merge, erase=portable.erase)
