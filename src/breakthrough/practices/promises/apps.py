"""Promises as a Django app."""

from django.apps import AppConfig

from breakthrough.kernel.words import gettext_noop

# The journal says that somebody answered, not that they declined: being free to say no needs no audience.
SENTENCES = {
    "promise.request": gettext_noop("%(actor)s asked for a promise."),
    "promise.offer": gettext_noop("%(actor)s offered a promise."),
    "promise.promise": gettext_noop("%(actor)s promised something."),
    "promise.accept": gettext_noop("%(actor)s said yes."),
    "promise.decline": gettext_noop("%(actor)s answered what they were asked."),
    "promise.counter": gettext_noop("%(actor)s proposed other terms for a promise."),
    "promise.agree": gettext_noop("%(actor)s agreed to the other terms of a promise."),
    "promise.withdraw": gettext_noop("%(actor)s took back what they had asked or offered."),
    "promise.lapse": gettext_noop("A question for a promise was not answered in time."),
    "promise.warn": gettext_noop("%(actor)s said early that a promise is at risk."),
    "promise.propose_change": gettext_noop("%(actor)s proposed to change a promise."),
    "promise.agree_change": gettext_noop("%(actor)s agreed to change a promise."),
    "promise.refuse_change": gettext_noop("%(actor)s wanted a promise to stay as it is."),
    "promise.drop": gettext_noop("%(actor)s took back the change they had proposed."),
    "promise.report_done": gettext_noop("%(actor)s said that a promise is done."),
    "promise.return": gettext_noop("%(actor)s said what is still missing from a promise."),
    "promise.take_back": gettext_noop("%(actor)s took back that a promise is done."),
    "promise.release": gettext_noop("%(actor)s no longer needs what was promised."),
    "promise.revoke": gettext_noop("%(actor)s said that they will not do what they promised."),
    "promise.close_not_kept": gettext_noop("A promise was closed as not kept."),
    "promise.link_added": gettext_noop("%(actor)s added a link to what was done."),
}
EXPLANATIONS = {
    "link-over": gettext_noop("A link in a letter serves one step, and only while that step is still open."),
    "ask-somebody-else": gettext_noop(
        "A promise has a customer and a performer, who are not the same person."
    ),
    "due-in-the-past": gettext_noop(
        "A due day is today or later. A day is over when it is over everywhere on earth."
    ),
    "due-too-far": gettext_noop("A due day is at most five years ahead."),
    "link-unreadable": gettext_noop("A link is a web address with http or https, of at most 500 characters."),
    "looked-back-lately": gettext_noop("Promises are looked back on at most once a week."),
    "moved-on": gettext_noop(
        "The conversation went on after the page was loaded; `seen` is not its number of steps."
    ),
    "nobody-asked": gettext_noop("A promise is asked of, or offered to, somebody."),
    "not-due-yet": gettext_noop("A promise can be closed as not kept once its day is over."),
    "not-possible-now": gettext_noop("The state of the promise has no such next step for this side."),
    "not-your-promise": gettext_noop("A promise is moved on by its two sides only."),
    "nothing-changed": gettext_noop("Other terms differ from those there are, in their words or their day."),
    "observers-see-results": gettext_noop("Observers see released results and nothing else."),
    "origin-unknown": gettext_noop("What the promise was to come from does not exist for the one who asks."),
    "recipient-unknown": gettext_noop(
        "Promises are asked of members who are in, and of parties of the collaboration."
    ),
    "too-many-asked": gettext_noop("At most twelve people or parties are asked at once."),
    "too-many-links": gettext_noop("A promise has at most twenty links."),
    "too-many-steps": gettext_noop("A conversation has at most 200 steps."),
    "weekday-unknown": gettext_noop("Days of the week are 0 (Monday) to 6 (Sunday)."),
}


class PromisesConfig(AppConfig):
    """Who has promised what to whom, and does it hold."""

    name = "breakthrough.practices.promises"
    label = "promises"

    def ready(self) -> None:
        """Give the journal its sentences, members' own records a hook, other practices a way here; explain Problems."""
        from breakthrough.collaborations import registry
        from breakthrough.evidence import registry as evidence_registry
        from breakthrough.practices.promises import actions, jobs, pages
        from breakthrough.rounds import threads
        from breakthrough.web import problem_types

        problem_types.explain(EXPLANATIONS)
        registry.register_sentences(SENTENCES)
        registry.register_member_records(
            "promises",
            export=actions.export_records,
            merge=actions.merge_records,
            erase=actions.erase_records,
        )
        threads.register_beginning(gettext_noop("Ask for a promise"), "promises:request")
        threads.register_beginning(gettext_noop("Offer a promise"), "promises:offer")
        threads.register_source("promises", pages.find_source, tell=pages.tell)
        threads.register_follow(pages.list_follows)
        evidence_registry.register("promises", pages.find_evidence)
        assert jobs  # noqa: S101 (imported so that its kinds of work are known)
