"""How states, kinds and positions are called where people read them."""

from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment.rules.adoption import Kind
from breakthrough.practices.alignment.rules.carrying import Carried
from breakthrough.practices.alignment.rules.phases import Phase
from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event, State

STATE_WORDS = {
    State.OPEN: gettext_noop("open"),
    State.ANSWERED: gettext_noop("answered, not lifted"),
    State.STANDS: gettext_noop("stands, openly"),
    State.LIFTED: gettext_noop("lifted"),
    State.TAKEN_BACK: gettext_noop("taken back"),
}
UNREACHABLE_WORDS = gettext_noop("stands, openly: its author can no longer be reached")
OPEN_AGAIN_WORDS = gettext_noop("It holds me back again")
ANSWER_WORDS = {
    AnswerKind.CHANGE: gettext_noop("A change"),
    AnswerKind.PROMISE: gettext_noop("A promise"),
    AnswerKind.REPLY: gettext_noop("A reply"),
}
ANSWERED_WORDS = {
    AnswerKind.CHANGE: gettext_noop("Answered by a change"),
    AnswerKind.PROMISE: gettext_noop("Answered by a promise"),
    AnswerKind.REPLY: gettext_noop("Answered by a reply"),
}
TOLD_WORDS = {
    Event.ANSWER: gettext_noop("An answer"),
    Event.NOT_ENOUGH: gettext_noop("Not enough, says whoever raised it"),
    Event.LET_STAND: gettext_noop("It stands, openly"),
    Event.LIFT: gettext_noop("Lifted by whoever raised it"),
    Event.TAKE_BACK: gettext_noop("Taken back by whoever raised it"),
    Event.FELL_THROUGH: gettext_noop("The promise that answered it does not hold"),
    Event.UNREACHABLE: gettext_noop("Its author can no longer be reached. It stands, openly"),
}
EVENT_WORDS = {
    Event.NOT_ENOUGH: gettext_noop("That is not enough"),
    Event.LET_STAND: gettext_noop("Let it stand, and go on"),
    Event.LIFT: gettext_noop("Lift my reservation"),
    Event.TAKE_BACK: gettext_noop("Take it back"),
}
POSITION_WORDS = {
    2: gettext_noop("Yes, fully"),
    1: gettext_noop("Rather yes"),
    0: gettext_noop("Undecided"),
    -1: gettext_noop("Rather no"),
    -2: gettext_noop("No"),
}
CARRIED_WORDS = {
    Carried.OWN: gettext_noop("on these words"),
    Carried.SAME_WORDS: gettext_noop("from an earlier round: not one word has changed"),
    Carried.ASKED_AGAIN: gettext_noop("asked again: the words have changed"),
    Carried.SILENT: gettext_noop("not said yet"),
}
PHASE_WORDS = {
    Phase.DRAFT: gettext_noop("Being prepared"),
    Phase.JOINING: gettext_noop("People join"),
    Phase.SEALED: gettext_noop("Sealed stances are being given"),
    Phase.NAMED: gettext_noop("Named stances are being given"),
    Phase.COUNTING: gettext_noop("Counting"),
    Phase.TALK: gettext_noop("The results are there, reservations are being answered"),
    Phase.CONCLUDED: gettext_noop("Concluded"),
}
OUTCOME_WORDS = {
    Kind.ADOPTED: gettext_noop("Adopted"),
    Kind.NOT_ALIGNED: gettext_noop("Not aligned"),
    Kind.NEXT_VERSION: gettext_noop("Went on in a next version"),
}
