"""The sentences of the journal, and what the Problems of Pulse mean."""

from breakthrough.kernel.words import gettext_noop

SENTENCES = {
    "pulse.draft_changed": gettext_noop("%(actor)s changed the draft of a Pulse."),
    "pulse.draft_discarded": gettext_noop("%(actor)s threw the draft of a Pulse away."),
    "pulse.prepared": gettext_noop("%(actor)s prepared a Pulse. Its list is fixed."),
    "pulse.restarted": gettext_noop("A Pulse went back to its draft. Times so far: %(count)s."),
    "pulse.opened": gettext_noop("%(actor)s opened the questions of a Pulse."),
    "pulse.closing": gettext_noop("%(actor)s announced the end of a Pulse."),
    "pulse.closed": gettext_noop("A Pulse takes no more answers."),
    "pulse.released": gettext_noop("The results of a Pulse were released."),
    "pulse.held": gettext_noop("Too few answers came to show anything safely. Nothing was shown to anyone."),
    "pulse.ended": gettext_noop("What was sealed in a Pulse was deleted. Its results stay."),
    "pulse.time_given": gettext_noop("%(actor)s gave more time. Minutes: %(minutes)s."),
    "pulse.series_begun": gettext_noop("%(actor)s began waves of a Pulse. Days between them: %(days)s."),
    "pulse.series_stopped": gettext_noop("%(actor)s stopped the waves of a Pulse."),
    "pulse.series_unseen": gettext_noop(
        "The waves of a Pulse stopped by themselves: nobody looked at two results in a row."
    ),
    "pulse.series_nobody_runs_it": gettext_noop(
        "The waves of a Pulse stopped: whoever began them no longer facilitates."
    ),
    "pulse.wave_skipped": gettext_noop("A wave of a Pulse did not come about. Reason: %(reason)s"),
    "pulse.turn_set": gettext_noop("%(actor)s fixed a date: %(words)s (%(on)s)"),
}
EXPLANATIONS = {
    "facilitators-run-pulses": gettext_noop("A Pulse is begun and run by facilitators."),
    "own-questions-unfit": gettext_noop(
        "A full Pulse takes up to three questions of your own, each of up to 140 characters."
    ),
    "plan-does-not-fit": gettext_noop("Something in the set-up of a round does not fit; the words say what."),
    "too-few-people": gettext_noop("A sealed round needs at least five people."),
    "series-is-over": gettext_noop("Waves that have stopped do not start again; begin another Pulse."),
    "date-has-passed": gettext_noop(
        "A date of change is fixed beforehand, so that it cannot be chosen to fit."
    ),
    "turn-words-unfit": gettext_noop(
        "A date of change says in up to 140 characters what is done differently."
    ),
}
