"""Reads: everything through the member who asks. `rounds`, one mirror (`mirrors`), what came out and for whom (`results`)."""

from breakthrough.practices.mirror.queries.asked import words_about
from breakthrough.practices.mirror.queries.mirrors import (
    Mirror,
    MirrorLine,
    StepTaken,
    facts_of,
    get_mirror,
    list_mirrors,
    list_own,
    list_taking_part,
    plan_of,
    steps_of,
)
from breakthrough.practices.mirror.queries.results import Result, find_source, result_of
from breakthrough.practices.mirror.queries.rounds import (
    PRACTICE,
    SCOPE,
    find_leader_name,
    find_setup,
    find_setup_for,
    get_round,
    list_leader,
    list_rounds,
)
from breakthrough.rounds.sealed import find_voided, get_joining, list_roster

__all__ = [
    "PRACTICE",
    "SCOPE",
    "Mirror",
    "MirrorLine",
    "Result",
    "StepTaken",
    "facts_of",
    "find_leader_name",
    "find_setup",
    "find_setup_for",
    "find_source",
    "find_voided",
    "get_joining",
    "get_mirror",
    "get_round",
    "list_leader",
    "list_mirrors",
    "list_own",
    "list_roster",
    "list_rounds",
    "list_taking_part",
    "plan_of",
    "result_of",
    "steps_of",
    "words_about",
]
