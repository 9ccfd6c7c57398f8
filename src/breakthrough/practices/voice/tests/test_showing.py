"""The page "What these people think", in every state it can be in, and what leaves by it."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from breakthrough.conftest import Space
from breakthrough.kernel.roles import Role
from breakthrough.practices.voice.tests import conftest as conversations
from breakthrough.practices.voice.tests import made_up
from breakthrough.rounds.models import Round

ClientOf = Callable[[Any], Client]
Store = Callable[..., Any]


def _page(space: Space, client_of: ClientOf, imported: Round, query: str = "") -> str:
    answer = client_of(space.bob.person).get(f"/c/{space.slug}/voice/{imported.pk}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("state", sorted(made_up.EVERY))
def test_every_state_of_a_reading_has_a_whole_page_without_inline_style(
    space: Space, client_of: ClientOf, imported: Round, store: Store, state: str
) -> None:
    store(made_up.EVERY[state]())
    page = _page(space, client_of, imported)
    assert page.count("<h1>What these people think</h1>") == 1
    assert " style=" not in page.replace('rel="stylesheet"', "")
    assert "<style" not in page
    assert "onclick" not in page
    assert "nan" not in page.lower().split()
    assert "%(" not in page


def test_too_few_people_are_told_kindly_and_nothing_else_is_shown(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.withheld())
    page = _page(space, client_of, imported)
    assert "Fewer than five people have voted" in page
    assert "Statement number" not in page
    assert "%</" not in page


def test_five_to_seven_people_get_words_and_no_number(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.words())
    page = _page(space, client_of, imported)
    assert "from 5 to 7 people" in page
    assert "Agreed by most" in page
    assert not re.search(r"\d+\s?%", page)
    assert "share-bar" not in page
    assert "No map is drawn" not in page


def test_eight_to_nineteen_people_get_shares_and_no_map_and_are_told_why(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.shares_only(), is_drawn=True)
    page = _page(space, client_of, imported)
    assert "A map needs twenty people or more" in page
    assert "Split about evenly" in page
    assert "80%" in page
    assert 'id="map-title"' not in page


def test_votes_without_structure_are_called_a_finding(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.unstructured())
    page = _page(space, client_of, imported)
    assert "No map is drawn" in page
    assert "a finding, not a failure" in page


def test_a_spread_is_a_line_with_two_ends_and_no_groups(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.spread(), is_drawn=True)
    page = _page(space, client_of, imported)
    assert "No group structure is shown" in page
    assert "outer thirds of one spread" in page
    assert "still unsettled" in page
    assert "60 points apart, likely between 45 and 75" in page
    assert page.count('role="img" aria-labelledby="chart-map-title chart-map-words"') == 1


def test_groups_are_shown_with_words_pictures_and_tables(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.grouped(), is_drawn=True)
    page = _page(space, client_of, imported)
    for words in (
        "2 statements are common ground",
        "The votes bear 2 groups",
        "What sets Group A apart",
        "Bridging statements",
        "If you read only these",
        "2 groups of opinion",
        "The same as a table",
        "votes.example/launch",
    ):
        assert words in page
    assert page.count("<svg") >= 6
    assert page.count("<title id=") == page.count("<desc id=") == 3


def test_hostile_and_foreign_texts_are_shown_as_what_they_are(
    space: Space, client_of: ClientOf, store: Store, now: Any
) -> None:
    from breakthrough.evidence import actions as evidence_actions
    from breakthrough.measures.opinion import encoding
    from breakthrough.practices.voice import actions, charts

    texts = {
        0: "<script>alert(1)</script>",
        1: "שלום עולם",
        2: "😀" * 2_000,
        3: "<img src=x onerror=alert(1)> </svg>",
    }
    sly = conversations.make_files(12, seed=9, texts=texts) | {
        "summary.csv": b'topic,"<b>T</b>"\nconversation-description,"<script>x</script>"\n'
    }
    made = actions.import_votes(collaboration=space.collaboration, actor=space.alice, files=sly, now=now)
    opinion = made_up.grouped()
    evidence_actions.store_reading(
        round=made,
        measure="opinion",
        method=opinion.method,
        seed=1,
        status="shown",
        fingerprint=None,
        value=encoding.to_json(opinion),
        drawings=list(charts.draw(opinion)),
        now=now,
    )
    page = _page(space, client_of, made)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>T</b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "שלום עולם" in page


def test_statements_are_found_sorted_and_paged_by_the_address_alone(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.grouped())
    found = _page(space, client_of, imported, "?q=number%202&sort=-agree")
    assert "1 of 4 statements found" in found
    assert "No statement holds these words" in _page(space, client_of, imported, "?q=nothing%20like%20it")
    listed = _page(space, client_of, imported, "?sort=-agree").split('id="statement-list"')[1]
    places = [listed.index(f"Statement number {number}") for number in (2, 0, 1, 3)]
    assert places == sorted(places)
    assert 'aria-sort="descending"' in listed
    assert "Page 1 of" not in listed


@pytest.mark.parametrize(
    "query",
    [
        "?sort=nonsense",
        "?page=x",
        "?page=999999999999",
        "?q=%00",
        "?q=" + "x" * 5_000,
        "?sort=%00",
        "?page=-1&q=%F0%9F%98%80",
    ],
)
def test_strange_addresses_are_answered_without_a_mistake_of_ours(
    space: Space, client_of: ClientOf, imported: Round, store: Store, query: str
) -> None:
    store(made_up.grouped())
    assert client_of(space.bob.person).get(f"/c/{space.slug}/voice/{imported.pk}{query}").status_code in {
        200,
        422,
    }


def test_outsiders_see_no_trace_of_a_round(
    space: Space, client_of: ClientOf, imported: Round, store: Store, charlie: Any
) -> None:
    store(made_up.grouped())
    client = client_of(charlie)
    for path in ("", "/reading.json", "/reading.csv", "/votes.zip", "/votes.json", "/charts/map.svg"):
        assert client.get(f"/c/{space.slug}/voice/{imported.pk}{path}").status_code == 404
    assert client.post(f"/c/{space.slug}/voice/{imported.pk}/readings").status_code == 404


def test_a_round_of_another_collaboration_is_not_found(
    space: Space, client_of: ClientOf, imported: Round, charlie: Any, now: Any
) -> None:
    from breakthrough.collaborations import actions

    other = actions.create_collaboration(
        person=charlie, name="Other", ambition="Else", parties=["One"], own_party="One", leads=False, now=now
    )
    assert client_of(charlie).get(f"/c/{other.collaboration.slug}/voice/{imported.pk}").status_code == 404


def test_an_observer_sees_the_results_and_never_the_votes(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    type(space.bob).objects.filter(pk=space.bob.pk).update(role=Role.OBSERVER)
    store(made_up.grouped())
    page = _page(space, client_of, imported)
    assert "Results as CSV" in page
    assert "votes.zip" not in page
    client = client_of(space.bob.person)
    assert client.get(f"/c/{space.slug}/voice/{imported.pk}/reading.csv").status_code == 200
    for path in ("votes.zip", "votes.json"):
        assert client.get(f"/c/{space.slug}/voice/{imported.pk}/{path}").status_code == 403


def test_no_participant_is_on_a_page_in_a_reading_or_in_the_api(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.grouped(), is_drawn=True)
    client = client_of(space.bob.person)
    keys = [str(conversations.PERSON + number).encode() for number in range(12)]
    page, api = (
        f"/c/{space.slug}/voice/{imported.pk}",
        f"/api/collaborations/{space.slug}/voice/rounds/{imported.pk}",
    )
    paths = [
        page,
        f"{page}/reading.json",
        f"{page}/reading.csv",
        f"{page}/charts/map.svg",
        f"/c/{space.slug}/journal",
        f"/c/{space.slug}/",
    ]
    paths += [api, *(f"{api}/{part}" for part in ("reading", "rows", "statements", "charts", "charts/map"))]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert not [key for key in keys if key in answer.content], path
    assert all(key in client.get(f"{page}/votes.json").content for key in keys)


def test_the_reading_goes_out_as_json_and_csv_that_can_be_read(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.grouped())
    client = client_of(space.bob.person)
    document = json.loads(client.get(f"/c/{space.slug}/voice/{imported.pk}/reading.json").content)
    assert (document["format"], document["method"], document["value"]["groups"]["count"]) == (
        "breakthrough-reading/1",
        "opinion.exact/3",
        2,
    )
    assert document["statements"]["2"] == "Statement number 2 is ours."
    answer = client.get(f"/c/{space.slug}/voice/{imported.pk}/reading.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="how-we-launch.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["statement"], row["side"]) for row in rows][:4] == [
        ("0", "whole"),
        ("0", "A"),
        ("0", "B"),
        ("1", "whole"),
    ]
    assert (rows[0]["agree"], rows[0]["agree_low"], rows[9]["withheld"]) == ("0.5", "0.35", "too_few_votes")


def test_a_spreadsheet_runs_nothing_that_people_wrote() -> None:
    from breakthrough.evidence import exports

    written = exports.write_csv(
        ("text", "share"), [{"text": '=HYPERLINK("x")', "share": -0.5}, {"text": 'a,b\n"c"', "share": None}]
    )
    assert written.splitlines()[1] == '"\'=HYPERLINK(""x"")",-0.5'
    assert list(csv.reader(io.StringIO(written, newline="")))[2] == ['a,b\n"c"', ""]


def test_a_picture_can_be_had_alone_in_light_and_dark(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.grouped(), is_drawn=True)
    client = client_of(space.bob.person)
    light = client.get(f"/c/{space.slug}/voice/{imported.pk}/charts/map.svg").content.decode()
    dark = client.get(f"/c/{space.slug}/voice/{imported.pk}/charts/map.svg?theme=dark").content.decode()
    assert "#282019" in light
    assert "#282019" not in dark
    assert "#ebe7e1" in dark
    assert client.get(f"/c/{space.slug}/voice/{imported.pk}/charts/nothing.svg").status_code == 404


def test_a_german_reader_gets_the_pictures_of_their_language(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    from breakthrough.evidence.models import Chart

    store(made_up.grouped(), is_drawn=True)
    assert set(Chart.objects.values_list("key", "language")) == {
        (key, language) for key in ("map", "groups", "shares") for language in ("en", "de")
    }


def test_a_round_without_a_reading_says_so_and_lets_a_facilitator_begin(
    space: Space, client_of: ClientOf, imported: Round
) -> None:
    assert "not worked out yet" in _page(space, client_of, imported)
    assert "readings" not in _page(space, client_of, imported)
    alice = client_of(space.alice.person)
    assert (
        f"/c/{space.slug}/voice/{imported.pk}/readings"
        in alice.get(f"/c/{space.slug}/voice/{imported.pk}").content.decode()
    )
    answer = alice.post(f"/c/{space.slug}/voice/{imported.pk}/readings")
    assert (answer.status_code, answer["Location"].startswith("/jobs/")) == (303, True)
    assert (
        client_of(space.bob.person).post(f"/c/{space.slug}/voice/{imported.pk}/readings").status_code == 403
    )


def test_the_page_asks_the_database_as_often_for_many_statements_as_for_few(
    space: Space,
    client_of: ClientOf,
    imported: Round,
    store: Store,
    django_assert_max_num_queries: Any,
    now: Any,
) -> None:
    from breakthrough.evidence import actions as evidence_actions
    from breakthrough.measures.opinion import encoding
    from breakthrough.practices.voice import actions

    store(made_up.grouped())
    many = actions.import_votes(
        collaboration=space.collaboration,
        actor=space.alice,
        files=conversations.make_files(30, 120, seed=3),
        now=now,
    )
    opinion = made_up.grouped()
    evidence_actions.store_reading(
        round=many,
        measure="opinion",
        method=opinion.method,
        seed=1,
        status="shown",
        fingerprint=None,
        value=encoding.to_json(opinion),
        drawings=[],
        now=now,
    )
    client = client_of(space.bob.person)
    for kept in (imported, many, imported, many):
        with django_assert_max_num_queries(13):
            client.get(f"/c/{space.slug}/voice/{kept.pk}")


def test_the_method_page_says_how_it_can_mislead(space: Space, client_of: ClientOf) -> None:
    page = client_of(space.bob.person).get(f"/c/{space.slug}/voice/method").content.decode()
    assert "How it can mislead" in page
    assert "fewer than five people" in page


def test_the_list_of_rounds_teaches_while_it_is_empty(space: Space, client_of: ClientOf) -> None:
    page = client_of(space.bob.person).get(f"/c/{space.slug}/voice/").content.decode()
    assert "A facilitator begins a round." in page
    assert "/voice/import" in client_of(space.alice.person).get(f"/c/{space.slug}/voice/").content.decode()


def test_the_collaboration_shows_its_rounds(space: Space, client_of: ClientOf, imported: Round) -> None:
    page = client_of(space.bob.person).get(f"/c/{space.slug}/").content.decode()
    assert "How we launch" in page
    assert f"/c/{space.slug}/voice/{imported.pk}" in page


def test_what_was_worked_out_for_one_reader_is_not_shown_to_another_who_may_see_less(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.grouped(), is_drawn=True)
    space.bob.role = Role.OBSERVER
    space.bob.save()
    address = f"/c/{space.slug}/voice/{imported.pk}"
    seen: dict[object, set[bool]] = {}
    for who in (space.alice, space.bob, space.alice, space.bob):
        page = client_of(who.person).get(address).content.decode()
        seen.setdefault(who.pk, set()).add("Votes as ZIP" in page)
        assert "Results as CSV" in page
    assert seen == {space.alice.pk: {True}, space.bob.pk: {False}}


def test_a_german_reader_after_an_english_one_reads_german_and_the_other_way_round(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.grouped(), is_drawn=True)
    client = client_of(space.alice.person)
    pages = [
        client.get(
            f"/c/{space.slug}/voice/{imported.pk}", headers={"accept-language": language}
        ).content.decode()
        for language in ("en", "de", "en", "de")
    ]
    assert [">All statements<" in page for page in pages] == [True, False, True, False]
    assert [">Common ground<" in page for page in pages] == [True, False, True, False]


def test_each_page_and_order_of_the_statements_is_its_own(
    space: Space, client_of: ClientOf, imported: Round, store: Store
) -> None:
    store(made_up.grouped())
    first, turned = (_page(space, client_of, imported, query) for query in ("", "?sort=-number"))
    found = [re.findall(r'<td class="number small">(\d+)</td>', page) for page in (first, turned)]
    assert found[0] == found[1][::-1]
    assert len(found[0]) > 1
