"""Rounds as a Django app."""

from django.apps import AppConfig

from breakthrough.kernel.words import gettext_noop

SENTENCES = {
    "round.begun": gettext_noop("%(actor)s began a round."),
    "round.closed": gettext_noop("%(actor)s closed a round."),
}


class RoundsConfig(AppConfig):
    """The life of a round, and the registry of practices."""

    name = "breakthrough.rounds"
    label = "rounds"

    def ready(self) -> None:
        """Hang into the collaboration: its page's section, the journal's sentences, a member's own records."""
        from breakthrough.collaborations import registry
        from breakthrough.rounds import pages, portable

        registry.register_section(pages.section)
        registry.register_sentences(SENTENCES)
        registry.register_member_records(
            "rounds", export=portable.export, merge=portable.merge, erase=portable.erase
        )
