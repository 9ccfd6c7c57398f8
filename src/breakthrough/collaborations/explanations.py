"""What the problem codes of collaborations mean, for the pages `/problems/<code>`."""

from breakthrough.kernel.words import gettext_noop

EXPLANATIONS: dict[str, str] = {
    "no-party": gettext_noop("A collaboration has at least one party."),
    "party-named-twice": gettext_noop("Two parties of a collaboration may not have the same name."),
    "too-many-parties": gettext_noop("A collaboration has at most twelve parties."),
    "own-party-unknown": gettext_noop("Whoever starts a collaboration belongs to one of its parties."),
    "facilitators-only": gettext_noop("This is for facilitators of the collaboration."),
    "observers-see-results": gettext_noop("Observers see released results and nothing else."),
    "own-party-only": gettext_noop(
        "Only facilitators and leaders of a member's own party decide about that member."
    ),
    "own-choice": gettext_noop(
        "Only the facilitator in question says whether they lead their party besides."
    ),
    "may-not-invite": gettext_noop("Facilitators invite to every party, leaders to their own."),
    "link-for-members-only": gettext_noop(
        "Links can be passed on, so they bring in members and observers only."
    ),
    "stewards-from-within": gettext_noop(
        "A party that has facilitators or leaders chooses further ones itself."
    ),
    "removed": gettext_noop(
        "Somebody who was removed can come back only through an invitation made after that."
    ),
    "leave-instead": gettext_noop("Removing is for others; to go yourself, leave."),
    "last-facilitator": gettext_noop(
        "A collaboration always has a facilitator, so the last one hands over first."
    ),
    "offer-facilitation": gettext_noop("Facilitation is offered and accepted, never assigned."),
    "facilitators-step-down": gettext_noop("A facilitator lays the role down themselves."),
    "facilitates-already": gettext_noop("Facilitation was offered to somebody who has it."),
    "stewards-stay": gettext_noop(
        "Facilitators and leaders cannot move to another party while they have that role."
    ),
    "no-offer": gettext_noop("There is no offer of facilitation waiting for an answer."),
    "not-in-any-more": gettext_noop("The member left or was removed in the meantime."),
    "nothing-written": gettext_noop("A text that is needed is empty."),
    "too-long": gettext_noop("A text is longer than there is room for."),
    "unreadable-text": gettext_noop("A text holds control characters or others that cannot be shown."),
    "invitation-taken-back": gettext_noop("The invitation was taken back or replaced by a fresh one."),
    "invitation-used": gettext_noop("A personal invitation works once."),
    "nothing-to-send": gettext_noop("Only open e-mail invitations can be sent again."),
    "on-its-way": gettext_noop("The e-mail before has not been tried yet."),
    "code-unknown": gettext_noop("No open invitation has this code."),
    "one-of-two": gettext_noop("Exactly one of two alternatives has to be given."),
    "list-too-large": gettext_noop("A list may have 1 MB and 2,000 lines."),
    "list-empty": gettext_noop("The list names nobody."),
    "list-unreadable": gettext_noop("The file is not text in UTF-8, UTF-16 or Western European encoding."),
    "list-without-addresses": gettext_noop(
        "The first line of a list names its columns; one of them is called email."
    ),
    "party-missing": gettext_noop("A line names no party, and there is more than one to choose from."),
    "party-unknown": gettext_noop("A line names a party that the collaboration does not have."),
    "role-unknown": gettext_noop("A line names a role that does not exist."),
}
