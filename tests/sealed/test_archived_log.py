"""T4, T12 on PostgreSQL for somebody who keeps the write-ahead log for ever: its raw bytes, page images and all.

Twenty-four rounds of twelve people go through a box whose server archives every segment: what was given, covers, edits, three
at once, later acts, the end. Then the log is read as an adversary reads it. He may learn when something was committed; he may not
learn what, in which order, or which commit was a cover. Three boxes with a planted mistake are read by the same eyes.
One story in one place: what is played, how it is read and what must not be found lean on each other, so the file is long.
"""

import asyncio
import json
import random
import secrets
import statistics
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
from cryptography.exceptions import InvalidTag

from breakthrough.ballotbox import pending
from breakthrough.ballotbox.pending import Sealed
from breakthrough.ballotbox.protocol.encoding import from_base64url
from breakthrough.ballotbox.stores import rows
from tests.sealed import archived, boxes, clusters, sealing
from tests.sealed.archived import Log, Table
from tests.sealed.boxes import TestBox
from tests.sealed.clusters import Cluster
from tests.sealed.sealing import Asked, RoundKeys, Voice
from tests.sealed.test_canary import disguises
from tests.sealed.test_order import is_at_chance, kendall

pytestmark = [pytest.mark.slow, pytest.mark.own_postgres]

ROUNDS = 24
CONTROL_ROUNDS = 5
PEOPLE = 12
SAID = "Velvet hammers never ring at noon"
COVER = "cover"


