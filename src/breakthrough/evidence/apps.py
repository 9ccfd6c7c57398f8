"""Evidence as a Django app."""

from django.apps import AppConfig

from breakthrough.kernel.words import gettext_noop

SENTENCES = {
    "reading.stored": gettext_noop(
        "A reading was worked out and stored for good. Method: %(method)s, seed %(seed)s."
    )
}


class EvidenceConfig(AppConfig):
    """Stored readings, their charts and exports."""

    name = "breakthrough.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Give the journal its sentences, and every collaboration the page "Where we are"."""
        from breakthrough.collaborations import registry

        registry.register_sentences(SENTENCES)
        registry.register_tab(gettext_noop("Where we are"), "evidence:where")
