"""Pulse as a Django app."""

from django.apps import AppConfig

from breakthrough.practices.pulse.rules.explanations import EXPLANATIONS, SENTENCES


class PulseConfig(AppConfig):
    """How these people really work together."""

    name = "breakthrough.practices.pulse"
    label = "pulse"

    def ready(self) -> None:
        """Hang in: the journal's sentences, members' own records, what the ballot box tells."""
        from breakthrough.ballots import registry as ballot_registry
        from breakthrough.collaborations import registry
        from breakthrough.evidence import registry as evidence_registry
        from breakthrough.practices.pulse import actions, pages
        from breakthrough.web import problem_types

        problem_types.explain(EXPLANATIONS)
        registry.register_sentences(SENTENCES)
        registry.register_member_records(
            "pulse", export=actions.export_records, merge=actions.merge_records, erase=actions.erase_records
        )
        ballot_registry.register("pulse", actions.follow)
        evidence_registry.register("pulse", pages.find_evidence)