@dataclass(slots=True)
class Played:
    """What really happened in a round: handles in the order in which they came, and what each commit was for."""

    round: bytes
    arrived: list[bytes] = field(default_factory=list)
    acted: list[bytes] = field(default_factory=list)
    board: list[bytes] = field(default_factory=list)
    commits: list[str] = field(default_factory=list)  # while it was open
    open_key: bytes = b""
    later_keys: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the sealed value, as the log tells it."""

    xid: int
    round: bytes
    sealed: Sealed
    size: int  # bytes of its transaction in the log, without page images


@dataclass(slots=True)
class Case:
    """A box that was played with, and what the adversary makes of it."""

    said: str
    played: list[Played]
    tables: Mapping[str, Table]
    log: Log = field(default_factory=lambda: Log(b"", []))

    def versions(self) -> list[Version]:
        """Return every state of every sealed value, put together from its pieces."""
        sizes = dict[int, int]()
        for record in self.log.records:
            sizes[record.xid] = sizes.get(record.xid, 0) + record.bytes_without_images
        values = archived.pieces(self.log.of(self.tables["pending large"]))
        found = []
        for change in self.log.of(self.tables["pending"]):
            if change.row is None:
                continue
            round_, nonce, pointer = archived.parts_of(change.row, "vvv")
            assert isinstance(round_, bytes)
            assert isinstance(nonce, bytes)
            assert isinstance(pointer, bytes)
            is_kept_elsewhere = (
                pointer.startswith(b"\x01\x12") and len(pointer) == 18
            )  # before opening it is short
            number = int.from_bytes(pointer[10:14], "little")
            value = values[change.record.xid, number] if is_kept_elsewhere else pointer
            xid = change.record.xid
            found.append(Version(xid, round_, Sealed(nonce, value), sizes[xid]))
        return found

    def while_open(self) -> dict[bytes, list[Version]]:
        """Return for each round the states of its sealed value between opening and closing."""
        found = dict[bytes, list[Version]]()
        for version in self.versions():
            found.setdefault(version.round, []).append(version)
        # the first two are publishing and opening; closing follows
        return {one.round: found[one.round][2 : 2 + len(one.commits)] for one in self.played}

    def orders(self) -> dict[str, list[list[int]]]:
        """Return every order that can be read, as the arrivals of what stands there, for each round."""
        item, later = self.log.of(self.tables["item"]), self.log.of(self.tables["later"])
        first = self.first_places([handle for one in self.played for handle in one.arrived])
        put = _handles(item, is_new=True)
        lies = sorted(
            ((change.table, change.after), handle)
            for change, handle in _with_handles(item)
            if change.before is None
        )
        read: dict[str, Sequence[bytes]] = {
            "rows as written": put,
            "rows as they lie": [handle for _, handle in lies],
            "entries of the index": [key[:32] for key in self.log.index_entries(self.tables["item_pkey"])],
            "first place in the log": sorted(first, key=lambda handle: first[handle]),
            "rows as deleted": _handles(item, is_gone=True),
            "board": [handle for one in self.played for handle in one.board],
            "later acts as written": _handles(later, is_new=True),
            "entries of their index": [key[:32] for key in self.log.index_entries(self.tables["later_pkey"])],
            "later acts as deleted": _handles(later, is_gone=True),
            "withdrawn rows": _handles(item),
        }
        found = {
            f"{name}, by {which}": [
                _arrivals(order, getattr(one, which))
                for one in self.played
                if len(set(order) & set(getattr(one, which))) > 2
            ]
            for name, order in read.items()
            for which in ("arrived", "acted")
        }
        return {name: orders for name, orders in found.items() if len(orders) > 1}

    def first_places(self, patterns: Sequence[bytes]) -> dict[bytes, int]:
        """Return where in the log each pattern stands first, told by its first eight bytes."""
        wanted = {int.from_bytes(one[:8], "little"): one for one in patterns}
        numbers = np.array(sorted(wanted), dtype="<u8")
        is_likely = np.zeros(65536, dtype=bool)
        is_likely[numbers & 0xFFFF] = True
        found = dict[bytes, int]()
        for shift in range(8):
            count = (len(self.log.stream) - shift) // 8
            words = np.frombuffer(self.log.stream, dtype="<u8", count=count, offset=shift)
            likely = np.flatnonzero(is_likely[words & 0xFFFF])
            for at in likely[np.isin(words[likely], numbers)]:
                pattern, place = wanted[int(words[at])], int(at) * 8 + shift
                found[pattern] = min(found.get(pattern, place), place)
        return found

    def released_at(self, one: Played) -> int:
        """Return where in the log the transaction begins that shows a round."""
        mine = set(one.arrived)
        xid = next(
            change.record.xid
            for change, handle in _with_handles(self.log.of(self.tables["item"]))
            if handle in mine
        )
        return next(record.place for record in self.log.records if record.xid == xid)


def _with_handles(changes: Sequence[archived.Change]) -> Iterator[tuple[archived.Change, bytes]]:
    lying = dict[archived.Place, bytes]()
    for change in changes:
        if change.row is not None:
            (handle,) = archived.parts_of(change.row, "v")
            assert isinstance(handle, bytes)
        else:
            assert change.before is not None
            handle = lying[change.before]
        if change.after is not None:
            lying[change.after] = handle
        yield change, handle


def _handles(
    changes: Sequence[archived.Change], *, is_new: bool = False, is_gone: bool = False
) -> list[bytes]:
    return [
        handle
        for change, handle in _with_handles(changes)
        if (change.before is None) is is_new and (change.after is None) is is_gone
    ]


def _arrivals(order: Sequence[bytes], came: Sequence[bytes]) -> list[int]:
    number = {handle: place for place, handle in enumerate(came)}
    return list(dict.fromkeys(number[handle] for handle in order if handle in number))


def play(box: TestBox, chance: random.Random, said: str) -> Played:
    """Play one round from its card to its end; everybody says `said` and something more."""
    keys = sealing.make_round([Asked(max_body=300)], members=PEOPLE)
    round_, office = keys.card.round, box.office
    one = Played(round_)
    voices = [sealing.make_voice(keys, secret=chance.randbytes(32)) for _ in range(PEOPLE)]
    box.open(keys)
    (one.open_key,) = box.keys.candidates(round_)
    together = chance.randrange(PEOPLE - 2)
    for number, voice in enumerate(voices):
        while chance.random() < 0.4:
            office.cover(round_)
            one.commits.append(COVER)
        one.arrived.append(voice.pseudonym)
        if number - 2 == together:
            asyncio.run(send_together(box, keys, voices[together : number + 1], said))
            one.commits.append("three at once")
        elif not together <= number < together + 2:
            box.send(keys, voice.say(said + "." * chance.randrange(200)))
            one.commits.append("given")
    for voice in chance.sample(voices, 3):
        box.send(keys, voice.say("Changed.", seq=70_000))
        one.commits.append("changed")
    office.close_scope(round_, "voice")
    office.release_scope(round_, "voice", context={})
    one.later_keys += box.keys.candidates(round_)
    for place, voice in enumerate(chance.sample(voices, PEOPLE)):
        words = None if place % 2 else "Changed later."
        act = voice.say(words, kind="replace" if words else "withdraw", seq=140_000)
        box.send(keys, act, is_later=True)
        one.acted.append(voice.pseudonym)
    board = office.tick(round_, "voice")
    assert board is not None
    handles = {voice.message: voice.pseudonym for voice in voices}
    one.board += [handles[from_base64url(item["message"])] for item in json.loads(board)["items"]]
    one.later_keys += box.keys.candidates(round_)
    office.destroy(round_)
    return one


async def send_together(box: TestBox, keys: RoundKeys, voices: Sequence[Voice], said: str) -> None:
    """Let several contributions arrive so closely that one commit holds them."""
    box.clock.seconds += 10
    requests = [sealing.request_of(voice.say(said)) for voice in voices]
    await asyncio.gather(*(box.office.receive(keys.card.round, request) for request in requests))


def tables_of(box: TestBox) -> dict[str, Table]:
    """Return where the database keeps each table, index, and table of large values."""
    ((database,),) = box.store.run("SELECT oid::bigint FROM pg_database WHERE datname = current_database()")
    found = box.store.run(
        "SELECT c.relname::text, pg_relation_filenode(c.oid)::bigint, pg_relation_filenode(nullif(c.reltoastrelid, 0))::bigint"
        " FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
    )
    files: dict[str, Any] = {}
    for name, file, large in found:
        files[str(name)] = (database, file)
        if large is not None:
            files[f"{name!s} large"] = (database, large)
    return files


def run_case(
    cluster: Cluster, folder: Path, *, rounds: int, draw: pending.Draw = secrets.token_bytes
) -> Case:
    """Play rounds in a database of their own; before every third the server makes a checkpoint, so that pages are logged whole."""
    name = folder.name
    said = f"{SAID} in {name}"
    chance = random.Random(name)  # noqa: S311 (the same rounds in every run)
    with psycopg.connect(cluster.address(), autocommit=True) as keeper:
        keeper.execute(f"CREATE DATABASE {name}".encode())
        folder.mkdir()
        box = boxes.make_box(folder, cluster.address(name), draw=draw)
        played = []
        for number in range(rounds):
            if number % 3 == 0:
                keeper.execute("CHECKPOINT")
            played.append(play(box, chance, said))
        case = Case(said, played, tables_of(box))
        box.office.close()
    return case


class Unlocked:
    """A planted mistake: a cipher that hides nothing, not even how much there is."""

    def __init__(self, key: bytes) -> None:
        assert key

    def encrypt(self, _nonce: bytes, plain: bytes, _bound: bytes) -> bytes:
        return plain.rstrip(b"\0") + bytes(16)


rows_as_they_should = rows.add_released


def in_order_of_arrival(store: Any, *, round_: bytes, label: str, envelopes: Sequence[Any]) -> None:
    """A planted mistake: rows of a release as they came."""
    for envelope in envelopes:
        rows_as_they_should(store, round_=round_, label=label, envelopes=[envelope])


@pytest.fixture(scope="module")
def archiving(postgres_programs: Path) -> Iterator[Cluster]:
    """A PostgreSQL that archives its write-ahead log."""
    with clusters.started(postgres_programs) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def cases(archiving: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Case]:
    """The product, and three boxes that are wrong; all read from one archive."""
    place = tmp_path_factory.mktemp("archived")
    found = {"product": run_case(archiving, place / "product", rounds=ROUNDS)}
    found["one nonce"] = run_case(
        archiving,
        place / "one_nonce",
        rounds=CONTROL_ROUNDS,
        draw=lambda count: bytes(count) if count == pending.NONCE_LENGTH else secrets.token_bytes(count),
    )
    with pytest.MonkeyPatch.context() as planted:
        planted.setattr(rows, "add_released", in_order_of_arrival)
        found["as they came"] = run_case(archiving, place / "as_they_came", rounds=CONTROL_ROUNDS)
    with pytest.MonkeyPatch.context() as planted:
        planted.setattr(pending, "AESGCM", Unlocked)
        found["unlocked"] = run_case(archiving, place / "unlocked", rounds=CONTROL_ROUNDS)
    archiving.finish_segment()
    log = archived.read(segments_of(archiving))
    for case in found.values():
        case.log = log
    return found


def segments_of(cluster: Cluster) -> list[Path]:
    """Return the archive's segments, in order."""
    return sorted(path for path in cluster.archive.iterdir() if len(path.name) == 24)


