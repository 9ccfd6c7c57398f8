"""Marks texts for translation in rooms that may not import Django, and holds those of a letter."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject and text of a mail; both may hold places in the form `%(title)s`."""

    subject: str
    text: str


def gettext_noop(text: str) -> str:
    """Return `text` unchanged; the extraction of translatable texts finds it by this function's name."""
    return text
