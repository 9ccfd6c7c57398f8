"""Who gets credentials, how often, and with what words somebody else is refused: the who-plane half of T15."""

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from breakthrough.ballotbox.protocol import card, encoding
from breakthrough.ballots import actions, portable, queries
from breakthrough.ballots.actions import BlindedRequest
from breakthrough.ballots.models import IssuedCredential, Joining, Place
from breakthrough.ballots.plans import ScopePlan
from breakthrough.ballots.rules import Phase
from breakthrough.ballots.tests import rehearsal
from breakthrough.ballots.tests.conftest import Prepare
from breakthrough.ballots.tests.rehearsal import Browser, Stage
from breakthrough.conftest import Space
from breakthrough.kernel.problem import Problem
from breakthrough.people.models import Person

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member

ClientOf = Callable[[Person], Client]
JSON = "application/json"


def browser_of(joining: Joining, member: "Member") -> Browser:
    place = queries.find_place(member, joining)
    return Browser(bytes(joining.card), party=place.party_number if place else 1)


def body_of(browser: Browser, **others: Any) -> dict[str, Any]:
    asked = {
        "digest": encoding.to_base64url(browser.digest),
        "requests": [
            {
                "key": encoding.to_base64url(bytes.fromhex(one.key_id)),
                "blinded": [encoding.to_base64url(each) for each in one.blinded],
            }
            for one in browser.requests
        ],
    }
    return {**asked, **others}


def test_a_browser_gets_everything_at_once_and_it_fits(joining: Joining, space: Space) -> None:
    browser = rehearsal.join(joining, space.bob)
    assert [len(secret.signature) for secret in browser.secrets] == [384, 384]
    assert IssuedCredential.objects.filter(place__member=space.bob).count() == 2


def test_the_same_request_gets_the_same_answer_also_after_opening(
    joining: Joining, people: "list[Member]", now: datetime
) -> None:
    browser = browser_of(joining, people[0])

    def ask() -> list[list[bytes]]:
        return actions.issue(
            member=people[0], joining_id=joining.pk, digest=browser.digest, requests=browser.requests
        )

    first = ask()
    assert ask() == first
    for member in people[1:]:
        rehearsal.join(joining, member)
    actions.open_scope(joining=joining, label="voice", actor=None, now=now)
    assert ask() == first
    assert IssuedCredential.objects.filter(place__member=people[0]).count() == 2


def test_rows_of_credentials_carry_no_time_and_no_running_number() -> None:
    kinds = {field.name: field.get_internal_type() for field in IssuedCredential._meta.get_fields()}
    assert kinds == {
        "id": "UUIDField",
        "key": "ForeignKey",
        "place": "ForeignKey",
        "slot": "PositiveSmallIntegerField",
        "blinded": "BinaryField",
        "signature": "BinaryField",
    }
    assert IssuedCredential().id.version == 4


