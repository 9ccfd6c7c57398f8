"""Voice as a Django app."""

from django.apps import AppConfig

from breakthrough.kernel.words import gettext_noop

SENTENCES = {
    "voice.votes_imported": gettext_noop("%(actor)s brought votes in. Number of statements: %(statements)s.")
}


class VoiceConfig(AppConfig):
    """Votes on statements, and what these people think."""

    name = "breakthrough.practices.voice"
    label = "voice"

    def ready(self) -> None:
        """Give the journal its sentences, and members' own records a hook."""
        from breakthrough.collaborations import registry
        from breakthrough.practices.voice import actions

        registry.register_sentences(SENTENCES)
        registry.register_member_records(
            "voice", export=actions.export_records, merge=actions.merge_records, erase=actions.erase_records
        )
