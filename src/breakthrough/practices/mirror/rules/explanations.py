"""The sentences of the journal, and what the Problems of Mirror mean."""

from breakthrough.kernel.words import gettext_noop

# The journal tells that something was shown or pledged, never what, nor what was kept back.
SENTENCES = {
    "mirror.draft_changed": gettext_noop("%(actor)s changed the draft of a mirror."),
    "mirror.draft_discarded": gettext_noop("%(actor)s threw the draft of a mirror away."),
    "mirror.prepared": gettext_noop("%(actor)s prepared a mirror. Its list is fixed."),
    "mirror.restarted": gettext_noop("A mirror went back to its draft. Times so far: %(count)s."),
    "mirror.opened": gettext_noop("The questions of a mirror were opened."),
    "mirror.closing": gettext_noop("The end of a mirror was announced."),
    "mirror.closed": gettext_noop("A mirror takes no more answers."),
    "mirror.released": gettext_noop(
        "The answers of a mirror were counted. The result is with the one who looks into it."
    ),
    "mirror.held": gettext_noop("Too few answers came to show anything safely. Nothing was shown to anyone."),
    "mirror.ended": gettext_noop("What was sealed in a mirror was deleted."),
    "mirror.time_given": gettext_noop("%(actor)s gave more time. Minutes: %(minutes)s."),
    "mirror.shown": gettext_noop("%(actor)s showed something of a mirror to those who took part."),
    "mirror.pledged": gettext_noop("%(actor)s said what they will do differently."),
}
EXPLANATIONS = {
    "leaders-hold-mirrors": gettext_noop("A mirror is begun by somebody who leads, for themselves."),
    "mirror-of-another": gettext_noop("A mirror is run by the one who looks into it, and by nobody else."),
    "own-view-unfit": gettext_noop(
        "Whoever looks into a mirror first answers eight sentences about themselves, and says what they expect; one of two on each facet at least."
    ),
    "own-view-first": gettext_noop("Whoever looks into a mirror answers before anybody else is asked."),
    "too-few-others": gettext_noop("A mirror needs at least five people besides the one who looks into it."),
    "nothing-chosen": gettext_noop("Showing takes at least one part of the result."),
    "cannot-be-shown": gettext_noop("Only parts of the result that hold numbers can be shown."),
    "pledged-already": gettext_noop("A mirror has one pledge, which stays as people read it."),
    "pledge-unfit": gettext_noop("A pledge is a sentence of up to 300 characters."),
}
