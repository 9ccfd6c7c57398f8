"""What the codes of problems mean. Each app explains its own; the page `/problems/<code>` shows it."""

from collections.abc import Mapping

from breakthrough.kernel.words import gettext_noop

_explanations: dict[str, str] = {
    "bad-request": gettext_noop(
        "What was sent could not be read: the format is broken, or the encoding is not UTF-8."
    ),
    "form-expired": gettext_noop(
        "A form was sent without its protection token, or with one that is too old. Load the page again and send it once more."
    ),
    "not-allowed": gettext_noop(
        "The address exists and does not take this method. The header `Allow` names those it takes."
    ),
    "not-found": gettext_noop(
        "There is nothing at this address, or nothing that you may know about. Both answers look the same on purpose."
    ),
    "not-valid": gettext_noop(
        "Some values do not have the type or the size they should have. The list `errors` names each of them."
    ),
    "server-error": gettext_noop("The mistake is ours. It has been noted, and nothing was changed."),
    "too-large": gettext_noop("What was sent is larger than can be taken at once."),
    "language-unknown": gettext_noop("The language is not one of those that pages are written in."),
    "theme-unknown": gettext_noop("The theme is neither auto nor light nor dark."),
}


def explain(explanations: Mapping[str, str]) -> None:
    """Add what an app's codes mean (texts marked with `gettext_noop`); call it in `AppConfig.ready`."""
    _explanations.update(explanations)


def find_explanation(code: str) -> str | None:
    """Return what `code` means, to be translated by the caller, or None if no app explains it."""
    return _explanations.get(code)
