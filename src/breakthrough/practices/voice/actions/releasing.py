"""What follows from the ballot box: texts become statements, counted votes end the round. Safe to run again."""

import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from breakthrough.background import work
from breakthrough.background.work import Json
from breakthrough.ballotbox.protocol import bodies, encoding, leaving_out, messages
from breakthrough.ballots.models import Joining
from breakthrough.ballots.plans import Release
from breakthrough.practices.voice import queries, rules
from breakthrough.practices.voice.actions import notifying, steps, talking
from breakthrough.practices.voice.models import (
    Flag,
    OpeningStatement,
    Revision,
    Seed,
    Setup,
    Statement,
    StepRecord,
)
from breakthrough.practices.voice.queries import VOTING, WRITING
from breakthrough.practices.voice.rules import frozen, phases, plans
from breakthrough.practices.voice.rules.frozen import Source, Text
from breakthrough.practices.voice.rules.phases import Phase, Step
from breakthrough.rounds import letters
from breakthrough.rounds import steps as round_steps

RELEASE_KIND = "voice.release"
SALT_BYTES = 16
_CLOSED = {WRITING: Step.WRITING_CLOSED, VOTING: Step.VOTING_CLOSED}


def follow(joining: Joining, label: str, event: str, now: datetime) -> None:
    """Follow what happened in the ballot box, inside its transaction; what takes time is left to a job."""
    setup = queries.find_setup_for(joining.pk)
    if setup is None:
        return
    if event == "closed":
        _note(setup, _CLOSED[label], now=now)
        appoint_release(setup.round_id, label, at=now)
    elif event == "released" and label == WRITING and Step.FROZEN in queries.steps_of(setup):
        appoint_release(setup.round_id, label, at=now)  # a tick: authors changed or withdrew what they said
    elif event == "voided":
        talking.follow_voided(setup, now=now)
    elif event == "ended":
        _note(setup, Step.ENDED, now=now)
        Flag.objects.filter(statement__setup=setup).delete()  # who flagged what is kept no longer than needed
        round_steps.close_round(setup, now=now)


def appoint_release(round_id: uuid.UUID, label: str, *, at: datetime) -> None:
    """Have the job that fetches what came out of a scope start at `at`; one at a time waits for each scope."""
    work.appoint(
        RELEASE_KIND,
        {"round": str(round_id), "label": label},
        key=release_key(round_id, label),
        at=at,
        topic=f"round:{round_id}",
    )


def release_key(round_id: uuid.UUID, label: str) -> str:
    """Return the name of the appointment at which a scope's outcome is fetched."""
    return f"{RELEASE_KIND}:{round_id}:{label}"


def context_of(setup: Setup) -> dict[str, Json]:
    """Return what the tally has to know beside the votes: how many statements there are, and which do not count."""
    roster = queries.list_roster(setup)
    return {
        "statements": Statement.objects.filter(setup=setup).count(),
        "hidden": sorted(int(number) - 1 for number in queries.hidden_numbers(setup.round_id)),
        "eligible": len(roster),
        "parties": len({one.party_id for one in roster}),
        "seed": rules.SEED,
    }


def keep_texts(
    *, setup: Setup, release: Release, now: datetime, random: Callable[[int], bytes] = secrets.token_bytes
) -> None:
    """Freeze the statements: what was released from the box, the seeds, the leaders' openings. Later: what authors changed."""
    with transaction.atomic():
        held = steps.lock(setup.round)
        if phases.phase_of(queries.steps_of(held)) is Phase.GATHERING:
            _gather(held, release, now=now, random=random)
        else:
            _keep_revisions(held, release, now=now)
    is_waiting = phases.phase_of(queries.steps_of(setup)) is Phase.STATEMENTS
    if is_waiting and setup.mode == plans.Mode.DAYS.value:
        talking.open_voting(member=None, round=setup.round, now=now)


def keep_counted(*, setup: Setup, release: Release, now: datetime) -> None:
    """End the round: its results are released, or held for everybody alike. The readings are stored before this."""
    with transaction.atomic():
        held = steps.lock(setup.round)
        if phases.phase_of(queries.steps_of(held)) is not Phase.COUNTING:
            return
        is_held = release.state == "held"
        steps.take(held, Step.HELD if is_held else Step.RELEASED, by=None, now=now)
        round_steps.close_round(held, now=now)
        letters.begin(notifying.POST, held, "held" if is_held else "results", now=now)


