"""What the sealed pages ask, and the few sentences their script writes itself. Nothing secret."""

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from breakthrough.ballots import page_texts
from breakthrough.collaborations.models import Member
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.queries import Ask, Raised
from breakthrough.practices.alignment.rules import texts

POINT_STEP = 10


def stance_page() -> dict[str, object]:
    """Return what the stance screen's script reads."""
    return {
        "kind": "stance",
        "step": POINT_STEP,
        "texts": {
            **page_texts.sealing_texts(),
            **page_texts.voting_texts(),
            "left": _("{left} points left to spread"),
            "spread": _("All 100 points are spread"),
            "over": _("{over} points too many"),
            "points_open": _("Spread all 100 points, or leave them all at 0 to skip this."),
            "skip": _("Skip this one"),
            "next": _("Next"),
        },
    }


def reservation_page(member: Member, ask: Ask) -> dict[str, object]:
    """Return what the reservation screen's script reads; names are those of the round's list, which everyone on it sees."""
    people = queries.list_names(ask.round)
    return {
        "kind": "reservation",
        "limit": texts.WHAT_LENGTH,
        "lines": _lines(),
        "names": sorted({name for name, _party in people if name}),
        "space": _texts_of_the_space(member, ask, sorted({party for _name, party in people})),
        "texts": {
            **page_texts.sealing_texts(),
            **page_texts.style_texts(),
            "empty": _("Write first what keeps you from being all in."),
            "reason_missing": _("A block needs a reason: what would go wrong, and for whom."),
            "sealed": _("Sealed. You can change it or take it back until the sealed part closes."),
            "taken_back": _("Taken back. You can write another one until the sealed part closes."),
        },
    }


def mine_page(member: Member, raised: Raised, joining_id: uuid.UUID) -> dict[str, object]:
    """Return what the page of a sealed reservation needs for its raiser's device. `words` are what it says now, to be changed."""
    people = queries.list_names_of(joining_id)
    return {
        "kind": "mine",
        "lines": _lines(),
        "names": sorted({name for name, _party in people if name}),
        "space": [member.collaboration.name, *sorted({party for _name, party in people})],
        "words": {
            "what": raised.what,
            "lifts": raised.lifts_when,
            "isBlock": raised.is_block,
            "reason": raised.reason,
        },
        "texts": {
            **page_texts.sealing_texts(),
            **page_texts.style_texts(),
            "empty": _("Write first what keeps you from being all in."),
            "mine_none": _("This device does not hold the key of this reservation."),
            "mine_failed": _("This device could not look. Open the page again on the device you wrote on."),
            "act_waits": _(
                "It is sealed and waits for the next announced time. Then everybody sees it at once."
            ),
        },
    }


def joining_page() -> dict[str, object]:
    """Return what the joining page's script reads: only that it is one."""
    return {"kind": "joining", "texts": {}}


def _lines() -> dict[str, str]:
    return {
        "lifts": texts.LIFTS_LINE,
        "block": texts.BLOCK_LINE,
        "stands": texts.STANDS_LINE,
        "notEnough": texts.NOT_ENOUGH_LINE,
    }


def _texts_of_the_space(member: Member, ask: Ask, parties: Sequence[str]) -> list[str]:
    """Return what everybody here can read, so that the words in it point to nobody."""
    space, version = member.collaboration, ask.version
    said = [part for one in ask.living for part in (one.what, one.lifts_when)]
    return [space.name, space.ambition, version.text.title, version.body, *parties, *said]
