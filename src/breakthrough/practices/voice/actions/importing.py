"""Bringing votes in: all of it or nothing, and the job that reads them."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from breakthrough.background import work
from breakthrough.background.models import Job
from breakthrough.collaborations import journal
from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.voice import queries, rules
from breakthrough.practices.voice.models import ImportedStatement, VoteImport
from breakthrough.rounds import actions as round_actions
from breakthrough.rounds import rules as round_rules
from breakthrough.rounds.models import Round

if TYPE_CHECKING:
    from breakthrough.measures.opinion import exchange


def import_votes(
    *,
    collaboration: Collaboration,
    actor: Member | None,
    files: Mapping[str, bytes],
    title: str = "",
    question: str = "",
    expected: str | None = None,
    now: datetime,
) -> Round:
    """Return the closed, not sealed round made from the files; nothing is stored if anything is wrong with them.

    `actor` is None for the operator. Without `title` and `question` the summary's are taken. Raises ExchangeProblem (with
    file, line, column), or the Problem `votes-already-here` with the parameter `round` if this collaboration has them.
    """
    rules.check_may_import(Role(actor.role) if actor else None)
    parsed, canonical = _read_files(files)
    found = _describe(parsed, canonical)
    rules.check_same_content(content_hash=found.content_hash, expected=expected)
    try:
        with transaction.atomic():
            _check_unknown(collaboration, found.content_hash)
            made = round_actions.begin_round(
                collaboration=collaboration,
                actor=actor,
                practice=queries.PRACTICE,
                title=title.strip() or found.title,
                question=question.strip() or found.question,
                now=now,
            )
            _store(made, parsed, canonical, found)
            journal.write(
                collaboration=collaboration,
                actor=actor,
                verb="voice.votes_imported",
                now=now,
                facts={
                    "round": str(made.pk),
                    "content": found.content_hash,
                    "statements": found.statement_count,
                },
            )
            round_actions.close_round(round=made, actor=actor, now=now)
    except IntegrityError:
        _check_unknown(collaboration, found.content_hash)  # somebody brought the same votes in a moment ago
        raise
    return made


def find_findings(*, collaboration: Collaboration, files: Mapping[str, bytes]) -> rules.Findings:
    """Return what the files hold, without storing anything; Problems as in `import_votes`."""
    found = _describe(*_read_files(files))
    _check_unknown(collaboration, found.content_hash)
    return found


def start_reading(*, round: Round, owner: uuid.UUID | None, now: datetime) -> Job:
    """Start the job that works out what these people think."""
    return work.start("voice.read", {"round": str(round.pk)}, owner=owner, topic=f"round:{round.pk}", now=now)


def _read_files(files: Mapping[str, bytes]) -> tuple["exchange.VoteImport", dict[str, bytes]]:
    from breakthrough.measures.opinion import exchange  # numpy stays out of the web process

    parsed = exchange.parse_export(files)
    return parsed, {name: text.encode() for name, text in exchange.write_export(parsed).items()}


def _describe(parsed: "exchange.VoteImport", canonical: Mapping[str, bytes]) -> rules.Findings:
    summary = {key.strip().lower(): value for key, value in parsed.summary}
    sizes: dict[str, int] = {}
    for group in parsed.groups.values():
        sizes[group] = sizes.get(group, 0) + 1
    digest = hashlib.sha256()
    for name in sorted(canonical):
        digest.update(f"{name}\0{len(canonical[name])}\0".encode() + canonical[name])
    return rules.Findings(
        person_count=parsed.table.person_count,
        silent_count=parsed.table.silent_count,
        statement_count=parsed.table.statement_count,
        vote_count=parsed.table.vote_count,
        group_sizes=tuple(sorted(sizes.values(), reverse=True)),
        title=rules.shorten(summary.get("topic", ""), limit=round_rules.TITLE_LENGTH)
        or str(gettext_noop("Imported votes")),
        question=rules.shorten(
            summary.get("conversation-description", ""), limit=round_rules.QUESTION_LENGTH
        ),
        source=_source(summary.get("url", "")),
        content_hash=digest.hexdigest(),
        notes=tuple(
            {"file": one.file, "reason": one.reason, "count": one.count, "lines": list(one.lines)}
            for one in parsed.notes
        ),
    )


def _store(
    made: Round, parsed: "exchange.VoteImport", canonical: Mapping[str, bytes], found: rules.Findings
) -> None:
    votes = VoteImport.objects.create(
        round=made,
        collaboration=made.collaboration,
        content_hash=found.content_hash,
        content=rules.pack(canonical),
        source=found.source,
    )
    table, texts = parsed.table, parsed.texts
    ImportedStatement.objects.bulk_create(
        (
            ImportedStatement(
                vote_import=votes,
                key=key,
                position=position,
                text=texts.get(key, "").replace("\0", ""),
                moderation=int(table.status[position]),
                is_meta=bool(table.is_meta[position]),
            )
            for position, key in enumerate(table.statement_keys)
        ),
        batch_size=500,
    )


def _check_unknown(collaboration: Collaboration, content_hash: str) -> None:
    here = queries.find_round_with(collaboration, content_hash)
    if here is not None:
        raise Problem(
            "votes-already-here",
            status=409,
            words=gettext_noop("These votes are already here, as “%(title)s”. Nothing was changed."),
            params={"title": here.title, "round": str(here.pk)},
        )


def _source(address: str) -> str:
    """Only web addresses become links; whatever else a summary names is left out."""
    clean = address.strip()
    return (
        clean
        if clean.startswith(("https://", "http://")) and len(clean) <= 500 and clean.isprintable()
        else ""
    )