def _gather(setup: Setup, release: Release, *, now: datetime, random: Callable[[int], bytes]) -> None:
    if release.state == "held":
        steps.take(setup, Step.TEXTS_HELD, by=None, now=now)
    openings = OpeningStatement.objects.filter(setup=setup)
    seeds = Seed.objects.filter(setup=setup).values_list("text", flat=True)
    arranged = frozen.arrange(
        openings=[Text(one.text, Source.OPENING, by=str(one.member_id)) for one in openings],
        seeds=[Text(text, Source.SEED) for text in seeds],
        sealed=_texts_of(release),
    )
    if arranged:
        _freeze(setup, [replace(one, salt=random(SALT_BYTES).hex()) for one in arranged], now=now)
    else:
        _hold(setup, now=now)


def _freeze(setup: Setup, arranged: Sequence[Text], *, now: datetime) -> None:
    assert setup.joining_id is not None  # noqa: S101 (a round that gathers was prepared)
    Statement.objects.bulk_create(
        (
            Statement(
                setup=setup,
                number=number,
                text=one.text,
                source=one.source.value,
                seal=one.seal,
                salt=one.salt,
                by_id=uuid.UUID(one.by) if one.by else None,
            )
            for number, one in enumerate(arranged, start=1)
        ),
        batch_size=500,
    )
    setup.root = frozen.root_of(setup.joining_id.hex, arranged).hex()
    setup.save(update_fields=["root"])
    steps.take(
        setup,
        Step.FROZEN,
        by=None,
        now=now,
        facts={"root": setup.root, "statements": len(arranged)},
    )


def _hold(setup: Setup, *, now: datetime) -> None:
    """Nobody's words can be shown, and there is nothing else to vote on: the round is over, and says so kindly."""
    if Step.TEXTS_HELD not in queries.steps_of(setup):
        steps.take(setup, Step.TEXTS_HELD, by=None, now=now)
    steps.take(setup, Step.HELD, by=None, now=now)
    round_steps.close_round(setup, now=now)
    letters.begin(notifying.POST, setup, "held", now=now)


def _texts_of(release: Release) -> list[Text]:
    found = []
    for envelope in _rows(release, "items"):
        if envelope.get("body") is None:
            continue
        body = bodies.read_body(encoding.from_base64url(str(envelope["body"])), kind="text")
        if isinstance(body.payload, str):
            found.append(Text(body.payload, Source.SEALED, seal=_seal_of(envelope)))
    return found


def _seal_of(envelope: Mapping[str, Json]) -> str:
    message = encoding.from_base64url(str(envelope["message"]))
    return messages.pseudonym_of(messages.public_key_of(message)).hex()


def _revise(statement: Statement, known: Mapping[str, object], *, now: datetime) -> None:
    """Keep the time of the tick at which this was first shown; running again changes nothing."""
    if not Revision.objects.filter(statement=statement, **known).exists():
        Revision.objects.update_or_create(statement=statement, defaults={**known, "at": now})


def _keep_revisions(setup: Setup, release: Release, *, now: datetime) -> None:
    """Keep the last thing each author did after the release; the words voted on and the votes stay as they were."""
    last: dict[str, tuple[int, bodies.Body]] = {}
    for act in _rows(release, "later"):
        seal = encoding.from_base64url(str(act["handle"])).hex()
        seq = bodies.read_head(encoding.from_base64url(str(act["head"]))).seq
        body = act.get("body")
        if body is not None and seq > last.get(seal, (0,))[0]:
            last[seal] = (seq, bodies.read_body(encoding.from_base64url(str(body)), kind="text"))
    gone = {
        _seal_of(one)
        for one in _rows(release, "items")
        if one.get("body") is None and not leaving_out.is_left_out(one)
    }
    for statement in Statement.objects.filter(setup=setup, seal__in={*last, *gone}).exclude(seal=""):
        spoken = last[statement.seal][1] if statement.seal in last else None
        is_withdrawn = statement.seal in gone or (spoken is not None and spoken.kind == "withdraw")
        text = spoken.payload if spoken and isinstance(spoken.payload, str) and not is_withdrawn else ""
        known = {"text": text, "is_withdrawn": is_withdrawn}
        if text or is_withdrawn:
            _revise(statement, known, now=now)
    steps.announce(setup)


def _rows(release: Release, name: str) -> list[Mapping[str, Json]]:
    rows = (release.board or {}).get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _note(setup: Setup, step: Step, *, now: datetime) -> None:
    if phases.may_follow(queries.steps_of(setup), step):
        StepRecord.objects.get_or_create(setup=setup, step=step.value, defaults={"at": now})
        steps.write(setup, f"voice.{step.value}", by=None, now=now)
