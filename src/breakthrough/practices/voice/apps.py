"""Voice as a Django app."""

from django.apps import AppConfig

from breakthrough.kernel.words import gettext_noop

SENTENCES = {
    "voice.votes_imported": gettext_noop("%(actor)s brought votes in. Number of statements: %(statements)s.")
}
EXPLANATIONS = {
    "facilitators-bring-votes-in": gettext_noop("Votes are brought in by facilitators."),
    "votes-missing": gettext_noop("None of the files sent is one of an export of votes."),
    "votes-unreadable": gettext_noop("A file of votes is broken; the words name file, line and column."),
    "votes-differ": gettext_noop("The files do not belong to one conversation: they contradict each other."),
    "votes-twice": gettext_noop("Each file of an export of votes is sent once."),
    "votes-too-large": gettext_noop("A file of votes has at most 60 MB, also after unpacking."),
    "votes-already-here": gettext_noop("The collaboration holds exactly these votes already."),
    "votes-changed": gettext_noop("The content hash differs from the one that was looked at before."),
    "archive-broken": gettext_noop("The ZIP is damaged, encrypted or packed in an unusual way."),
    "archive-too-many-files": gettext_noop("The ZIP holds more files than an export of votes can have."),
    "document-unknown": gettext_noop("The JSON document is not an export of votes."),
    "upload-gone": gettext_noop("Files wait for a day to be brought in; then they are thrown away."),
    "not-a-member": gettext_noop("Whoever sent the files has left the collaboration since."),
    "unknown-order": gettext_noop(
        "Statements are sorted by number, text, agree, disagree, pass, gap or unsure."
    ),
    "already-released": gettext_noop(
        "A reading was released before; a second one of changed votes could point to single people."
    ),
}


class VoiceConfig(AppConfig):
    """Votes on statements, and what these people think."""

    name = "breakthrough.practices.voice"
    label = "voice"

    def ready(self) -> None:
        """Give the journal its sentences, and members' own records a hook; explain Problems."""
        from breakthrough.collaborations import registry
        from breakthrough.practices.voice import actions
        from breakthrough.web import problem_types

        problem_types.explain(EXPLANATIONS)

        registry.register_sentences(SENTENCES)
        registry.register_member_records(
            "voice", export=actions.export_records, merge=actions.merge_records, erase=actions.erase_records
        )
