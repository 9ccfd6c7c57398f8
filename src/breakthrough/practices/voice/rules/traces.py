"""What can come of a statement."""

from collections.abc import Mapping
from enum import StrEnum

from breakthrough.kernel.words import gettext_noop


class Kind(StrEnum):
    """What a statement led to."""

    RESERVATION = "reservation"
    CHANGE = "change"
    PROMISE = "promise"
    OTHER = "other"


KIND_WORDS: Mapping[Kind, str] = {
    Kind.RESERVATION: gettext_noop("A reservation"),
    Kind.CHANGE: gettext_noop("A change"),
    Kind.PROMISE: gettext_noop("A promise"),
    Kind.OTHER: gettext_noop("Something else"),
}
