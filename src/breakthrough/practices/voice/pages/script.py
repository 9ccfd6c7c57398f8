"""What the script of a page needs: the few sentences it writes itself, and what the style check knows. Nothing secret."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from breakthrough.ballots import page_texts
from breakthrough.collaborations.models import Member
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.queries import Said, Talk
from breakthrough.practices.voice.rules import routing, style, words

FIRST_COUNT = 25
"""After so many statements the rest is offered, not demanded."""

EARLIER_ROUNDS = 3
"""So many earlier rounds, and texts from them, teach the style check which words are at home here."""
EARLIER_TEXTS = 600

OWN_TEXTS = 40
"""So many texts that somebody wrote by name teach their own style check which words others know from them."""
OWN_WORDS = 400


def writing_page(member: Member, talk: Talk) -> dict[str, object]:
    """Return what the writing screen's script reads; names are those of the round's list, which everyone on it sees."""
    return {
        "kind": "writing",
        "limit": words.STATEMENT_LENGTH,
        **_surroundings(member, talk),
        "texts": {**page_texts.sealing_texts(), **page_texts.style_texts(), **_writing_texts()},
    }


def voting_page(said: Sequence[Said], *, people_count: int) -> dict[str, object]:
    """Return what the voting screen's script reads: all statements of the frozen set in its order, hidden ones without words."""
    return {
        "kind": "voting",
        "statements": [
            {"text": one.text, "seal": one.seal, "source": one.source.value, "salt": one.salt}
            | ({"words": one.words} if one.is_hidden else {})
            for one in said
        ],
        "manyCount": routing.ask_many_count(people_count, len(said)),
        "firstCount": FIRST_COUNT,
        "texts": {**page_texts.sealing_texts(), **page_texts.voting_texts(), **_voting_texts()},
    }


def joining_page() -> dict[str, object]:
    """Return what the joining page's script reads: only that it is one."""
    return {"kind": "joining", "texts": {}}


def statements_page(member: Member, talk: Talk) -> dict[str, object]:
    """Return what the page of released statements needs to recognise one's own, to look at new words of theirs, and to check the board."""
    return {
        "kind": "statements",
        **_surroundings(member, talk),
        "texts": {
            **page_texts.sealing_texts(),
            **page_texts.style_texts(),
            "mine_shown": _("Your own statements are marked. Only this device knows."),
            "mine_none": _("This device holds the seal of none of these statements."),
            "mine_hidden": _("One of yours was hidden. The reason stands in its place."),
            "mine_failed": _("This device could not look. Open the page again on the device you wrote on."),
            "act_waits": _(
                "It is sealed and leaves this device by itself, at a moment that tells little. Then it waits for the next announced time, and everybody sees it at once."
            ),
            "forgotten": _("This device forgot this round"),
            "checking": _("Checking every envelope on the board. This takes a few seconds."),
            "board_ok": _("The board is whole, and everything you gave is in it, unchanged."),
            "board_hidden": _(
                "The board is whole, and everything you gave is in it. The words of one of yours were hidden. The reason stands in its place; if it is not hidden on this page, tell the others."
            ),
            "board_bad": _(
                "Something is wrong with this board. Show this to the others and to whoever runs the server."
            ),
        },
    }


def _surroundings(member: Member, talk: Talk) -> dict[str, object]:
    people = queries.list_names(talk.round)
    own = queries.list_own_texts(member, most=OWN_TEXTS)
    space = _texts_of_the_space(member, talk, sorted({party for _name, party in people}))
    return {
        "names": sorted({name for name, _party in people if name}),
        "space": [text for text in space if text not in own],
        "own": style.distinct_words(own, most=OWN_WORDS),
    }


def _texts_of_the_space(member: Member, talk: Talk, parties: Sequence[str]) -> list[str]:
    """Return what everybody here can read, so that the words in it point to nobody."""
    space, earlier = (
        member.collaboration,
        [one for one in queries.list_rounds(member) if one.is_closed and one.pk != talk.round.pk],
    )
    said = queries.list_texts_said(earlier[:EARLIER_ROUNDS], most=EARLIER_TEXTS)
    return [space.name, space.ambition, talk.round.title, talk.round.question, *parties, *said]


def _writing_texts() -> dict[str, str]:
    return {
        "left": _("{left} characters left"),
        "veiled": _("You wrote something here. It is hidden until you ask for it."),
        "empty": _("Write something first. One thought is enough."),
        "sealed": _("Sealed. You can change it or take it back until writing closes."),
        "taken_back": _("Taken back. You can write another one until writing closes."),
    }


def _voting_texts() -> dict[str, str]:
    return {
        "place_said": _("Statement {place} of {count}."),
        "hidden": _("This statement is hidden. Pass on it."),
        "next": _("Next statement"),
        "go_on": _("Go on voting"),
        "aloud_agree": _("Would you say this aloud?"),
        "aloud_disagree": _("Would you say so aloud?"),
        "aloud_pass": _("Would you say this aloud? Not asked when you pass."),
        "pause": _(
            "You have been through the first part. {rest} statements are left. Every one you answer helps, and none is a must."
        ),
        "summary_all": _("You have answered all {count} statements."),
        "summary_open": _(
            "You have answered {done} of {count}. The rest may stay open; you can seal all the same."
        ),
        "agree": pgettext("a vote", "Agree"),
        "disagree": pgettext("a vote", "Disagree"),
        "pass": pgettext("a vote", "Pass"),
        "matters": _("matters"),
        "in_room": _("in the room"),
        "one_to_one": _("one to one"),
        "only_here": _("only here"),
    }
