"""Alignment as a Django app."""

from django.apps import AppConfig

from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment.rules.explanations import EXPLANATIONS, SENTENCES


class AlignmentConfig(AppConfig):
    """Are we in, and what would it take."""

    name = "breakthrough.practices.alignment"
    label = "alignment"

    def ready(self) -> None:
        """Hang in: the journal's sentences, members' own records, what the ballot box tells, things to point to, evidence."""
        from breakthrough.ballots import registry as ballot_registry
        from breakthrough.collaborations import registry
        from breakthrough.evidence import registry as evidence_registry
        from breakthrough.practices.alignment import actions, jobs, pages, queries
        from breakthrough.rounds import threads
        from breakthrough.web import problem_types

        problem_types.explain(EXPLANATIONS)
        registry.register_sentences(SENTENCES)
        registry.register_member_records(
            "alignment",
            export=actions.export_records,
            merge=actions.merge_records,
            erase=actions.erase_records,
        )
        ballot_registry.register("alignment", actions.follow)
        evidence_registry.register("alignment", pages.find_evidence)
        threads.register_source("alignment", queries.find_source, tell=queries.tell)
        threads.register_follow(queries.list_follows)
        threads.register_listener("alignment", actions.reopen)
        threads.register_inner(queries.list_inner)
        threads.register_beginning(gettext_noop("Make it a reservation"), "alignment:raise")
        assert jobs  # noqa: S101 (imported so that its kinds of work are known)
