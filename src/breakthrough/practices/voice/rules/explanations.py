"""The sentences of the journal, and what the Problems of Voice mean."""

from breakthrough.kernel.words import gettext_noop

SENTENCES = {
    "voice.votes_imported": gettext_noop("%(actor)s brought votes in. Number of statements: %(statements)s."),
    "voice.draft_changed": gettext_noop("%(actor)s changed the draft of a round of Straight talk."),
    "voice.draft_discarded": gettext_noop("%(actor)s threw the draft of a round of Straight talk away."),
    "voice.seeds_set": gettext_noop("%(actor)s set the seed statements of a round. There are %(count)s."),
    "voice.prepared": gettext_noop("%(actor)s prepared a round of Straight talk. Its list is fixed."),
    "voice.restarted": gettext_noop(
        "A round of Straight talk went back to its draft. Times so far: %(count)s."
    ),
    "voice.writing_opened": gettext_noop("%(actor)s opened a round for statements."),
    "voice.writing_closing": gettext_noop("%(actor)s announced the end of writing."),
    "voice.writing_closed": gettext_noop("Writing ended."),
    "voice.texts_held": gettext_noop("Too few statements came to show them safely. None was shown."),
    "voice.frozen": gettext_noop(
        "The statements of a round were released together. Number: %(statements)s. Fingerprint: %(root)s."
    ),
    "voice.voting_opened": gettext_noop("%(actor)s opened the votes on the statements."),
    "voice.voting_closing": gettext_noop("%(actor)s announced the end of voting."),
    "voice.voting_closed": gettext_noop("Voting ended."),
    "voice.released": gettext_noop("The results of a round of Straight talk were released."),
    "voice.held": gettext_noop("Too few answers came to show anything safely. Nothing was shown to anyone."),
    "voice.ended": gettext_noop("What was sealed in a round was deleted. Its results stay."),
    "voice.time_given": gettext_noop("%(actor)s gave more time. Minutes: %(minutes)s."),
    "voice.hidden": gettext_noop("%(actor)s hid statement %(statement)s. Reason: %(reason)s"),
    "voice.hidden_by_members": gettext_noop("Members agreed to hide statement %(statement)s."),
    "voice.replied": gettext_noop("%(actor)s replied to statement %(statement)s."),
    "voice.reply_taken_back": gettext_noop("%(actor)s took back a reply to statement %(statement)s."),
    "voice.outcome_linked": gettext_noop("%(actor)s said what came of statement %(statement)s."),
}
EXPLANATIONS = {
    "minutes-missing": gettext_noop("More time is given in whole minutes."),
    "facilitators-bring-votes-in": gettext_noop("Votes are brought in by facilitators."),
    "votes-missing": gettext_noop("None of the files sent is one of an export of votes."),
    "votes-unreadable": gettext_noop("A file of votes is broken; the words name file, line and column."),
    "votes-differ": gettext_noop("The files do not belong to one conversation: they contradict each other."),
    "votes-twice": gettext_noop("Each file of an export of votes is sent once."),
    "votes-too-large": gettext_noop("A file of votes has at most 60 MB, also after unpacking."),
    "votes-already-here": gettext_noop("The collaboration holds exactly these votes already."),
    "votes-changed": gettext_noop("The content hash differs from the one that was looked at before."),
    "archive-broken": gettext_noop("The ZIP is damaged, encrypted or packed in an unusual way."),
    "archive-too-many-files": gettext_noop("The ZIP holds more files than an export of votes can have."),
    "document-unknown": gettext_noop("The JSON document is not an export of votes."),
    "upload-gone": gettext_noop("Files wait for a day to be brought in; then they are thrown away."),
    "not-a-member": gettext_noop("Whoever sent the files has left the collaboration since."),
    "unknown-order": gettext_noop(
        "Statements are sorted by number, text, agree, disagree, pass, gap or unsure."
    ),
    "already-released": gettext_noop(
        "A reading was released before; a second one of changed votes could point to single people."
    ),
    "already-so": gettext_noop("Two people pressed the same button; the first one did it."),
    "phase-order": gettext_noop("The phases of a round follow each other, and there is no way back."),
    "already-closing": gettext_noop("Once the close of a phase is announced, it can no longer be moved."),
    "plan-does-not-fit": gettext_noop("Something in the set-up of a round does not fit; the words say what."),
    "too-few-people": gettext_noop("Straight talk needs at least five people."),
    "quota-too-large": gettext_noop("Below 13 people each person writes one statement, else at most three."),
    "party-too-small": gettext_noop(
        "Results by party need at least five people in every party, and five beside it."
    ),
    "facilitators-run-talks": gettext_noop("Rounds of Straight talk are run by facilitators."),
    "leaders-open": gettext_noop("Opening statements are written by those who lead a party."),
    "openings-are-closed": gettext_noop("Leaders write before they see what others wrote."),
    "not-in-this-round": gettext_noop("Only those on the list of a round write and vote in it."),
    "was-prepared": gettext_noop("A round that people were asked to join stays where everyone can see it."),
    "roster-changed": gettext_noop(
        "Somebody on the list of the round left before it opened; it has to be restarted."
    ),
    "time-unfit": gettext_noop("More time is given in steps of 1 minute to 7 days."),
    "too-many-seeds": gettext_noop("A round takes up to 300 seed statements."),
    "too-many-statements": gettext_noop("A sealed vote has room for 900 statements."),
    "seeds-unfit": gettext_noop(
        "A line of the file of seed statements does not fit; nothing was brought in."
    ),
    "seeds-unreadable": gettext_noop("The file of seed statements cannot be read; the words say why."),
    "text-missing": gettext_noop("A text is needed here."),
    "address-unfit": gettext_noop(
        "What came of a statement is linked by a web address or an address of this site."
    ),
    "already-hidden": gettext_noop("A statement is hidden once."),
    "statement-hidden": gettext_noop("A hidden statement cannot be answered."),
}
