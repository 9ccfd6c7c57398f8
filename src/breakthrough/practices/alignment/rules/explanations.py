"""The sentences of the journal, and what the Problems of Alignment mean."""

from breakthrough.kernel.words import gettext_noop

SENTENCES = {
    "alignment.text_begun": gettext_noop("%(actor)s wrote a text to align on."),
    "alignment.version_written": gettext_noop("%(actor)s wrote version %(version)s of a text."),
    "alignment.change_linked": gettext_noop(
        "%(actor)s said which change answers reservation %(reservation)s."
    ),
    "alignment.reservation_raised": gettext_noop("%(actor)s raised reservation %(reservation)s by name."),
    "alignment.reservations_released": gettext_noop("Sealed reservations were released. Number: %(count)s."),
    "alignment.reservation_answered": gettext_noop("%(actor)s answered reservation %(reservation)s."),
    "alignment.reservation_not_enough": gettext_noop(
        "Whoever raised reservation %(reservation)s said that the answer is not enough."
    ),
    "alignment.reservation_let_stand": gettext_noop("Reservation %(reservation)s stands, openly."),
    "alignment.reservation_lifted": gettext_noop(
        "Reservation %(reservation)s was lifted by whoever raised it."
    ),
    "alignment.reservation_taken_back": gettext_noop(
        "Reservation %(reservation)s was taken back by whoever raised it."
    ),
    "alignment.reservation_fell_through": gettext_noop(
        "The promise that answered reservation %(reservation)s does not hold."
    ),
    "alignment.authors_unreachable": gettext_noop(
        "The author of these reservations can no longer be reached, so they stand openly: %(reservations)s."
    ),
    "alignment.hidden_by_members": gettext_noop(
        "The words of reservation %(reservation)s were hidden, because enough members found that they should not stand here."
    ),
    "alignment.hidden": gettext_noop(
        "%(actor)s hid the words of reservation %(reservation)s. The reason: %(reason)s"
    ),
    "alignment.draft_changed": gettext_noop("%(actor)s changed the draft of a round of alignment."),
    "alignment.draft_discarded": gettext_noop("%(actor)s threw the draft of a round of alignment away."),
    "alignment.prepared": gettext_noop("%(actor)s prepared a round of alignment. Its list is fixed."),
    "alignment.restarted": gettext_noop(
        "A round of alignment went back to its draft. Times so far: %(count)s."
    ),
    "alignment.sealed_opened": gettext_noop("%(actor)s opened the sealed part of a round."),
    "alignment.sealed_closing": gettext_noop("%(actor)s announced the end of the sealed part."),
    "alignment.sealed_closed": gettext_noop("The sealed part ended, and the named part began."),
    "alignment.named_closed": gettext_noop("%(actor)s ended the named part."),
    "alignment.released": gettext_noop("The results of a round of alignment were released."),
    "alignment.held": gettext_noop(
        "Too few sealed stances came to show them safely. They were shown to nobody."
    ),
    "alignment.time_given": gettext_noop("%(actor)s gave more time. Minutes: %(minutes)s."),
    "alignment.stance_taken": gettext_noop("%(actor)s gave a named stance."),
    "alignment.adopted": gettext_noop("%(actor)s recorded that version %(version)s is adopted."),
    "alignment.not_aligned": gettext_noop(
        "%(actor)s recorded that the group is not aligned, and what it would take."
    ),
    "alignment.next_version": gettext_noop(
        "%(actor)s ended a round, and the text goes on in a next version."
    ),
}
EXPLANATIONS = {
    "text-missing": gettext_noop("A text is needed here."),
    "promise-unknown": gettext_noop(
        "A reservation is answered by a promise that came of it and still holds."
    ),
    "block-needs-reason": gettext_noop("A block is a reservation with a reason."),
    "raisers-lift": gettext_noop("A reservation is lifted by whoever raised it and by nobody else."),
    "reservation-moved-on": gettext_noop("The state of the reservation has no such next step."),
    "reservation-is-sealed": gettext_noop(
        "Whoever raised a sealed reservation speaks through the device that holds its key."
    ),
    "already-hidden": gettext_noop("What is hidden is hidden once."),
    "facilitators-hide": gettext_noop(
        "Words are hidden at once by facilitators, with a reason that everybody can read."
    ),
    "already-so": gettext_noop("Two people pressed the same button; the first one did it."),
    "phase-order": gettext_noop("The phases of a round follow each other, and there is no way back."),
    "already-closing": gettext_noop("Once the close of a phase is announced, it can no longer be moved."),
    "plan-does-not-fit": gettext_noop("Something in the set-up of a round does not fit; the words say what."),
    "too-few-people": gettext_noop("A sealed round needs at least five people."),
    "quota-too-large": gettext_noop(
        "Below 13 people each person seals one contribution, else at most three."
    ),
    "party-too-small": gettext_noop(
        "Results by party need at least five people in every party, and five beside it."
    ),
    "facilitators-run-rounds": gettext_noop("Rounds are run by facilitators."),
    "stewards-write-texts": gettext_noop("Facilitators and leaders write a text and its versions."),
    "not-in-this-round": gettext_noop("Only those on the list of a round give a stance in it."),
    "was-prepared": gettext_noop("A round that people were asked to join stays where everyone can see it."),
    "roster-changed": gettext_noop(
        "Somebody on the list of the round left before it opened; it has to be restarted."
    ),
    "time-unfit": gettext_noop("More time is given in steps of 1 minute to 7 days."),
    "round-under-way": gettext_noop("The words that people answer do not change under them."),
    "round-not-ended": gettext_noop(
        "A text has one round at a time: the last one ends, with what it came to, before the next one begins."
    ),
    "nothing-changed": gettext_noop("A next version differs from the one before."),
    "round-on-older-version": gettext_noop("A round asks about the newest version of its text."),
    "no-talk-between": gettext_noop(
        "While the sealed and the named part of a round run, nobody raises or answers reservations by name."
    ),
    "not-adopted-yet": gettext_noop("The group's own rule does not say yet that the text is adopted."),
    "outcome-missing": gettext_noop("An adopted text comes with an outcome."),
    "would-take-missing": gettext_noop("A round that ends without alignment says what it would take."),
    "position-unfit": gettext_noop("A position is a whole number from -2 to 2."),
    "weight-unfit": gettext_noop("A weight is a whole number from 0 to 10."),
    "part-unknown": gettext_noop("A position was given on a part that this version does not have."),
    "observers-see-results": gettext_noop("Observers see released results and nothing else."),
    "not-aligned-text": gettext_noop("The text is settled; write a next version to go on."),
    "version-unknown": gettext_noop("The text has no such version, or no such part."),
}
