"""The words: how states and events are called, and what a link must look like. (Tidying is `collaborations.wording`.)"""

from urllib.parse import urlsplit

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.promises.rules.conversation import LONGEST_LINK
from breakthrough.practices.promises.rules.states import Event, Side, State

STATE_WORDS: dict[State, str] = {
    State.REQUESTED: gettext_noop("Asked, no answer yet"),
    State.OFFERED: gettext_noop("Offered, no answer yet"),
    State.COUNTERED: gettext_noop("Other terms on the table"),
    State.PROMISED: gettext_noop("Promised"),
    State.RENEGOTIATING: gettext_noop("Change proposed"),
    State.REPORTED: gettext_noop("Done, waiting for the yes"),
    State.DECLINED: gettext_noop("Declined"),
    State.WITHDRAWN: gettext_noop("Taken back"),
    State.LAPSED: gettext_noop("Not answered in time"),
    State.RELEASED: gettext_noop("No longer needed"),
    State.REVOKED: gettext_noop("Will not be done"),
    State.NOT_KEPT: gettext_noop("Not kept"),
    State.KEPT: gettext_noop("Kept"),
}
BUTTON_WORDS: dict[Event, str] = {
    Event.PROMISE: gettext_noop("I promise it"),
    Event.ACCEPT: gettext_noop("Yes"),
    Event.DECLINE: gettext_noop("No, not this"),
    Event.COUNTER: gettext_noop("Propose other terms"),
    Event.AGREE: gettext_noop("Agree to these terms"),
    Event.WITHDRAW: gettext_noop("Take it back"),
    Event.WARN: gettext_noop("Say that it is at risk"),
    Event.PROPOSE_CHANGE: gettext_noop("Propose a change"),
    Event.AGREE_CHANGE: gettext_noop("Agree to the change"),
    Event.REFUSE_CHANGE: gettext_noop("Leave it as it was"),
    Event.DROP: gettext_noop("Take the proposal back"),
    Event.REPORT_DONE: gettext_noop("It is done"),
    Event.RETURN: gettext_noop("Something is missing"),
    Event.TAKE_BACK: gettext_noop("It is not done yet"),
    Event.RELEASE: gettext_noop("I no longer need it"),
    Event.REVOKE: gettext_noop("I will not do it"),
    Event.CLOSE_NOT_KEPT: gettext_noop("Close it as not kept"),
}
EVENT_SENTENCES: dict[Event, str] = {
    Event.REQUEST: gettext_noop("%(name)s asked for this."),
    Event.OFFER: gettext_noop("%(name)s offered this."),
    Event.PROMISE: gettext_noop("%(name)s promised it."),
    Event.ACCEPT: gettext_noop("%(name)s said yes."),
    Event.DECLINE: gettext_noop("%(name)s declined."),
    Event.COUNTER: gettext_noop("%(name)s proposed other terms."),
    Event.AGREE: gettext_noop("%(name)s agreed. It is a promise now."),
    Event.WITHDRAW: gettext_noop("%(name)s took it back."),
    Event.LAPSE: gettext_noop("It was not answered in time."),
    Event.WARN: gettext_noop("%(name)s said early that it is at risk."),
    Event.PROPOSE_CHANGE: gettext_noop("%(name)s proposed a change."),
    Event.AGREE_CHANGE: gettext_noop("%(name)s agreed to the change."),
    Event.REFUSE_CHANGE: gettext_noop("%(name)s wants it to stay as it was."),
    Event.DROP: gettext_noop("%(name)s took the proposal back."),
    Event.REPORT_DONE: gettext_noop("%(name)s said that it is done."),
    Event.RETURN: gettext_noop("%(name)s said that something is missing."),
    Event.TAKE_BACK: gettext_noop("%(name)s said that it is not done yet."),
    Event.RELEASE: gettext_noop("%(name)s no longer needs it."),
    Event.REVOKE: gettext_noop("%(name)s said that they will not do it."),
    Event.CLOSE_NOT_KEPT: gettext_noop("%(name)s closed it as not kept."),
}
CLOCK_SENTENCES: dict[Event, str] = {
    Event.LAPSE: gettext_noop("It was not answered in time."),
    Event.CLOSE_NOT_KEPT: gettext_noop("It was closed as not kept: a month has passed since it was due."),
}
DIFFICULTY_WORDS: dict[int, str] = {
    1: gettext_noop("Easy"),
    2: gettext_noop("A stretch"),
    3: gettext_noop("Hard"),
}


def sentence_of(event: Event, side: Side) -> str:
    """Return the sentence that tells of a step; it may hold `%(name)s`."""
    return CLOCK_SENTENCES[event] if side is Side.SYSTEM else EVENT_SENTENCES[event]


def clean_link(typed: str, *, field: str) -> str:
    """Return a web address that can be shown as a link; raises a 422 Problem at `field` for anything else."""
    address = typed.strip()
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_web = False
    if not is_web or not address.isprintable() or " " in address or len(address) > LONGEST_LINK:
        raise Problem(
            "link-unreadable",
            status=422,
            words=gettext_noop("This is no web address. It begins with https:// and has no spaces."),
            field=field,
        )
    return address