def test_each_refusal_of_the_who_plane_has_its_code_and_its_words(
    joining: Joining, prepare: Prepare, space: Space, stage: Stage, now: datetime, client_of: ClientOf
) -> None:
    """T15: one request per code, exact code and status, RFC 9457, no echo of what was sent."""
    bob, lena = browser_of(joining, space.bob), browser_of(joining, space.lena)
    good = body_of(bob)
    marker = "c" * 43
    (late,) = rehearsal.gather(space.collaboration, per_party=1, now=now)[:1]
    other = body_of(browser_of(prepare(), space.bob))
    short = body_of(bob)
    short["requests"][0]["blinded"] = [marker]
    broken = body_of(bob)
    broken["requests"][0]["blinded"] = ["+not base64url+"]
    cases: list[tuple[Person, dict[str, Any], int, str]] = [
        (late.person, good, 403, "not-on-roster"),
        (space.bob.person, {**good, "digest": marker}, 409, "card-changed"),
        (space.bob.person, {**good, "requests": other["requests"]}, 404, "key-unknown"),
        (space.bob.person, {**good, "requests": good["requests"][:1]}, 422, "wrong-number-of-messages"),
        (space.bob.person, {**good, "requests": good["requests"] * 2}, 422, "wrong-number-of-messages"),
        (space.bob.person, {**good, "requests": []}, 422, "wrong-number-of-messages"),
        (space.bob.person, short, 422, "blinded-message-invalid"),
        (space.bob.person, broken, 422, "blinded-message-invalid"),
    ]
    for person, asked, status, code in cases:
        refuse(client_of(person), joining, asked, status, code)
    assert IssuedCredential.objects.count() == 0, "all or nothing"
    first = client_of(space.bob.person).post(f"/api/ballots/{joining.pk}/credentials", json.dumps(good), JSON)
    assert first.status_code == 200
    refuse(
        client_of(space.bob.person),
        joining,
        body_of(browser_of(joining, space.bob)),
        409,
        "credential-already-issued",
    )
    stage.keys.destroy(stage.keys.list_kept())
    refuse(client_of(space.lena.person), joining, body_of(lena), 503, "signer-unavailable")
    actions.void(joining=joining, actor=space.alice, now=now)
    refuse(client_of(space.lena.person), joining, body_of(lena), 409, "joining-not-open")


def refuse(client: Client, joining: Joining, asked: dict[str, Any], status: int, code: str) -> None:
    answer = client.post(f"/api/ballots/{joining.pk}/credentials", json.dumps(asked), JSON)
    told = answer.json()
    assert (answer.status_code, told["type"]) == (status, f"/problems/{code}")
    assert answer["Content-Type"] == "application/problem+json"
    assert set(told) <= {"type", "title", "status", "detail", "field"}, "no trace, no instance"
    assert told["detail"]
    assert "ccc" not in answer.content.decode()


def test_nothing_of_a_round_is_there_for_outsiders(
    joining: Joining, charlie: Person, client_of: ClientOf, space: Space
) -> None:
    asked = json.dumps(body_of(browser_of(joining, space.bob)))
    outside = client_of(charlie)
    assert outside.get(f"/api/ballots/{joining.pk}/card").status_code == 404
    assert outside.post(f"/api/ballots/{joining.pk}/credentials", asked, JSON).status_code == 404
    assert outside.get(f"/api/ballots/{uuid.uuid4()}/card").status_code == 404


def test_the_card_is_served_with_the_roster_and_ones_own_place(
    joining: Joining, space: Space, client_of: ClientOf, stage: Stage
) -> None:
    told = client_of(space.bob.person).get(f"/api/ballots/{joining.pk}/card").json()
    assert encoding.from_base64url(told["card"]) == stage.office.card(joining.round_bytes)
    assert encoding.from_base64url(told["roster"]) == queries.roster_bytes(joining)
    plan = encoding.from_base64url(told["plan"])
    assert hashlib.sha256(plan).digest() == card.read_card(bytes(joining.card)).content_hash
    page = client_of(space.bob.person).get(f"/c/{space.slug}/sealed/{joining.pk}/plan.json")
    assert page.content == plan
    assert encoding.from_base64url(told["me"]).hex() == Place.objects.get(member=space.bob).ref
    assert told["phases"] == {"voice": "joining", "votes/1": "joining"}


def test_a_card_and_a_seal_are_had_in_few_queries_however_many_take_part(
    joining: Joining, space: Space, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):  # the place with its round, the roster, the scopes
        place = queries.get_own_place(space.bob.person, joining.pk)
        queries.roster_bytes(place.joining)
        queries.list_scopes(place.joining)
    browser = rehearsal.Browser(bytes(joining.card), party=place.party_number)
    with django_assert_max_num_queries(9):  # and the marks around what is written together
        seat = queries.get_own_seat(space.bob.person, joining.pk)
        actions.issue_to(seat=seat, digest=browser.digest, requests=browser.requests)


