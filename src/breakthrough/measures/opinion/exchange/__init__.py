"""Votes in and out: the open export format for vote datasets.

Reads lines of text or bytes that the caller opened, and answers a precise `ExchangeProblem` for anything broken.
Not for sealed rounds: they never export rows per person.
"""

from breakthrough.measures.opinion.exchange.content import (
    Comment,
    ExchangeProblem,
    ImportedPerson,
    Lines,
    Matrix,
    Note,
    VoteEvents,
    VoteImport,
)
from breakthrough.measures.opinion.exchange.events import parse_votes
from breakthrough.measures.opinion.exchange.matrix import parse_participants_votes
from breakthrough.measures.opinion.exchange.texts import parse_comments, parse_summary
from breakthrough.measures.opinion.exchange.whole import FILES, parse_export
from breakthrough.measures.opinion.exchange.writing import write_export
from breakthrough.measures.opinion.votes import fingerprint

__all__ = [
    "FILES",
    "Comment",
    "ExchangeProblem",
    "ImportedPerson",
    "Lines",
    "Matrix",
    "Note",
    "VoteEvents",
    "VoteImport",
    "fingerprint",
    "parse_comments",
    "parse_export",
    "parse_participants_votes",
    "parse_summary",
    "parse_votes",
    "write_export",
]
