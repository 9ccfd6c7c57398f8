"""Who holds both databases and every key still cannot tell who wrote what; and where something leaks, he can."""

import os
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from breakthrough.ballotbox.protocol import messages
from breakthrough.ballots.tests import adversary, rehearsal
from breakthrough.ballots.tests.adversary import Issued, Loot, Seen
from breakthrough.conftest import Space

if TYPE_CHECKING:
    from breakthrough.ballots.models import Joining
    from breakthrough.collaborations.models import Member

pytestmark = pytest.mark.django_db

# The report in docs/secrecy.md is this file run with more rounds: BREAKTHROUGH_ADVERSARY_ROUNDS=100 bin/test -s …
ROUNDS = int(os.environ.get("BREAKTHROUGH_ADVERSARY_ROUNDS", "5"))
PEOPLE, SILENT = 7, 1
SHUFFLED = random.Random(20261125)  # noqa: S311 (repeatable chance in a test)


@pytest.fixture
def people(space: Space, now: datetime) -> "list[Member]":
    return [space.alice, space.lena, space.bob, *rehearsal.gather(space.collaboration, per_party=2, now=now)]


class Rehearsal:
    """Rounds with a known truth: who wrote which contribution."""

    def __init__(
        self, *, stage: rehearsal.Stage, space: Space, people: "list[Member]", now: datetime
    ) -> None:
        self.stage, self.space, self.people, self.now = stage, space, people, now

    def play(self, *, leak: "Callable[[Path, bytes], None] | None" = None) -> "tuple[Loot, dict[bytes, str]]":
        """Play a round to its release; return the loot, and who wrote what.

        With `leak` the box is one that does more than it should with each contribution it takes, and people write in the order
        in which they came.
        """
        from breakthrough.ballots import actions
        from breakthrough.ballots.models import IssuedCredential, Key

        joining = self.prepare()
        comers = SHUFFLED.sample(self.people, len(self.people))
        browsers = {str(member.pk): rehearsal.join(joining, member) for member in comers}
        issued = [
            Issued(str(one.place.member_id), bytes(one.blinded), bytes(one.signature))
            for one in IssuedCredential.objects.select_related("place").filter(key__scope__joining=joining)
        ]
        actions.open_scope(joining=joining, label="voice", actor=None, now=self.now)
        truth: dict[bytes, str] = {}
        writers = SHUFFLED.sample(sorted(browsers), PEOPLE - SILENT)
        if leak is not None:
            writers = [one.person for one in issued if one.person in writers]
        for person in writers:
            browser = browsers[person]
            sealed = browser.seal("voice", f"We are late, {SHUFFLED.random()}.")
            self.stage.office.receive_now(joining.round_bytes, sealed)
            if leak is not None:
                leak(self.stage.folder, handle_of(browser.secrets[0]))
            truth[browser.secrets[0].signature] = person
        closes_at = actions.announce_closing(joining=joining, label="voice", actor=None, now=self.now)
        actions.close_scope(joining=joining, label="voice", now=closes_at)
        release = actions.release_scope(joining=joining, label="voice", context={}, now=closes_at)
        assert release.state == "released"
        seen = self.seen(joining)
        spki = bytes(Key.objects.get(scope__joining=joining, scope__label="voice").spki)
        files = adversary.files_of(self.stage.folder)
        return Loot(spki, issued, seen, files), {one.handle: truth[one.signature] for one in seen}

    def prepare(self) -> "Joining":
        from breakthrough.ballots import actions

        return actions.prepare(
            collaboration=self.space.collaboration,
            actor=self.space.alice,
            practice="voice",
            mode="room",
            scopes=[rehearsal.VOICE],
            content=b"What do we not say?",
            members=self.people,
            now=self.now,
        )

    def seen(self, joining: "Joining") -> list[Seen]:
        rows = adversary.rows_of(
            self.stage.folder / "box.sqlite3", "SELECT handle, signature, round FROM item"
        )
        return [
            Seen(handle, signature)
            for handle, signature, round_ in rows
            if isinstance(handle, bytes) and isinstance(signature, bytes) and round_ == joining.round_bytes
        ]


