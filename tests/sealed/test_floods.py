"""T16: whatever arrives, the box answers with a refusal; and honest people are answered while others flood it.

How long they wait is measured by `bin/bench ballots`: a test on a busy machine cannot say.
"""

import asyncio
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from breakthrough.ballotbox.app import make_application
from tests.sealed import asgi, sealing
from tests.sealed.boxes import TestBox

METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "", "ALICE"]
FLOOD = 150
PARTS = ("key_id", "message", "signature", "head", "act", "body")


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    method=st.sampled_from(METHODS),
    tail=st.one_of(st.sampled_from(["items", "acts", "card", "voice/board", "votes~1/board", "", "~/board"]), st.text(max_size=30)),
    body=st.one_of(st.binary(max_size=64), st.sampled_from([b"x" * 4096, b"{" * 4096, b"[]" + b" " * 4094, b"x" * 8192, b"1" * 9000])),
    known=st.booleans(),
    length=st.sampled_from(["", "4096", "-1", "9" * 30, "a", "\u0661"]),
)  # fmt: skip
def test_no_request_breaks_the_box(
    box: TestBox, method: str, tail: str, body: bytes, known: bool, length: str
) -> None:
    keys = sealing.make_round(draw=lambda size: b"a" * size)
    box.office.publish(keys.written)
    round_ = keys.card.round.hex() if known else "0" * 32
    answer = asgi.ask_now(
        make_application(box.office),
        method,
        f"/box/{round_}/{tail}",
        body,
        headers={"content-length": length},
    )
    assert answer.status == 200 or 400 <= answer.status < 500


def test_any_flipped_byte_of_a_contribution_is_refused(box: TestBox) -> None:
    keys = sealing.make_round(members=60)
    box.open(keys)
    chance, door = random.Random(20261125), make_application(box.office)  # noqa: S311 (the same flips in every run)
    path = f"/box/{keys.card.round.hex()}/items"
    envelope = sealing.make_voice(keys).say("Said.")
    for part in PARTS:
        for _ in range(12):
            raw = bytearray(getattr(envelope, part))
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
            changed = sealing.altered(envelope, **{part: bytes(raw)})
            answer = asgi.ask_now(door, "POST", path, sealing.request_of(changed))
            assert 400 <= answer.status < 500, part
    assert box.vault.list_waiting(keys.card.round, "voice") == []


def test_honest_people_are_answered_while_others_flood(box: TestBox) -> None:
    keys = sealing.make_round(members=60)
    box.open(keys)
    false = sealing.request_of(sealing.altered(sealing.make_voice(keys).say("False."), signature=b"s" * 384))
    honest = [sealing.request_of(sealing.make_voice(keys).say("Honest.")) for _ in range(40)]
    door, path = make_application(box.office), f"/box/{keys.card.round.hex()}/items"

    async def flood() -> set[str]:
        codes = set[str]()
        for _ in range(FLOOD):
            codes.add((await asgi.ask(door, "POST", path, false)).code)
            await asyncio.sleep(0)
        return codes

    async def speak() -> None:
        for request in honest:
            assert (await asgi.ask(door, "POST", path, request)).status == 200

    async def together() -> set[str]:
        codes, *_ = await asyncio.gather(flood(), flood(), flood(), speak())
        return codes

    assert asyncio.run(together()) == {"credential-invalid"}
    assert len(box.vault.list_waiting(keys.card.round, "voice")) == len(honest)
