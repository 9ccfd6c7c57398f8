"""T15, the box's half: one request for each problem code, with the exact code and status, and nothing of it repeated."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from breakthrough.ballotbox import problems
from breakthrough.ballotbox.app import make_application
from breakthrough.ballotbox.protocol.encoding import to_base64url
from breakthrough.ballotbox.stores.store import StoreFailed
from tests.sealed import asgi, sealing
from tests.sealed.boxes import TestBox
from tests.sealed.sealing import Asked, RoundKeys, altered

ROOT = b"r" * 32


@dataclass(slots=True)
class Scene:
    """An open round with votes and statements, and a door to knock at."""

    box: TestBox
    keys: RoundKeys

    def post(self, body: bytes, *, path: str = "items", **more: Any) -> asgi.Answer:
        self.box.clock.seconds += 10
        return self.post_at_once(body, path=path, **more)

    def post_at_once(
        self, body: bytes, *, path: str = "items", round_: bytes | None = None, **more: Any
    ) -> asgi.Answer:
        address = f"/box/{(round_ or self.keys.card.round).hex()}/{path}"
        return asgi.ask_now(make_application(self.box.office), "POST", address, body, **more)

    def get(self, path: str) -> asgi.Answer:
        return asgi.ask_now(make_application(self.box.office), "GET", path)

    def voice(self, label: str = "voice") -> sealing.Voice:
        return sealing.make_voice(self.keys, label)

    def put(self, text: str = "Wir reden.") -> bytes:
        return sealing.request_of(self.voice().say(text))


@pytest.fixture
def scene(box: TestBox) -> Scene:
    keys = sealing.make_round(
        [Asked(), Asked("votes/1", max_body=2048, kind="vector"), Asked("pulse-note", max_body=4000)]
    )
    box.open(keys, "voice", "votes/1", root=ROOT)
    return Scene(box, keys)


def with_fields(raw: bytes, **fields: object) -> bytes:
    """Return a request with some of its fields replaced, at the same size."""
    changed = {**json.loads(raw), **fields, "pad": ""}
    bare = len(json.dumps(changed, separators=(",", ":")))
    return json.dumps({**changed, "pad": "0" * (len(raw) - bare)}, separators=(",", ":")).encode()


def body_of(value: Any) -> Callable[[Scene], asgi.Answer]:
    """Return a case that sends a signed body with this CBOR value."""
    import cbor2

    return lambda scene: scene.post(
        sealing.request_of(scene.voice().say_bytes(cbor2.dumps(value, canonical=True)))
    )


def text(written: str) -> Callable[[Scene], asgi.Answer]:
    """Return a case that sends this text."""
    return body_of([b"s" * 32, "put", written])


def _reused(scene: Scene) -> asgi.Answer:
    voice = scene.voice()
    assert scene.post(sealing.request_of(voice.say("First."))).status == 200
    again = sealing.make_voice(scene.keys, secret=voice.secret)
    return scene.post(sealing.request_of(again.say("Second.", seq=9)))


def _reused_in_another_scope(scene: Scene) -> asgi.Answer:
    voice = scene.voice()
    assert scene.post(sealing.request_of(voice.say("First."))).status == 200
    vote = sealing.make_voice(scene.keys, "votes/1", secret=voice.secret)
    return scene.post(sealing.request_of(vote.say(sealing.answers(1, root=ROOT), seq=9)))


def _lower_seq(scene: Scene) -> asgi.Answer:
    voice = scene.voice()
    assert scene.post(sealing.request_of(voice.say("Later.", seq=9))).status == 200
    return scene.post(sealing.request_of(voice.say("Earlier.", seq=8)))


def _same_seq_other_words(scene: Scene) -> asgi.Answer:
    voice = scene.voice()
    assert scene.post(sealing.request_of(voice.say("This.", seq=9))).status == 200
    return scene.post(sealing.request_of(voice.say("That.", seq=9)))


def _quick(scene: Scene) -> asgi.Answer:
    voice = scene.voice()
    assert scene.post(sealing.request_of(voice.say("One."))).status == 200
    return scene.post_at_once(sealing.request_of(voice.say("Two.", seq=2)))


def _store_breaks(scene: Scene) -> asgi.Answer:
    def fail(*_: object) -> None:
        raise StoreFailed("the disk is full")

    scene.box.store.run = fail  # type: ignore[method-assign, assignment]
    return scene.post(scene.put())


def _closed(scene: Scene) -> asgi.Answer:
    scene.box.office.close_scope(scene.keys.card.round, "voice")
    return scene.post(scene.put())


def _later_before_release(scene: Scene) -> asgi.Answer:
    return scene.post(sealing.request_of(scene.voice().say("x", kind="replace")), path="acts")


CASES: list[tuple[str, Callable[[Scene], asgi.Answer]]] = [
    ("identity-on-box", lambda scene: scene.post(scene.put(), headers={"cookie": "sessionid=alice"})),
    ("identity-on-box", lambda scene: scene.post(scene.put(), headers={"authorization": "Bearer alice"})),
    ("not-json", lambda scene: scene.post(b"[" * 4096)),
    ("not-json", lambda scene: scene.post(b"\xff" * 4096)),
    ("not-json", lambda scene: scene.post(b'"' + b"x" * 4094 + b'"')),
    ("not-json", lambda scene: scene.post(with_fields(scene.put(), key=7))),
    ("not-json", lambda scene: scene.post(with_fields(scene.put(), key="a+b="))),
    ("not-json", lambda scene: scene.post(with_fields(scene.put(), more="x"))),
    ("not-json", lambda scene: scene.post(scene.put(), headers={"content-type": "text/plain"})),
    ("wrong-size", lambda scene: scene.post(scene.put()[:-1])),
    ("wrong-size", lambda scene: scene.post(scene.put() + b" ")),
    ("wrong-size", lambda scene: scene.post(b"x" * 100_000)),
    ("wrong-size", lambda scene: scene.post(b"x" * 100_000, headers={"content-length": ""}, chunks=30)),
    ("wrong-size", lambda scene: scene.post(sealing.request_of(scene.voice().say("x"), size=8192))),
    ("round-unknown", lambda scene: scene.post_at_once(scene.put(), round_=secrets.token_bytes(16))),
    ("key-unknown", lambda scene: scene.post(with_fields(scene.put(), key=to_base64url(b"k" * 32)))),
    ("not-open", _closed),
    ("not-open", _later_before_release),
    ("not-open", lambda scene: scene.post(sealing.request_of(scene.voice("pulse-note").say("x"), size=8192))),
    ("message-malformed", lambda scene: scene.post(sealing.request_of(altered(scene.voice().say("x"), message=b"m" * 111)))),
    ("message-malformed", lambda scene: scene.post(sealing.request_of(altered(scene.voice().say("x"), message=b"m" * 144)))),
    ("message-malformed", lambda scene: scene.post(sealing.request_of(altered(scene.voice("votes/1").say("x"), key_id=scene.keys.key_ids("voice")[0])))),
    ("credential-invalid", lambda scene: scene.post(sealing.request_of(altered(scene.voice().say("x"), signature=scene.voice().signature)))),
    ("credential-invalid", lambda scene: scene.post(sealing.request_of(altered(scene.voice().say("x"), signature=b"")))),
    ("act-invalid", lambda scene: scene.post(sealing.request_of(altered(scene.voice().say("x"), act=b"a" * 64)))),
    ("act-invalid", lambda scene: scene.post(sealing.request_of(altered(scene.voice().say("x"), act=b"")))),
    ("act-invalid", lambda scene: scene.post(sealing.request_of(altered(scene.voice().say("x"), head=scene.voice().say("x").head)))),
    ("head-malformed", lambda scene: scene.post(sealing.request_of(scene.voice().say("x", context=b"c" * 32)))),
    ("body-mismatch", lambda scene: scene.post(sealing.request_of(altered(scene.voice().say("x"), body=scene.voice().say("x").body or b"")))),
    ("body-malformed", body_of([b"s" * 31, "put", "x"])),
    ("body-malformed", body_of([b"s" * 32, "shout", "x"])),
    ("body-malformed", body_of([b"s" * 32, "put", None])),
    ("body-malformed", body_of([b"s" * 32, "blank", "x"])),
    ("body-malformed", body_of([b"s" * 32, "put", [ROOT, [1]]])),
    ("body-malformed", body_of([b"s" * 32, "replace", "x"])),
    ("body-malformed", body_of([b"s" * 32, "put", 1.5])),
    ("body-malformed", text("x" * 1201)),
    ("body-malformed", lambda scene: scene.post(sealing.request_of(scene.voice("votes/1").say(sealing.answers(1, root=b"q" * 32))))),
    ("body-malformed", lambda scene: scene.post(sealing.request_of(scene.voice("votes/1").say("a text")))),
    ("text-not-plain", text("hid\u200bden")),
    ("text-not-plain", text("\ufeffmarked")),
    ("text-not-plain", text("right\u202eleft")),
    ("text-not-plain", text("tab\t")),
    ("text-not-plain", text(" \n ")),
    ("handle-reused", _reused),
    ("handle-reused", _reused_in_another_scope),
    ("seq-too-low", _lower_seq),
    ("seq-too-low", _same_seq_other_words),
    ("slow-down", _quick),
    ("not-released", lambda scene: scene.get(f"/box/{scene.keys.card.round.hex()}/votes~1/board")),
    ("not-stored", _store_breaks),
    ("not-found", lambda scene: scene.get("/box/elsewhere")),
    ("not-allowed", lambda scene: scene.get(f"/box/{scene.keys.card.round.hex()}/items")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "case"), CASES, ids=[f"{code}-{place}" for place, (code, _) in enumerate(CASES)]
)
def test_a_refusal_has_its_code_and_status_and_repeats_nothing(
    scene: Scene, code: str, case: Callable[[Scene], asgi.Answer]
) -> None:
    answer = case(scene)
    assert (answer.code, answer.status) == (code, problems.PUBLIC[code].status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "set-cookie" not in answer.headers
    assert answer.json.keys() == {"type", "status", "detail"}
    assert answer.json["detail"] == problems.PUBLIC[code].words


def test_every_public_code_has_a_case() -> None:
    assert {code for code, _ in CASES} == problems.PUBLIC.keys()


def test_what_is_right_is_stored_and_the_same_bytes_again_get_the_same_answer(scene: Scene) -> None:
    request = scene.put("Grüße, 日本語, emoji 🙂, two\nlines")
    first, again = scene.post_at_once(request), scene.post_at_once(request, chunks=7)
    assert (first.status, first.json, again.status, again.json) == (
        200,
        {"stored": True},
        200,
        {"stored": True},
    )
    assert len(scene.box.vault.list_waiting(scene.keys.card.round, "voice")) == 1
    assert not {"set-cookie", "etag", "date"} & first.headers.keys()


def test_a_later_version_takes_the_place_of_the_earlier_one_and_a_blank_withdraws(scene: Scene) -> None:
    voice = scene.voice()
    for envelope in (voice.say("One.", seq=3), voice.say("Two.", seq=70), voice.say(None, seq=71)):
        assert scene.post(sealing.request_of(envelope)).status == 200
    (waiting,) = scene.box.vault.list_waiting(scene.keys.card.round, "voice")
    assert waiting.is_blank


def test_the_card_is_served_to_everybody_as_its_bytes(scene: Scene) -> None:
    answer = scene.get(f"/box/{scene.keys.card.round.hex()}/card")
    assert (answer.status, answer.body) == (200, scene.keys.written)
    assert (
        asgi.ask_now(
            make_application(scene.box.office),
            "GET",
            f"/box/{scene.keys.card.round.hex()}/card",
            headers={"cookie": "a=b"},
        ).code
        == "identity-on-box"
    )


def test_only_the_people_side_may_speak_across_origins(scene: Scene) -> None:
    door = make_application(scene.box.office, people_origin="https://work.example")
    path = f"/box/{scene.keys.card.round.hex()}/items"
    before = asgi.ask_now(door, "OPTIONS", path)
    assert (before.status, before.headers["access-control-allow-origin"]) == (204, "https://work.example")
    assert "access-control-allow-credentials" not in before.headers
    assert (
        asgi.ask_now(door, "POST", path, scene.put()).headers["access-control-allow-origin"]
        == "https://work.example"
    )
    assert "access-control-allow-origin" not in scene.post(scene.put()).headers
    assert asgi.ask_now(make_application(scene.box.office), "OPTIONS", path).code == "not-allowed"


def test_more_contributions_than_credentials_are_refused_even_with_good_signatures(box: TestBox) -> None:
    keys = sealing.make_round(members=8)
    box.office.publish(keys.written)
    box.office.open_scope(keys.card.round, "voice", issued=keys.issued("voice", people=5), root=None)
    scene = Scene(box, keys)
    codes = [scene.post(scene.put()).code for _ in range(6)]
    assert codes == [""] * 5 + ["credential-invalid"]


def test_p256_pseudonyms_are_taken_where_the_card_says_so(box: TestBox) -> None:
    keys = sealing.make_round(alg=2)
    box.open(keys)
    scene = Scene(box, keys)
    assert scene.post(scene.put()).status == 200
    assert (
        scene.post(sealing.request_of(altered(scene.voice().say("x"), act=b"a" * 64))).code == "act-invalid"
    )
