"""The spine of a Mirror: before its leader shows anything, nobody else has any of it, by any door; afterwards, only what was shown.

Everybody there is: Lena (whose mirror it is), Otto (another leader), Alice (facilitator), Bob (member), Gina (guest), Olga (observer),
Nora (came after the list was fixed), Charlie (in no space of theirs).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from breakthrough.practices.mirror import actions, queries
from breakthrough.practices.mirror.models import Setup
from breakthrough.practices.mirror.tests import staged

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member
    from breakthrough.conftest import Space
    from breakthrough.people.models import Person
    from breakthrough.rounds.models import Round

ClientOf = Callable[..., Client]
TAKE_PART = ("alice", "otto", "bob", "gina")
OUTSIDE = ("olga", "nora")
OTHERS = (*TAKE_PART, *OUTSIDE)
NUMBERS = ("3.5", "2.5", "6.0", "mirror.facets/1", "see yourself", "openness")


@dataclass
class Scene:
    """A mirror of Lena's that is over, and everybody's membership."""

    kept: "Round"
    members: "dict[str, Member]"
    client_of: ClientOf
    now: datetime

    @property
    def page(self) -> str:
        """The mirror's page."""
        return f"/c/{self.kept.collaboration.slug}/mirror/{self.kept.pk}"

    @property
    def door(self) -> str:
        """The mirror at the API."""
        return f"/api/collaborations/{self.kept.collaboration.slug}/mirror/mirrors/{self.kept.pk}"

    def read(self, who: str, address: str) -> tuple[int, str]:
        """Return what somebody gets."""
        found = self.client_of(self.members[who].person).get(address)
        return found.status_code, found.content.decode()


@pytest.fixture
def scene(space: "Space", now: datetime, client_of: ClientOf) -> Scene:
    """Ten others answered; they see Lena ask little and change nothing."""
    from breakthrough.collaborations import actions as collaboration_actions
    from breakthrough.kernel.roles import Role
    from breakthrough.people import actions as people

    space.lena.refresh_from_db()
    members = {"lena": space.lena, "alice": space.alice, "bob": space.bob, "gina": space.gina}
    for name, role in (("otto", Role.LEADER), ("olga", Role.OBSERVER), ("nora", Role.MEMBER)):
        person = people.make_account(address=f"{name}@acme.example", name=name.capitalize(), now=now)
        one = collaboration_actions.join(person=person, invitation=space.link_to(space.acme), now=now)
        if role is not Role.MEMBER:
            collaboration_actions.change_role(member=space.alice, subject=one, role=role, now=now)
            one.refresh_from_db()
        members[name] = one
    kept = staged.release(space.lena, answers=[staged.LOW] * 10, now=now)
    staged.give_list(kept, [members[name] for name in TAKE_PART], now=now)
    return Scene(kept, members, client_of, now)


def test_before_anything_is_shown_the_leader_has_it_all(scene: Scene) -> None:
    status, text = scene.read("lena", scene.page)
    assert status == 200
    assert "You see yourself higher than the others see you, by 3.5" in text
    status, told = scene.read("lena", f"{scene.door}/result")
    assert status == 200
    assert [one["facet"] for one in json.loads(told)["facets"]] == [
        "openness",
        "challenge",
        "failing",
        "relations",
    ]
    assert json.loads(told)["shown"] == []
    everything = text + told
    assert [one for one in NUMBERS if one not in everything] == [], (
        "what is searched for elsewhere is what she reads"
    )


@pytest.mark.parametrize("who", OTHERS)
def test_before_anything_is_shown_nobody_else_has_any_of_it_by_any_door(scene: Scene, who: str) -> None:
    slug = scene.kept.collaboration.slug
    status, page = scene.read(who, scene.page)
    assert status == 200
    if who in TAKE_PART:
        assert "The result is with Lena" in page
        assert "Thanks to everybody who answered" in page
    else:
        assert "between the one who asked and those who answered" in page
    status, told = scene.read(who, f"{scene.door}/result")
    assert status == (200 if who in TAKE_PART else 404)
    if who in TAKE_PART:
        empty: dict[str, Any] = {
            "method": "",
            "at": None,
            "status": None,
            "reason": None,
            "facets": [],
            "shown": [],
            "pledge": "",
        }
        assert json.loads(told) == empty
    _, state = scene.read(who, scene.door)
    assert (json.loads(state)["own"], json.loads(state)["predicted"]) == ([], [])
    for address in (
        scene.page,
        f"/c/{slug}/",
        f"/c/{slug}/mirror/",
        f"/c/{slug}/mirror/method",
        f"/c/{slug}/where",
        f"/c/{slug}/journal",
        "/people/me/export",
        f"/api/collaborations/{slug}/mirror/mirrors",
    ):
        status, text = scene.read(who, address)
        assert status == (403 if who == "olga" and address.endswith("journal") else 200), address
        for number in NUMBERS:
            assert number not in text, (who, address, number)
    assert actions.export_records(scene.members[who]) == []


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_can_show_pledge_or_lead_it(scene: Scene, who: str) -> None:
    client = scene.client_of(scene.members[who].person)
    for path, sent in (
        ("/shown", {"facets": "openness"}),
        ("/pledge", {"words": "They will listen"}),
        ("/own", {}),
        ("/expected", {}),
        ("/plan", {}),
        ("/plan/removal", {}),
        ("/preparation", {}),
        ("/restart", {}),
        ("/answering", {}),
        ("/time", {"minutes": "5"}),
        ("/closing", {}),
    ):
        assert client.post(scene.page + path, sent).status_code == 403, path
    for path, body in (("/shown", {"facets": ["openness"]}), ("/pledge", {"words": "They will listen"})):
        assert (
            client.post(scene.door + path, json.dumps(body), content_type="application/json").status_code
            == 403
        )
    own = {"own": [7] * 8, "predicted": [7] * 8}
    assert (
        client.put(f"{scene.door}/own-view", json.dumps(own), content_type="application/json").status_code
        == 403
    )
    result = queries.result_of(queries.get_mirror(scene.members["lena"], scene.kept.pk))
    assert result
    assert (result.shown, result.pledge) == ((), "")


