"""The four roles a member can have in a collaboration."""

from enum import StrEnum

from breakthrough.kernel.words import gettext_noop


class Role(StrEnum):
    """What a member may do; every collaboration has at least one facilitator."""

    FACILITATOR = "facilitator"
    LEADER = "leader"
    MEMBER = "member"
    OBSERVER = "observer"


ROLE_WORDS: dict[Role, str] = {
    Role.FACILITATOR: gettext_noop("Facilitator"),
    Role.LEADER: gettext_noop("Leader"),
    Role.MEMBER: gettext_noop("Member"),
    Role.OBSERVER: gettext_noop("Observer"),
}