@pytest.fixture
def rounds(stage: rehearsal.Stage, space: Space, people: "list[Member]", now: datetime) -> Rehearsal:
    return Rehearsal(stage=stage, space=space, people=people, now=now)


def test_every_person_could_have_written_everything(rounds: Rehearsal) -> None:
    loot, truth = rounds.play()
    assert len(truth) == PEOPLE - SILENT
    everyone = {one.person for one in loot.issued}
    assert len(everyone) == PEOPLE
    possible = adversary.possible_authors(loot)
    assert len(possible) * len(everyone) == 42
    assert all(authors == everyone for authors in possible.values())


def test_whoever_guesses_by_order_or_by_value_is_right_as_often_as_by_chance(rounds: Rehearsal) -> None:
    right: Counter[str] = Counter()
    for _ in range(ROUNDS):
        loot, truth = rounds.play()
        for name, guess in adversary.GUESSES.items():
            guessed = guess(loot)
            right[name] += sum(guessed[handle] == person for handle, person in truth.items())
    tries = ROUNDS * (PEOPLE - SILENT)
    expected = tries / PEOPLE
    for name in adversary.GUESSES:
        sys.stdout.write(f"| {name} | {tries} | {right[name]} | {expected:.0f} |\n")
    most = expected + 4 * (tries * (1 / PEOPLE) * (1 - 1 / PEOPLE)) ** 0.5
    assert {name: right[name] for name in adversary.GUESSES if right[name] > most} == {}


def write_a_log(folder: Path, handle: bytes) -> None:
    """What a careless box does: a line for each contribution."""
    with (folder / "box.log").open("a") as log:
        log.write(f"took {handle.hex()}\n")


def spool_to_files(folder: Path, handle: bytes) -> None:
    """What another careless box does: a file for each contribution. Whole seconds apart, as people write."""
    spool = folder / "spool"
    spool.mkdir(exist_ok=True)
    count = len(list(spool.iterdir()))
    file = spool / f"{handle[::-1].hex()}.part"
    file.write_bytes(handle)
    os.utime(file, (1_000_000 + count, 1_000_000 + count))


@pytest.mark.parametrize(
    ("leak", "guess"), [(write_a_log, "place in files"), (spool_to_files, "times of files")]
)
def test_a_box_that_leaves_the_order_of_arrival_in_a_file_would_be_caught(
    rounds: Rehearsal, leak: "Callable[[Path, bytes], None]", guess: str
) -> None:
    # The control: a real round at a box that leaks. Whoever was silent is known from it too, so they are left out of the list.
    loot, truth = rounds.play(leak=leak)
    wrote = [one for one in loot.issued if one.person in truth.values()]
    assert adversary.GUESSES[guess](replace(loot, issued=wrote)) == truth
    quiet, its_truth = rounds.play()
    clean = [one for one in quiet.files if not one.name.startswith(("box.log", "spool"))]
    wrote = [one for one in quiet.issued if one.person in its_truth.values()]
    assert adversary.GUESSES[guess](replace(quiet, issued=wrote, files=clean)) != its_truth


def handle_of(secret: rehearsal.Secret) -> bytes:
    """Return the pseudonym under which a slot's contribution stands on the board."""
    return messages.pseudonym_of(messages.public_key_of(secret.message))


def test_a_key_made_for_one_person_would_show_in_the_algebra(rounds: Rehearsal) -> None:
    # The control: the signer signs one person's request with a key of its own, so only that person is ruled out.
    loot, _ = rounds.play()
    tagging = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    numbers = tagging.private_numbers()
    tagged = loot.issued[0]
    signed = pow(int.from_bytes(tagged.blinded), numbers.d, numbers.public_numbers.n).to_bytes(384)
    altered = Loot(
        loot.public_key, [Issued(tagged.person, tagged.blinded, signed), *loot.issued[1:]], loot.seen
    )
    everyone = {one.person for one in loot.issued}
    assert all(
        everyone - authors == {tagged.person} for authors in adversary.possible_authors(altered).values()
    )
