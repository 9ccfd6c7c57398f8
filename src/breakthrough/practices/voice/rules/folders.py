"""The files of a vote export in a folder of this machine, for the command line."""

from pathlib import Path

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.voice.rules import archive

COMMAND_LINE = archive.Limits(
    file_size=4 * 1024**3, total_size=8 * 1024**3, entry_count=10_000, ratio=100_000
)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the known files of a folder, or of a ZIP or JSON export, by name. Raises a Problem if there are none."""
    if folder.is_file():
        with folder.open("rb") as stream:
            return archive.unpack([(folder.name, stream)], limits=COMMAND_LINE)
    if not folder.is_dir():
        raise Problem(
            "folder-missing",
            status=404,
            words=gettext_noop("There is no folder %(path)s. Check how it is written."),
            params={"path": str(folder)},
        )
    found: dict[str, bytes] = {}
    for path in sorted(folder.iterdir()):
        if path.name.lower() in archive.FILES and path.is_file():
            with path.open("rb") as stream:
                found |= archive.unpack([(path.name, stream)], limits=COMMAND_LINE)
    return found or archive.unpack([], limits=COMMAND_LINE)
