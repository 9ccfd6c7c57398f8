"""What is written to everybody about a round: one subject and one sentence for each occasion, the same for all."""

from breakthrough.kernel.words import Letter, gettext_noop

LETTERS: dict[str, Letter] = {
    "joining": Letter(
        gettext_noop("Alignment: %(title)s"),
        gettext_noop(
            "You are asked where you stand, and you are on the list. Open the page once on the device you will answer with: it "
            "fetches your seal. Check that the four words on the page are the ones in this mail."
        ),
    ),
    "sealed": Letter(
        gettext_noop("Your sealed stance: %(title)s"),
        gettext_noop("You can say now where you stand, sealed. It takes two minutes."),
    ),
    "sealed-reminder": Letter(
        gettext_noop("The sealed part ends soon: %(title)s"),
        gettext_noop(
            "The time for sealed stances is coming to its end. This reminder goes to everybody on the list, whether they answered or not: we cannot tell."
        ),
    ),
    "named": Letter(
        gettext_noop("Now with your name: %(title)s"),
        gettext_noop(
            "The sealed part is over. Say now with your name where you stand. Then everything is shown at once."
        ),
    ),
    "named-reminder": Letter(
        gettext_noop("The named part ends soon: %(title)s"),
        gettext_noop(
            "The time for named stances is coming to its end. This reminder goes to everybody on the list."
        ),
    ),
    "results": Letter(
        gettext_noop("Where you stand: %(title)s"),
        gettext_noop("You can see now where this group stands, and which reservations wait for an answer."),
    ),
    "held": Letter(
        gettext_noop("Too few to show: %(title)s"),
        gettext_noop(
            "Not enough sealed answers came to show them safely. They were shown to nobody, and will be deleted. The named stances are there."
        ),
    ),
    "review": Letter(
        gettext_noop("To look at again today: %(title)s"),
        gettext_noop(
            "When you agreed on this text, you set today as the day to look at it again. Does it still hold? Whoever stands elsewhere now can say so, and a next version can be written."
        ),
    ),
    "concluded": Letter(
        gettext_noop("The outcome: %(title)s"),
        gettext_noop("The round has ended. The page says what was agreed, or what it would take."),
    ),
}
