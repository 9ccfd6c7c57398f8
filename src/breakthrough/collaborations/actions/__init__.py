"""Every change to a collaboration: each is one transaction of rule, rows, journal line and announcement."""

from breakthrough.collaborations.actions.facilitation import (
    accept_facilitation,
    decline_facilitation,
    offer_facilitation,
    withdraw_offer,
)
from breakthrough.collaborations.actions.invitations import (
    Invitee,
    invite_people,
    make_link,
    open_links,
    send_again,
    take_back,
)
from breakthrough.collaborations.actions.membership import (
    change_leading,
    change_role,
    join,
    join_as_guest,
    leave,
    move,
    remove,
)
from breakthrough.collaborations.actions.spaces import (
    add_party,
    change_ambition,
    change_frame,
    create_collaboration,
    rename_collaboration,
    rename_party,
)

__all__ = [
    "Invitee",
    "accept_facilitation",
    "add_party",
    "change_ambition",
    "change_frame",
    "change_leading",
    "change_role",
    "create_collaboration",
    "decline_facilitation",
    "invite_people",
    "join",
    "join_as_guest",
    "leave",
    "make_link",
    "move",
    "offer_facilitation",
    "open_links",
    "remove",
    "rename_collaboration",
    "rename_party",
    "send_again",
    "take_back",
    "withdraw_offer",
]
