"""What follows from the ballot box: the named movement after the sealed one, readings, sealed reservations, and what their
raisers say later. Safe to run again."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from breakthrough.background import work
from breakthrough.background.work import Json
from breakthrough.ballotbox.protocol import bodies, encoding, leaving_out, messages
from breakthrough.ballots import actions as ballot_actions
from breakthrough.ballots import queries as ballot_queries
from breakthrough.ballots.models import Joining
from breakthrough.ballots.plans import Release
from breakthrough.collaborations.models import Member
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.actions import notifying, reserving, steps
from breakthrough.practices.alignment.models import Reservation, Setup, Stance, StepRecord
from breakthrough.practices.alignment.queries import RESERVATION, STANCE
from breakthrough.practices.alignment.rules import hiding, phases, plans, reservations, texts
from breakthrough.practices.alignment.rules.phases import Phase, Step
from breakthrough.practices.alignment.rules.reservations import Event, State, Who
from breakthrough.rounds import letters
from breakthrough.rounds import steps as round_steps

RELEASE_KIND = "alignment.release"
ROOM_TICK_KIND = "alignment.tick-in-room"


def follow(joining: Joining, label: str, event: str, now: datetime) -> None:
    """Follow what happened in the ballot box, inside its transaction; what takes time is left to a job."""
    setup = queries.find_setup_for(joining.pk)
    if setup is None:
        return
    if event == "closed" and _are_closed(joining):
        _begin_named(setup, now=now)
    elif event == "released" and label == RESERVATION:
        if phases.phase_of(queries.steps_of(setup)) in phases.SHOWING:
            appoint_release(setup.round_id, label, at=now)  # a tick: raisers lifted, changed or withdrew
    elif event == "voided":
        back_to_draft(setup, by=None, now=now)
    elif event == "ended":  # from here on no seal of this round can speak
        held = steps.lock_text(setup.version.text_id)
        reserving.mark_unreachable(Reservation.objects.filter(joining_id=joining.pk), held, now=now)


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
    """Return what the tally has to know beside the stances: how many could answer, and what people said with their name."""
    roster = queries.list_roster(setup)
    cells = queries.list_cells(setup) if setup.by_party else {}
    last = {one.member_id: one for one in Stance.objects.filter(setup=setup)}
    blocking = {
        one.by_id
        for one in queries.list_stands(
            Reservation.objects.filter(text_id=setup.version.text_id, is_block=True, by__isnull=False)
        )
        if reservations.is_open_block(one.state, is_block=True)
    }
    return {
        "eligible": len(roster),
        "parties": len({one.party_id for one in roster}),
        "named": [
            [cells.get(one.party_id, 0), last[one.pk].position, last[one.pk].weight, one.pk in blocking]
            for one in roster
            if one.pk in last
        ],
    }


def keep_reservations(*, setup: Setup, release: Release, now: datetime) -> None:
    """Keep the sealed reservations that were released, in an order that says nothing; later: what their raisers said of them."""
    with transaction.atomic():
        held = steps.lock(setup.round)
        steps.lock_text(held.version.text_id)
        _keep_texts(held, release, now=now)
        _keep_acts(held, release, now=now)
        steps.announce(held)


def finish(*, setup: Setup, now: datetime) -> None:
    """Let the talk begin once both scopes have come: released or, if too few sealed a stance, held for everybody alike."""
    with transaction.atomic():
        held = steps.lock(setup.round)
        if phases.phase_of(queries.steps_of(held)) is not Phase.COUNTING:
            return
        joining = queries.get_joining(held)
        stance = ballot_queries.find_release(joining, STANCE)
        if stance is None or ballot_queries.find_release(joining, RESERVATION) is None:
            return
        is_held = stance.state == "held"
        steps.take(held, Step.HELD if is_held else Step.RELEASED, by=None, now=now)
        letters.begin(notifying.POST, held, "held" if is_held else "results", now=now)
        _appoint_room_tick(held, now=now)


def tick_in_room(*, setup: Setup, now: datetime) -> None:
    """While a room talks: show what sealed raisers said since, if as many as K acts wait, and look again in five minutes.

    What fewer say waits for the daily hour, as over days.
    """
    if phases.phase_of(queries.steps_of(setup)) is not Phase.TALK:
        return
    joining = queries.get_joining(setup)
    if not hasattr(joining, "end"):
        _appoint_room_tick(setup, now=now)
        ballot_actions.tick(joining=joining, label=RESERVATION, is_between=True, now=now)


def back_to_draft(setup: Setup, *, by: Member | None, now: datetime) -> None:
    """Go back to the draft: the facilitator restarted the round, or the ballot box gave the card up because nobody opened it in time."""
    StepRecord.objects.filter(setup=setup, step=Step.PREPARED.value).delete()
    Stance.objects.filter(setup=setup).delete()
    round_steps.give_card_up(setup)
    letters.forget(notifying.POST, setup)
    round_steps.cancel("alignment.open", setup)
    steps.write(setup, "alignment.restarted", by=by, now=now, facts={"count": setup.restarts})


def tell_of_movement(setup: Setup, name: str, *, closes_at: datetime, now: datetime) -> None:
    """Write to everybody that a movement began, and have them reminded before it ends; in a room nobody is written to."""
    if setup.mode == plans.Mode.DAYS.value:
        letters.begin(notifying.POST, setup, name, now=now)
        work.appoint(
            "alignment.remind",
            {"round": str(setup.round_id), "letter": f"{name}-reminder"},
            key=f"alignment.remind:{setup.round_id}:{name}",
            at=plans.reminder_at(opened_at=now, closes_at=closes_at),
        )


def _appoint_room_tick(setup: Setup, *, now: datetime) -> None:
    shown = queries.find_shown_at(setup)
    due = hiding.next_room_tick(now, since=shown) if shown else None
    if setup.mode == plans.Mode.ROOM.value and due is not None:
        work.appoint(
            ROOM_TICK_KIND,
            {"round": str(setup.round_id)},
            key=f"{ROOM_TICK_KIND}:{setup.round_id}",
            at=due,
        )


def _begin_named(setup: Setup, *, now: datetime) -> None:
    if not phases.may_follow(queries.steps_of(setup), Step.SEALED_CLOSED):
        return
    StepRecord.objects.get_or_create(setup=setup, step=Step.SEALED_CLOSED.value, defaults={"at": now})
    setup.named_closes_at = plans.closes_at(
        mode=plans.Mode(setup.mode), minutes=setup.named_minutes, planned=setup.named_closes_at, now=now
    )
    setup.save(update_fields=["named_closes_at"])
    work.appoint(
        "alignment.close",
        {"round": str(setup.round_id)},
        key=f"alignment.close:{setup.round_id}",
        at=setup.named_closes_at,
    )
    tell_of_movement(setup, "named", closes_at=setup.named_closes_at, now=now)
    steps.write(setup, "alignment.sealed_closed", by=None, now=now)


def _are_closed(joining: Joining) -> bool:
    return all(ballot_queries.phase(joining, label) == "closed" for label in (STANCE, RESERVATION))


def _keep_texts(setup: Setup, release: Release, *, now: datetime) -> None:
    """The order is that of the seals, which are random numbers; all of them have the time of the release."""
    found: dict[str, texts.Words] = {}
    for envelope in _rows(release, "items"):
        if envelope.get("body") is None:
            continue
        body = bodies.read_body(encoding.from_base64url(str(envelope["body"])), kind="text")
        words = texts.read_sealed(body.payload) if isinstance(body.payload, str) else None
        if words is not None and words.what:
            found[_seal_of(envelope)] = words
    known = set(
        Reservation.objects.filter(text_id=setup.version.text_id)
        .exclude(seal="")
        .values_list("seal", flat=True)
    )
    fresh = [(seal, found[seal]) for seal in sorted(found) if seal not in known]
    first = reserving.next_number(setup.version.text_id)
    Reservation.objects.bulk_create(
        Reservation(
            text_id=setup.version.text_id,
            number=number,
            version=setup.version,
            what=words.what,
            lifts_when=words.lifts_when,
            is_block=words.is_block,
            reason=words.reason,
            is_sealed=True,
            seal=seal,
            joining_id=setup.joining_id,
            at=now,
        )
        for number, (seal, words) in enumerate(fresh, start=first)
    )
    if fresh:
        steps.write(setup, "alignment.reservations_released", by=None, now=now, facts={"count": len(fresh)})


def _keep_acts(setup: Setup, release: Release, *, now: datetime) -> None:
    """Keep the last thing each raiser said through the box since it was looked last. What was heard before is not said twice."""
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
    mine = Reservation.objects.filter(joining_id=setup.joining_id, seal__in={*last, *gone})
    for one in mine:
        seq, spoken = last.get(one.seal, (0, None))
        if one.seal in gone or (spoken is not None and spoken.kind == "withdraw"):
            _say_once(setup, one, Event.TAKE_BACK, now=now)
        elif spoken is None or seq <= one.heard:
            continue
        elif spoken.kind == "lift":
            _say_once(setup, one, Event.LIFT, now=now)
        elif isinstance(spoken.payload, str):
            _revise(setup, one, spoken.payload, now=now)
        Reservation.objects.filter(pk=one.pk).update(heard=max(seq, one.heard))


def _say_once(setup: Setup, one: Reservation, event: Event, *, words: str = "", now: datetime) -> None:
    state = queries.state_of(one)
    if reservations.find_next(state, event, Who.RAISER, is_block=one.is_block) is None:
        return
    reserving.say(one, event, Who.RAISER, by=None, words=words, now=now)
    if event is Event.TAKE_BACK:
        Reservation.objects.filter(pk=one.pk).update(what="", lifts_when="", is_block=False, reason="")
    steps.write(setup, reserving.VERBS[event], by=None, now=now, facts={"reservation": one.number})


def _revise(setup: Setup, one: Reservation, payload: str, *, now: datetime) -> None:
    """The raiser's later words: those of the reservation, that it may stand, or that an answer is not enough."""
    event, told = texts.read_later(payload)
    words = texts.read_sealed(payload)
    if event is not None:
        _say_once(setup, one, event, words=told, now=now)
    elif words.what and queries.state_of(one) in (State.OPEN, State.ANSWERED):
        Reservation.objects.filter(pk=one.pk).update(
            what=words.what,
            lifts_when=words.lifts_when,
            # What the group let stand once is no block later: what was said of it stays true.
            is_block=words.is_block and not one.said.filter(who=Who.GROUP.value).exists(),
            reason=words.reason,
        )


def _seal_of(envelope: Mapping[str, Json]) -> str:
    message = encoding.from_base64url(str(envelope["message"]))
    return messages.pseudonym_of(messages.public_key_of(message)).hex()


def _rows(release: Release, name: str) -> list[Mapping[str, Json]]:
    rows = (release.board or {}).get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