def test_what_is_shown_is_seen_by_those_who_take_part_and_only_that(scene: Scene) -> None:
    lena = scene.client_of(scene.members["lena"].person)
    assert lena.post(f"{scene.page}/shown", {"facets": ["openness"]}).status_code == 303
    for who in TAKE_PART:
        _, page = scene.read(who, scene.page)
        assert "What Lena shows you" in page
        assert "The own view is higher than your answers, by 3.5" in page
        for hidden in (
            "Challenge, not compliance",
            "Safe to fail",
            "Living relationships",
            "What do you want to show?",
        ):
            assert hidden not in page
        told = json.loads(scene.read(who, f"{scene.door}/result")[1])
        assert [one["facet"] for one in told["facets"]] == told["shown"] == ["openness"]
        assert (told["status"], told["reason"]) == (None, None)
    for who in OUTSIDE:
        _, page = scene.read(who, scene.page)
        assert "Openness" not in page
        assert "3.5" not in page
        assert scene.read(who, f"{scene.door}/result")[0] == 404
    for who in OTHERS:
        where = scene.read(who, f"/c/{scene.kept.collaboration.slug}/where")[1]
        assert "3.5" not in where
        assert "Openness" not in where


def test_the_pledge_is_read_by_those_who_take_part_also_where_no_number_is_shown(scene: Scene) -> None:
    words = "In our Monday meeting I speak last."
    lena = scene.client_of(scene.members["lena"].person)
    assert lena.post(f"{scene.page}/pledge", {"words": words}).status_code == 303
    for who in (*TAKE_PART, "lena"):
        _, page = scene.read(who, scene.page)
        assert words in page
    for who in TAKE_PART:
        _, page = scene.read(who, scene.page)
        assert "What Lena will do differently" in page
        assert "3.5" not in page
    for who in OUTSIDE:
        assert words not in scene.read(who, scene.page)[1]
        assert queries.find_source(scene.members[who], str(scene.kept.pk)) is None
    source = queries.find_source(scene.members["bob"], str(scene.kept.pk))
    assert source
    assert source.title == words


def test_an_outsider_and_a_stranger_do_not_learn_that_there_is_one(scene: Scene, charlie: "Person") -> None:
    client = scene.client_of(charlie)
    for address in (scene.page, f"{scene.door}/result", scene.door, f"{scene.page}/own"):
        assert client.get(address).status_code == 404
    assert Client().get(scene.page).status_code == 302
    assert Client().get(f"{scene.door}/result").status_code == 401


def test_while_it_is_under_way_nobody_reads_what_the_leader_said_first(scene: Scene) -> None:
    draft = staged.draft(scene.members["lena"], now=scene.now)
    slug = draft.collaboration.slug
    for who in TAKE_PART:
        status, page = scene.read(who, f"/c/{slug}/mirror/{draft.pk}")
        assert status == 200
        assert "Lena is preparing a mirror" in page
        assert "How you see yourself" not in page
        for path in ("own", "expected", "plan"):
            assert scene.read(who, f"/c/{slug}/mirror/{draft.pk}/{path}")[0] == 403
        state = json.loads(scene.read(who, f"/api/collaborations/{slug}/mirror/mirrors/{draft.pk}")[1])
        assert (state["own"], state["predicted"], state["allowed"]) == ([], [], [])
    assert scene.read("olga", f"/c/{slug}/mirror/{draft.pk}")[0] == 404
    state = json.loads(scene.read("lena", f"/api/collaborations/{slug}/mirror/mirrors/{draft.pk}")[1])
    assert state["own"] == staged.OWN


def test_an_observer_does_not_learn_whose_mirror_it_was(scene: Scene) -> None:
    slug = scene.kept.collaboration.slug
    for address in (
        scene.page,
        scene.door,
        f"/c/{slug}/mirror/",
        f"/api/collaborations/{slug}/mirror/mirrors",
    ):
        status, text = scene.read("olga", address)
        assert status == 200
        assert "Lena" not in text


def test_a_leader_who_leads_no_longer_keeps_what_is_theirs(scene: Scene) -> None:
    from breakthrough.collaborations.models import Member

    Member.objects.filter(pk=scene.members["lena"].pk).update(role="member")
    assert "Only you see this page." in scene.read("lena", scene.page)[1]
    assert scene.read("lena", f"/c/{scene.kept.collaboration.slug}/mirror/begin")[0] == 403


def test_own_records_hold_the_whole_mirror_for_the_leader_and_nothing_of_it_for_others(scene: Scene) -> None:
    (mine,) = _listed(actions.export_records(scene.members["lena"]))
    assert mine["own"] == staged.OWN
    assert mine["result"]["status"] == "shown"
    for who in OTHERS:
        assert actions.export_records(scene.members[who]) == []


def test_joining_two_memberships_takes_the_mirror_along(scene: Scene) -> None:
    actions.merge_records(scene.members["lena"], scene.members["nora"], scene.now)
    assert Setup.objects.get(round=scene.kept).leader == scene.members["nora"]
    assert actions.export_records(scene.members["lena"]) == []


def _listed(found: Any) -> list[Any]:
    assert isinstance(found, list)
    return found
