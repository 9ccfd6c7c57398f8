"""A job as its owner reads it: words in the reader's language, and where to go when it is done."""

from dataclasses import dataclass

from django.utils.translation import gettext

from breakthrough.background import rules
from breakthrough.background.kinds import Json
from breakthrough.background.models import Ending, Job
from breakthrough.background.rules import State


@dataclass(frozen=True, slots=True)
class Readout:
    """What page and API show. `next_address` is where a finished job leads, "" if nowhere."""

    job: Job
    state: State
    title: str
    sentence: str
    next_address: str

    @property
    def is_over(self) -> bool:
        return self.state in rules.FINAL

    @property
    def may_be_cancelled(self) -> bool:
        return self.state in {State.WAITING, State.RUNNING}

    @property
    def may_be_repeated(self) -> bool:
        return self.state in rules.REPEATABLE


def read(job: Job) -> Readout:
    """Return the readout of a job that `queries.get_job` returned."""
    ending: Ending | None = getattr(job, "ending", None)
    return Readout(
        job=job,
        state=job.state,
        title=gettext(job.title),
        sentence=_sentence(job, ending),
        next_address=_next_address(ending.result if ending is not None else None),
    )


def problem_sentence(problem: Json) -> str:
    """Return the words of a stored Problem in the reader's language, "" if there is none."""
    if not isinstance(problem, dict):
        return ""
    return _filled(str(problem["words"]), problem.get("params"))


def _sentence(job: Job, ending: Ending | None) -> str:
    state = job.state
    if state is State.REFUSED and ending is not None:
        return problem_sentence(ending.problem)
    if state is State.RUNNING and job.words:
        return _filled(job.words, job.params)
    return gettext(rules.STATE_WORDS[state])


def _filled(words: str, params: Json) -> str:
    translated = gettext(words)
    return translated % params if isinstance(params, dict) and params else translated


def _next_address(result: Json) -> str:
    address = result.get("next") if isinstance(result, dict) else None
    is_local = isinstance(address, str) and address.startswith("/") and not address.startswith(("//", "/\\"))
    return str(address) if is_local else ""
