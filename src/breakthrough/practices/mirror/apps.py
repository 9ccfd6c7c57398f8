"""Mirror as a Django app."""

from django.apps import AppConfig

from breakthrough.practices.mirror.rules.explanations import EXPLANATIONS, SENTENCES


class MirrorConfig(AppConfig):
    """How somebody leads, and how it lands."""

    name = "breakthrough.practices.mirror"
    label = "mirror"

    def ready(self) -> None:
        """Hang in: the journal's sentences, members' own records, what the ballot box tells, the pledge as a source of promises."""
        from breakthrough.ballots import registry as ballot_registry
        from breakthrough.collaborations import registry
        from breakthrough.evidence import registry as evidence_registry
        from breakthrough.practices.mirror import actions, pages, queries
        from breakthrough.rounds import threads
        from breakthrough.web import problem_types

        problem_types.explain(EXPLANATIONS)
        registry.register_sentences(SENTENCES)
        registry.register_member_records(
            "mirror", export=actions.export_records, merge=actions.merge_records, erase=actions.erase_records
        )
        ballot_registry.register("mirror", actions.follow, is_run_by_leaders=True)
        evidence_registry.register("mirror", pages.find_evidence)
        threads.register_source("mirror", queries.find_source)
