"""Voice as a Django app."""

from django.apps import AppConfig

from breakthrough.practices.voice.rules.explanations import EXPLANATIONS, SENTENCES


class VoiceConfig(AppConfig):
    """Votes on statements, and what these people think."""

    name = "breakthrough.practices.voice"
    label = "voice"

    def ready(self) -> None:
        """Hang in: the journal's sentences, members' own records, what the ballot box tells, what comes of statements."""
        from breakthrough.ballots import registry as ballot_registry
        from breakthrough.collaborations import registry
        from breakthrough.evidence import registry as evidence_registry
        from breakthrough.practices.voice import actions, pages, queries
        from breakthrough.rounds import threads, traces
        from breakthrough.web import problem_types

        problem_types.explain(EXPLANATIONS)
        registry.register_sentences(SENTENCES)
        registry.register_member_records(
            "voice", export=actions.export_records, merge=actions.merge_records, erase=actions.erase_records
        )
        ballot_registry.register("voice", actions.follow)
        traces.register("voice", keep=actions.keep_trace, list_waiting=actions.list_waiting)
        evidence_registry.register("voice", pages.find_evidence)
        threads.register_source("voice", queries.find_source, tell=queries.tell)
        threads.register_inner(queries.list_inner)
