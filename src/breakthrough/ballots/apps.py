"""Ballots as a Django app."""

from django.apps import AppConfig


class BallotsConfig(AppConfig):
    """The who-side of sealed contributions."""

    name = "breakthrough.ballots"
    label = "ballots"

    def ready(self) -> None:
        """Hang into collaborations and people: the journal's sentences, a member's own records; explain Problems."""
        from breakthrough.ballots import portable
        from breakthrough.ballots.explanations import EXPLANATIONS
        from breakthrough.ballots.sentences import SENTENCES
        from breakthrough.collaborations import registry
        from breakthrough.people.registry import register_portable
        from breakthrough.web import problem_types

        problem_types.explain(EXPLANATIONS)
        registry.register_sentences(SENTENCES)
        registry.register_member_records(
            "sealed_rounds", export=portable.export, merge=portable.merge, erase=portable.erase
        )
        register_portable(
            export=portable.export_person, merge=portable.merge_person, erase=portable.erase_person
        )
