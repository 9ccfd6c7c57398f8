"""The command line's door: `breakthrough import-votes` and `export-votes`, for the operator."""

import sys
from pathlib import Path

from django.utils import timezone

from breakthrough.collaborations.models import Collaboration
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.voice import actions, queries, rules
from breakthrough.practices.voice.rules import folders


def import_votes(*, folder: Path, collaboration: str, dry_run: bool) -> int:
    """Bring in the votes of `folder` (or of a ZIP), say what they hold, and queue the reading; return the exit code.

    All or nothing. The same content twice changes nothing and names the round that is there already.
    """
    space = Collaboration.objects.filter(slug=collaboration).first()
    if space is None:
        raise Problem(
            "no-such-collaboration",
            status=404,
            words=gettext_noop("There is no collaboration “%(slug)s”. Use the last part of its address."),
            params={"slug": collaboration},
        )
    try:
        files = folders.read_folder(folder)
        found = actions.find_findings(collaboration=space, files=files)
        _say_findings(found)
        if dry_run:
            sys.stdout.write("Nothing was stored.\n")
            return 0
        made = actions.import_votes(collaboration=space, actor=None, files=files, now=timezone.now())
    except Problem as problem:
        if problem.code != "votes-already-here":
            raise
        sys.stdout.write(f"{problem} round {problem.params['round']}\n")
        return 0
    actions.start_reading(round=made, owner=None, now=timezone.now())
    sys.stdout.write(f"Imported as round {made.pk}. A worker is working out what these people think.\n")
    return 0


def export_votes(*, round_id: str, folder: Path) -> int:
    """Write the canonical files of a round into `folder` (made if missing), never over other content; return the exit code."""
    files = rules.unpack_archive(queries.get_content(queries.get_round_by_text(round_id)))
    folder.mkdir(parents=True, exist_ok=True)
    for name in sorted(files):
        path = folder / name
        if path.exists() and path.read_bytes() != files[name]:
            raise Problem(
                "file-exists",
                status=409,
                words=gettext_noop(
                    "%(path)s is there already and holds something else. Choose an empty folder."
                ),
                params={"path": str(path)},
            )
    for name in sorted(files):
        (folder / name).write_bytes(files[name])
        sys.stdout.write(f"{folder / name}\n")
    return 0


def _say_findings(found: rules.Findings) -> None:
    groups = f", {len(found.group_sizes)} published groups" if found.group_sizes else ""
    sys.stdout.write(
        f"{found.title}: {found.person_count} people, {found.statement_count} statements, {found.vote_count} votes{groups}.\n"
    )
    for note in found.notes:
        sys.stdout.write(f"  {note['file']}: {note['reason']} ({note['count']})\n")
