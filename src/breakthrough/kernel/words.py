"""Marks texts for translation in rooms that may not import Django."""


def gettext_noop(text: str) -> str:
    """Return `text` unchanged; the extraction of translatable texts finds it by this function's name."""
    return text
