"""What the journal says of sealed rounds. Nothing that somebody gave, or whether they gave anything, is ever a line."""

from breakthrough.kernel.words import gettext_noop

SENTENCES: dict[str, str] = {
    "sealed.prepared": gettext_noop(
        "%(actor)s prepared a sealed round. People on its list: %(members)s. Restarts before it: %(restarts)s. Digest: %(digest)s"
    ),
    "sealed.voided": gettext_noop("%(actor)s gave up a sealed round before it opened."),
    "sealed.objected": gettext_noop("%(member)s objected to the list of a sealed round."),
    "sealed.opened": gettext_noop(
        "%(actor)s opened a sealed round (%(label)s). Seals given out: %(issued)s. The keys that made them are destroyed."
    ),
    "sealed.closing": gettext_noop("%(actor)s announced that a sealed round closes (%(label)s)."),
    "sealed.closed": gettext_noop("A sealed round closed (%(label)s)."),
    "sealed.released": gettext_noop(
        "A sealed round was released (%(label)s). Four words of its board: %(words)s. Root: %(root)s"
    ),
    "sealed.ticked": gettext_noop(
        "Authors changed what they had given (%(label)s). Four words of the new board: %(words)s. Root: %(root)s"
    ),
    "sealed.held": gettext_noop(
        "A sealed round had too few answers to show any safely (%(label)s). Nothing was shown."
    ),
    "sealed.hold_ended": gettext_noop("The answers that could not be shown safely were deleted (%(label)s)."),
    "sealed.ended": gettext_noop("A sealed round ended. What need not be kept was deleted."),
}
