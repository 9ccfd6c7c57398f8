"""T7: at the same moment, once is once, the highest version counts, and nobody is told "stored" in vain."""

import asyncio
import json
import random
from collections.abc import Sequence

from breakthrough.ballotbox.app import make_application
from breakthrough.ballotbox.protocol import bodies
from breakthrough.ballotbox.protocol.encoding import from_base64url
from breakthrough.kernel.problem import Problem
from tests.sealed import asgi, sealing
from tests.sealed.boxes import TestBox
from tests.sealed.sealing import RoundKeys

MANY = 24


def post_all(box: TestBox, keys: RoundKeys, requests: Sequence[bytes]) -> list[asgi.Answer]:
    """Send all at once; return the answers in the order of the requests."""
    door, path = make_application(box.office), f"/box/{keys.card.round.hex()}/items"

    async def together() -> list[asgi.Answer]:
        return await asyncio.gather(*(asgi.ask(door, "POST", path, request) for request in requests))

    return asyncio.run(together())


def test_the_same_contribution_many_times_is_stored_once_and_answered_alike(box: TestBox) -> None:
    keys = sealing.make_round()
    box.open(keys)
    request = sealing.request_of(sealing.make_voice(keys).say("Once."))
    answers = post_all(box, keys, [request] * MANY)
    assert [answer.status for answer in answers] == [200] * MANY
    assert len(box.vault.list_waiting(keys.card.round, "voice")) == 1


def test_of_many_versions_at_once_the_highest_that_was_acknowledged_is_stored(box: TestBox) -> None:
    keys = sealing.make_round()
    box.open(keys)
    voice = sealing.make_voice(keys)
    seqs = random.Random(7).sample(range(1, 65536), MANY)  # noqa: S311 (the same order in every run)
    answers = post_all(box, keys, [sealing.request_of(voice.say(f"Version {seq}.", seq=seq)) for seq in seqs])
    stored = [seq for seq, answer in zip(seqs, answers, strict=True) if answer.status == 200]
    assert {answer.code for answer in answers} <= {"", "seq-too-low", "slow-down"}
    (waiting,) = box.vault.list_waiting(keys.card.round, "voice")
    assert waiting.seq == max(stored)
    refused = [seq for seq, answer in zip(seqs, answers, strict=True) if answer.code == "seq-too-low"]
    assert all(any(other > seq for other in stored) for seq in refused)


def test_many_credentials_with_one_pseudonym_are_one_voice(box: TestBox) -> None:
    keys = sealing.make_round(members=30)
    box.open(keys)
    secret = sealing.make_secret()
    requests = [
        sealing.request_of(sealing.make_voice(keys, secret=secret).say(f"{place}", seq=place + 1))
        for place in range(MANY)
    ]
    answers = post_all(box, keys, requests)
    assert sorted(answer.code for answer in answers) == ["", *["handle-reused"] * (MANY - 1)]


def test_who_is_told_stored_is_on_the_board_whenever_the_scope_closes(box: TestBox) -> None:
    for turn in range(6):
        keys = sealing.make_round(members=40)
        box.open(keys)
        voices = [sealing.make_voice(keys) for _ in range(MANY)]
        box.speak(keys, *["Early."] * 5)
        requests = [sealing.request_of(voice.say("Late.")) for voice in voices]
        answers = asyncio.run(_race(box, keys, requests, close_after=turn * 0.008))
        state = box.office.release_scope(keys.card.round, "voice", context={})
        assert state.board is not None
        shown = {
            (from_base64url(entry["message"]), bodies.read_head(from_base64url(entry["head"])).seq)
            for entry in json.loads(state.board)["items"]
        }
        stored = {
            (voice.message, 1) for voice, answer in zip(voices, answers, strict=True) if answer.status == 200
        }
        assert stored <= shown
        assert len(shown) == 5 + len(stored)
        assert {answer.code for answer in answers} <= {"", "not-open"}


async def _race(
    box: TestBox, keys: RoundKeys, requests: Sequence[bytes], *, close_after: float
) -> list[asgi.Answer]:
    door, path = make_application(box.office), f"/box/{keys.card.round.hex()}/items"

    async def send(place: int, request: bytes) -> asgi.Answer:
        await asyncio.sleep(place * 0.001)
        return await asgi.ask(door, "POST", path, request)

    async def close() -> None:
        await asyncio.sleep(close_after)
        await asyncio.to_thread(box.office.close_scope, keys.card.round, "voice")

    _, answers = await asyncio.gather(
        close(), asyncio.gather(*(send(place, request) for place, request in enumerate(requests)))
    )
    return list(answers)


def test_a_failed_commit_is_told_to_the_whole_group_and_changes_nothing(box: TestBox) -> None:
    keys = sealing.make_round(members=30)
    box.open(keys)
    voices = box.speak(keys, "Kept.")
    run, failing = box.store.run, [True]

    def fail(statement: str, *cells: object) -> object:
        if statement == "COMMIT" and failing:
            from breakthrough.ballotbox.stores.store import StoreFailed

            failing.clear()
            raise StoreFailed("planted")
        return run(statement, *cells)  # type: ignore[arg-type]

    box.store.run = fail  # type: ignore[method-assign, assignment]
    requests = [sealing.request_of(sealing.make_voice(keys).say("Lost.")) for _ in range(MANY)]
    answers = post_all(box, keys, requests)
    told = [answer.code for answer in answers]
    assert "not-stored" in told
    stored = sum(answer.status == 200 for answer in answers)
    assert len(box.vault.list_waiting(keys.card.round, "voice")) == stored + 1
    again = post_all(box, keys, requests)
    assert [answer.status for answer in again] == [200] * MANY
    assert len(box.vault.list_waiting(keys.card.round, "voice")) == MANY + 1
    assert voices[0].pseudonym in {one.handle for one in box.vault.list_waiting(keys.card.round, "voice")}


def test_whatever_goes_wrong_in_the_writer_everybody_gets_an_answer(box: TestBox) -> None:
    keys = sealing.make_round()
    box.open(keys)

    def explode(_: object) -> list[Problem | None]:
        raise RuntimeError("planted")

    box.office._writer._store_group = explode
    answers = post_all(box, keys, [sealing.request_of(sealing.make_voice(keys).say("x")) for _ in range(4)])
    assert [answer.code for answer in answers] == ["not-stored"] * 4
