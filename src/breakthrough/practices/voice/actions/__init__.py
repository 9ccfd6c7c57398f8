"""Writes: keeping an upload, looking at it, bringing votes in, starting a reading."""

from breakthrough.practices.voice.actions.importing import find_findings, import_votes, start_reading
from breakthrough.practices.voice.actions.uploads import (
    check_upload,
    erase_records,
    export_records,
    import_upload,
    keep_upload,
    merge_records,
    start_check,
    start_import,
)

__all__ = [
    "check_upload",
    "erase_records",
    "export_records",
    "find_findings",
    "import_upload",
    "import_votes",
    "keep_upload",
    "merge_records",
    "start_check",
    "start_import",
    "start_reading",
]
