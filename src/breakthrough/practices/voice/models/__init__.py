"""Tables of Voice: votes brought in (`imports`), rounds of Straight talk (`talks`), what is said in them (`statements`)."""

from breakthrough.practices.voice.models.imports import ImportedStatement, Upload, UploadCheck, VoteImport
from breakthrough.practices.voice.models.statements import (
    Flag,
    Hiding,
    Reply,
    Revision,
    Statement,
    Trace,
)
from breakthrough.practices.voice.models.talks import (
    LeftOut,
    Letter,
    OpeningStatement,
    Seed,
    Setup,
    StepRecord,
)

__all__ = [
    "Flag",
    "Hiding",
    "ImportedStatement",
    "LeftOut",
    "Letter",
    "OpeningStatement",
    "Reply",
    "Revision",
    "Seed",
    "Setup",
    "Statement",
    "StepRecord",
    "Trace",
    "Upload",
    "UploadCheck",
    "VoteImport",
]
