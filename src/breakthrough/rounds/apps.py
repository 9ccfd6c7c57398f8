"""Rounds as a Django app."""

from django.apps import AppConfig

from breakthrough.kernel.words import gettext_noop

SENTENCES = {
    "round.begun": gettext_noop("%(actor)s began a round."),
    "round.closed": gettext_noop("%(actor)s closed a round."),
}
EXPLANATIONS = {
    "no-such-practice": gettext_noop("The practice is not part of this installation."),
    "facilitators-begin-rounds": gettext_noop("Rounds are begun and closed by facilitators."),
    "leaders-begin-for-themselves": gettext_noop("Some rounds are begun by those who lead, for themselves."),
    "round-is-closed": gettext_noop("A round is closed once, and stays closed."),
    "title-missing": gettext_noop("A round has a title."),
    "text-too-long": gettext_noop("A title has at most 200 characters, a question at most 4,000."),
    "text-unreadable": gettext_noop("A title or question cannot hold the NUL character."),
}


class RoundsConfig(AppConfig):
    """The life of a round, and the registry of practices."""

    name = "breakthrough.rounds"
    label = "rounds"

    def ready(self) -> None:
        """Hang into the collaboration: its page's section, the journal's sentences, a member's own records; explain Problems."""
        from breakthrough.collaborations import registry
        from breakthrough.rounds import pages, portable
        from breakthrough.web import problem_types

        problem_types.explain(EXPLANATIONS)

        registry.register_section(pages.section)
        registry.register_sentences(SENTENCES)
        registry.register_member_records(
            "rounds", export=portable.export, merge=portable.merge, erase=portable.erase
        )