def test_the_plan_of_a_round_about_somebody_goes_with_them(
    joining: Joining, space: Space, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    Joining.objects.filter(pk=joining.pk).update(by=space.bob)
    portable.erase(space.lena, now)
    assert queries.plan_bytes(joining)
    monkeypatch.setattr(
        "breakthrough.ballots.registry.is_run_by_leaders", lambda practice: practice == "voice"
    )
    portable.erase(space.bob, now)
    assert not queries.plan_bytes(joining)


def test_an_erased_name_leaves_the_roster_that_is_handed_out(joining: Joining, space: Space) -> None:
    before = queries.roster_bytes(joining)
    assert queries.roster_bytes(joining) == before
    Place.objects.filter(joining=joining, member=space.bob).update(name="")
    assert str(space.bob.person).encode() in before
    assert str(space.bob.person).encode() not in queries.roster_bytes(joining)


def test_whoever_is_not_on_the_roster_gets_neither_card_nor_seal(
    joining: Joining, space: Space, charlie: Person, client_of: ClientOf
) -> None:
    address = f"/api/ballots/{joining.pk}/card"
    Place.objects.filter(joining=joining, member=space.bob).delete()
    assert client_of(space.bob.person).get(address).json()["type"].endswith("/not-on-roster")
    assert client_of(charlie).get(address).status_code == 404


def test_a_home_device_is_told_what_to_fetch_in_one_query(
    joining: Joining,
    people: "list[Member]",
    now: datetime,
    client_of: ClientOf,
    django_assert_num_queries: Any,
) -> None:
    bob = people[2]
    with django_assert_num_queries(1):
        (waiting,) = queries.list_waiting(bob.person)
    told = client_of(bob.person).get("/api/ballots/waiting").json()
    assert [one["phase"] for one in told["waiting"]] == ["joining"]
    assert told["waiting"][0]["round"] == joining.id.hex
    assert told["account"] == queries.account_of(bob.person_id)
    for member in people:
        rehearsal.join(joining, member)
    assert queries.list_waiting(bob.person) == []
    actions.open_scope(joining=joining, label="voice", actor=None, now=now)
    (waiting,) = queries.list_waiting(bob.person)
    assert (waiting.label, queries.moment_of(waiting)["phase"]) == ("voice", "open"), (
        "so that it can send blanks"
    )
    closes_at = actions.announce_closing(joining=joining, label="voice", actor=None, now=now)
    actions.close_scope(joining=joining, label="voice", now=closes_at)
    assert queries.list_waiting(bob.person) == []


def test_whoever_leaves_gets_no_credential_and_the_list_says_so(
    joining: Joining, space: Space, now: datetime
) -> None:
    from breakthrough.collaborations import actions as collaboration_actions

    rehearsal.join(joining, space.gina)
    for member in (space.bob, space.gina):
        collaboration_actions.leave(member=member, now=now)
    assert {row.name for row in queries.list_rows(joining) if row.has_left} == {"Bob", "Gina"}
    assert queries.list_waiting(space.bob.person) == []
    with pytest.raises(Problem) as refusal:
        queries.get_own_joining(space.bob.person, joining.pk)
    assert refusal.value.status == 404
    assert queries.readiness(joining).have == 1


def test_joining_two_memberships_gives_no_second_credential(
    joining: Joining, space: Space, people: "list[Member]", now: datetime
) -> None:
    """A guest and an account of one person, both on the roster: whichever fetched first was the one."""
    guest, kept = people[4], space.bob
    first = rehearsal.join(joining, guest)
    portable.merge(guest, kept, now)
    with pytest.raises(Problem) as refusal:
        rehearsal.join(joining, kept)
    assert refusal.value.code == "credential-already-issued"
    again = actions.issue(member=kept, joining_id=joining.pk, digest=first.digest, requests=first.requests)
    assert len(again) == 2, "the guest's own browser can still ask again"
    ready = queries.readiness(joining)
    assert (ready.have, ready.eligible) == (1, 11)
    assert queries.list_waiting(kept.person) == []


def test_two_credentials_of_one_person_count_once_at_opening(
    joining: Joining, people: "list[Member]", now: datetime
) -> None:
    for member in people[:5]:
        rehearsal.join(joining, member)
    portable.merge(people[4], people[3], now)
    with pytest.raises(Problem) as refusal:
        actions.open_scope(joining=joining, label="voice", actor=None, now=now)
    assert (refusal.value.code, refusal.value.params["count"]) == ("too-few-joined", 4)


def test_a_guests_place_goes_over_to_an_account_that_has_none(
    prepare: Prepare, people: "list[Member]", now: datetime
) -> None:
    joining = prepare(members=people[2:])
    browser = rehearsal.join(joining, people[5])
    portable.merge(people[5], people[0], now)
    place = queries.find_place(people[0], joining)
    assert place is not None
    assert place.name == str(people[5].person)
    assert actions.issue(
        member=people[0], joining_id=joining.pk, digest=browser.digest, requests=browser.requests
    )


def test_whoever_deletes_themselves_is_named_nowhere(
    joining: Joining, prepare: Prepare, people: "list[Member]", space: Space, now: datetime
) -> None:
    for member in people:
        rehearsal.join(joining, member)
    actions.raise_objection(member=space.bob, joining=joining, words="Bob says no.", now=now)
    actions.open_scope(joining=joining, label="voice", actor=None, now=now)
    young = prepare()
    portable.erase(space.bob, now)
    assert not Place.objects.filter(name="Bob").exists()
    assert [row.objection for row in queries.list_rows(joining) if row.objection] == []
    assert queries.phase(joining, "voice") is Phase.OPEN, "after opening nothing changes"
    assert queries.phase(young, "voice") is Phase.VOIDED, "in joining the roster must be true"


def test_an_export_says_where_one_is_on_a_list_and_nothing_one_gave(
    joining: Joining, space: Space, now: datetime
) -> None:
    rehearsal.join(joining, space.bob)
    actions.raise_objection(member=space.bob, joining=joining, words="Who is this?", now=now)
    assert portable.export(space.bob) == [
        {
            "round": str(joining.pk),
            "practice": "voice",
            "name_on_roster": "Bob",
            "has_credential": True,
            "objection": "Who is this?",
        }
    ]


def test_a_capability_is_reported_merged_and_forgotten(
    space: Space, client_of: ClientOf, now: datetime
) -> None:
    client = client_of(space.bob.person)
    assert portable.export_person(space.bob.person) == {"sealing": {"has_ed25519": None}}
    for able in (True, False):
        assert client.post("/api/ballots/capability", json.dumps({"ed25519": able}), JSON).status_code == 204
        assert portable.export_person(space.bob.person) == {"sealing": {"has_ed25519": able}}
    portable.erase_person(space.bob.person, now)
    assert portable.export_person(space.bob.person) == {"sealing": {"has_ed25519": None}}


def test_a_request_for_keys_of_another_party_is_refused(prepare: Prepare, space: Space) -> None:
    joining = prepare(scopes=[ScopePlan("votes/1", 1, 2048, "vector", by_party=True)])
    foreign = Browser(bytes(joining.card), party=2)
    with pytest.raises(Problem) as refusal:
        actions.issue(
            member=space.alice, joining_id=joining.pk, digest=foreign.digest, requests=foreign.requests
        )
    assert refusal.value.code == "wrong-number-of-messages"
    with pytest.raises(Problem) as refusal:
        actions.issue(
            member=space.alice,
            joining_id=joining.pk,
            digest=foreign.digest,
            requests=[BlindedRequest("0" * 64, ())],
        )
    assert refusal.value.code == "key-unknown"
