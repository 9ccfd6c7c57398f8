"""What may happen in Voice, and what follows. Pure: no database, no clock, no network.

Imported votes: `archive`, `folders`, `votes`. Straight talk: `plans` (set-up), `phases` (its life), `standing` (who may do
what), `codes` (one vote as a number), `frozen` (the statements voted on), `words`, `seeds`, `hiding`, `ticks`, `routing`, `traces`.
"""

from breakthrough.practices.voice.rules.archive import (
    FILES,
    Limits,
    document_of,
    pack,
    unpack,
    unpack_archive,
)
from breakthrough.practices.voice.rules.votes import (
    SEED,
    Findings,
    check_may_export_votes,
    check_may_import,
    check_same_content,
    shorten,
)

__all__ = [
    "FILES",
    "SEED",
    "Findings",
    "Limits",
    "check_may_export_votes",
    "check_may_import",
    "check_same_content",
    "document_of",
    "pack",
    "shorten",
    "unpack",
    "unpack_archive",
]