def test_the_log_is_read_whole(archiving: Cluster, cases: Mapping[str, Case]) -> None:
    segments = segments_of(archiving)
    told = subprocess.run(
        [
            archiving.programs / "pg_waldump",
            "-p",
            archiving.archive,
            segments[0].name,
            segments[-1].name,
        ],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    log = cases["product"].log
    by_waldump = [int(line.split("tx:")[1].split(",")[0]) for line in told if " tx:" in line]
    is_same = by_waldump == [one.xid for one in log.records]
    assert is_same, f"{len(by_waldump)} and {len(log.records)} records"
    assert sum(block.image is not None for one in log.records for block in one.blocks) > 100


def strange_orders(case: Case) -> dict[str, float]:
    """Return the mean τ of every order that follows an arrival, or runs against it."""
    taus = {name: [kendall(order) for order in each] for name, each in case.orders().items()}
    return {name: statistics.mean(each) for name, each in taus.items() if not is_at_chance(each)}


def shown_early(case: Case) -> list[str]:
    """Return what stands in the log before the transaction that shows it: words in any disguise, and handles."""
    firsts = case.first_places([handle for one in case.played for handle in one.arrived])
    begins = [case.released_at(one) for one in case.played]
    words = [place for each in disguises(case.said) if (place := case.log.stream.find(each)) >= 0]
    assert words, "the words of a release stand in the log"
    early = [
        handle.hex()
        for one, begin in zip(case.played, begins, strict=True)
        for handle in one.arrived
        if firsts[handle] < begin
    ]
    return early + ([case.said] if min(words) < begins[0] else [])


def test_no_order_in_the_log_follows_arrival(cases: Mapping[str, Case]) -> None:
    assert len(cases["product"].orders()) > 16
    assert strange_orders(cases["product"]) == {}


def test_rows_in_order_of_arrival_are_caught(cases: Mapping[str, Case]) -> None:
    found = strange_orders(cases["as they came"])
    for order in ("rows as written", "rows as they lie", "entries of the index", "first place in the log"):
        assert found[f"{order}, by arrived"] > 0.95


def test_nothing_that_was_given_stands_in_the_log_before_its_release(cases: Mapping[str, Case]) -> None:
    assert shown_early(cases["product"]) == []


def test_a_value_that_is_not_encrypted_is_caught(cases: Mapping[str, Case]) -> None:
    case = cases["unlocked"]
    assert set(shown_early(case)) >= {case.said}


def opened(version: Version, key: bytes) -> set[bytes]:
    """Return the handles in a state of the sealed value."""
    return set(pending.unseal(version.sealed, round_=version.round, key=key))


def test_no_key_that_is_left_after_a_release_opens_a_state_in_the_log(cases: Mapping[str, Case]) -> None:
    """T12. The log does hold every state: with the key that was in force, which is gone, it tells who came after whom."""
    case = cases["product"]
    states = case.while_open()
    taus = []
    for one in case.played:
        assert len(states[one.round]) == len(one.commits)
        for version in states[one.round]:
            for key in one.later_keys:
                with pytest.raises(InvalidTag):
                    opened(version, key)
        came = list[bytes]()
        for version in states[one.round]:
            came += sorted(opened(version, one.open_key) - set(came))
        assert set(came) == set(one.arrived)
        taus.append(kendall(_arrivals(came, one.arrived)))
    assert statistics.mean(taus) > 0.9, "the attack reads what it would read with the key"


def first_differences(case: Case) -> list[int]:
    """Return for every two states of an open round that follow each other the block in which they begin to differ."""
    return [
        next(
            at // 16
            for at in range(0, len(a.sealed.value), 16)
            if a.sealed.value[at : at + 16] != b.sealed.value[at : at + 16]
        )
        for each in case.while_open().values()
        for a, b in pairwise(each)
        if a.sealed.value != b.sealed.value
    ]


def test_two_states_differ_from_their_first_block_on(cases: Mapping[str, Case]) -> None:
    assert set(first_differences(cases["product"])) == {0}


def test_a_nonce_that_comes_again_is_caught(cases: Mapping[str, Case]) -> None:
    # Where two states begin to differ is the rank of the handle that came between them.
    assert statistics.mean(at > 0 for at in first_differences(cases["one nonce"])) > 0.5


def sizes_of_values(case: Case) -> list[set[int]]:
    """Return for each round which lengths its sealed value had while it was open."""
    return [{len(one.sealed.value) for one in each} for each in case.while_open().values()]


def test_no_size_tells_a_contribution_from_a_cover(cases: Mapping[str, Case]) -> None:
    case = cases["product"]
    assert {len(sizes) for sizes in sizes_of_values(case)} == {1}
    states = case.while_open()
    logged = dict[bool, list[int]]({True: [], False: []})
    for one in case.played:
        for version, kind in zip(states[one.round], one.commits, strict=True):
            logged[kind == COVER].append(version.size)
    covers, others = logged[True], logged[False]
    assert min(len(covers), len(others)) > 150
    larger = sum((a > b) + (a == b) / 2 for a in covers for b in others) / len(covers) / len(others)
    assert abs(larger - 0.5) < 0.1, (
        "guessed by size, a cover is found as often as by chance (4 standard errors)"
    )


def test_a_value_that_grows_is_caught(cases: Mapping[str, Case]) -> None:
    assert all(len(sizes) > PEOPLE / 2 for sizes in sizes_of_values(cases["unlocked"]))


def test_the_log_does_tell_when_something_was_committed(cases: Mapping[str, Case]) -> None:
    """What the design admits, and docs/secrecy.md says: a time for each commit, covers among them."""
    case = cases["product"]
    commits = {
        record.xid: int.from_bytes(record.main[:8], "little")
        for record in case.log.records
        if record.manager == archived.XACT and record.info & 0x70 == archived.COMMIT
    }
    for one, each in zip(case.played, case.while_open().values(), strict=True):
        times = [commits[version.xid] for version in each]
        assert len(times) == len(one.commits)
        assert all(a < b for a, b in pairwise(times))
