"""The HTTP doors of the import: page and API, with good files and with anything else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from breakthrough.background import runner
from breakthrough.background.models import Job
from breakthrough.conftest import Space
from breakthrough.practices.voice.models import Upload
from breakthrough.practices.voice.tests import conftest as conversations
from breakthrough.rounds.models import Round

ClientOf = Callable[[Any], Client]
HEADER = conversations.HEAD.encode() + b",0,1\n"


def _uploads(files: dict[str, bytes]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, content) for name, content in files.items()]


def _work() -> None:
    from django.utils import timezone

    for job in Job.objects.filter(ending__isnull=True).exclude(kind="voice.read"):
        runner.run(job.pk, worker="here", clock=timezone.now)


def _result(kind: str) -> Any:
    ending = Job.objects.get(kind=kind).ending
    return ending.outcome, ending.result, ending.problem


def test_alice_brings_votes_in_through_the_pages(space: Space, client_of: ClientOf) -> None:
    client, start = client_of(space.alice.person), f"/c/{space.slug}/voice/import"
    assert client.get(start).status_code == 200
    sent = client.post(start, {"files": _uploads(conversations.make_files(12))})
    assert (sent.status_code, sent["Location"]) == (303, f"/jobs/{Job.objects.get().pk}")
    _work()
    preview = _result("voice.check-votes")[1]["next"]
    page = client.get(preview).content.decode()
    for words in (
        "People with a vote",
        "12",
        "48",
        "How we launch",
        "What should",
        "Good to know" if "Good to know" in page else "Votes",
    ):
        assert words in page
    assert Round.objects.count() == 0
    expected = _result("voice.check-votes")[1]["findings"]["content_hash"]
    named = client.post(preview, {"title": "", "question": "", "expected": expected})
    assert named.status_code == 422
    named = client.post(preview, {"title": "Our launch", "question": "Why?", "expected": expected})
    assert named.status_code == 303
    _work()
    outcome, result, _problem = _result("voice.import-votes")
    assert (outcome, Round.objects.get().title) == ("done", "Our launch")
    assert result["next"] == f"/jobs/{Job.objects.get(kind='voice.read').pk}"
    assert client.get(preview).status_code == 404


def test_the_same_votes_twice_lead_to_the_round_that_is_there(
    space: Space, client_of: ClientOf, imported: Round
) -> None:
    client = client_of(space.alice.person)
    client.post(f"/c/{space.slug}/voice/import", {"files": _uploads(conversations.make_files(12))})
    _work()
    page = client.get(_result("voice.check-votes")[1]["next"]).content.decode()
    assert "These votes are already here" in page
    assert f"/c/{space.slug}/voice/{imported.pk}" in page


def test_a_broken_file_is_shown_with_line_and_column_and_a_way_on(space: Space, client_of: ClientOf) -> None:
    client = client_of(space.alice.person)
    client.post(
        f"/c/{space.slug}/voice/import",
        {"files": _uploads({"participants-votes.csv": HEADER + b"1,,0,2,1,1,1,perhaps\n"})},
    )
    _work()
    page = client.get(_result("voice.check-votes")[1]["next"]).content.decode()
    assert "participants-votes.csv, line 2, column “1”" in page
    assert "perhaps" in page
    assert "Choose the files again" in page


def test_only_facilitators_reach_the_import(space: Space, client_of: ClientOf, charlie: Any) -> None:
    path = f"/c/{space.slug}/voice/import"
    for person, status in (
        (space.bob.person, 403),
        (space.lena.person, 403),
        (space.gina.person, 403),
        (charlie, 404),
    ):
        assert client_of(person).get(path).status_code == status
        assert (
            client_of(person).post(path, {"files": _uploads(conversations.make_files(6))}).status_code
            == status
        )
    assert Upload.objects.count() == 0


def test_nobody_sees_what_another_facilitator_has_sent(space: Space, client_of: ClientOf) -> None:
    client_of(space.alice.person).post(
        f"/c/{space.slug}/voice/import", {"files": _uploads(conversations.make_files(6))}
    )
    type(space.bob).objects.filter(pk=space.bob.pk).update(role="facilitator")
    path = f"/c/{space.slug}/voice/uploads/{Upload.objects.get().pk}"
    assert client_of(space.bob.person).get(path).status_code == 404
    assert client_of(space.alice.person).get(path).status_code == 200


@pytest.mark.parametrize("sent", [{}, {"files": "text"}, {"files": ""}])
def test_a_form_without_files_is_shown_again(space: Space, client_of: ClientOf, sent: dict[str, Any]) -> None:
    answer = client_of(space.alice.person).post(f"/c/{space.slug}/voice/import", sent)
    assert answer.status_code == 422


def test_a_zip_bomb_at_the_door_is_refused_in_the_form(space: Space, client_of: ClientOf) -> None:
    import io
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("votes.csv", bytes(170 * 1024 * 1024))
    answer = client_of(space.alice.person).post(
        f"/c/{space.slug}/voice/import", {"files": SimpleUploadedFile("votes.zip", stream.getvalue())}
    )
    assert (answer.status_code, "too large" in answer.content.decode()) == (422, True)
    assert Upload.objects.count() == 0


def test_the_api_brings_votes_in_and_gives_everything_back(space: Space, client_of: ClientOf) -> None:
    client, base = client_of(space.alice.person), f"/api/collaborations/{space.slug}/voice"
    looked = client.post(
        f"{base}/imports", {"files": _uploads(conversations.make_files(12)), "dry_run": "true"}
    )
    assert looked.status_code == 202
    _work()
    outcome, result, _none = _result("voice.check-votes")
    assert (outcome, result["findings"]["vote_count"], Round.objects.count()) == ("done", 48, 0)
    sent = client.post(f"{base}/imports", {"files": _uploads(conversations.make_files(12))})
    assert sent.status_code == 202
    _work()
    made = Round.objects.get()
    assert _result("voice.import-votes")[1]["round"] == str(made.pk)
    listed = client.get(f"{base}/rounds").json()
    assert [(one["id"], one["title"], one["is_closed"]) for one in listed] == [
        (str(made.pk), "How we launch", True)
    ]
    assert client.get(f"{base}/rounds/{made.pk}/reading").status_code == 404
    statements = client.get(f"{base}/rounds/{made.pk}/statements?q=number+3").json()
    assert (statements["count"], statements["statements"][0]["agree"]["mean"]) == (1, None)
    archive = client.get(f"{base}/rounds/{made.pk}/votes.zip")
    again = client.post(f"{base}/imports", {"files": SimpleUploadedFile("votes.zip", archive.content)})
    job: Any = Job.objects.get(pk=again.json()["id"])
    _work()
    job.refresh_from_db()
    assert (job.ending.problem["code"], job.ending.problem["params"]["round"]) == (
        "votes-already-here",
        str(made.pk),
    )


def test_the_api_tells_file_line_and_column_of_what_is_broken(space: Space, client_of: ClientOf) -> None:
    client = client_of(space.alice.person)
    client.post(
        f"/api/collaborations/{space.slug}/voice/imports",
        {"files": _uploads({"participants-votes.csv": HEADER + b"1,,0,1,1,0,7,\n"})},
    )
    _work()
    outcome, _nothing, problem = _result("voice.import-votes")
    assert (outcome, problem["params"]["file"], problem["params"]["line"], problem["params"]["column"]) == (
        "refused",
        "participants-votes.csv",
        2,
        "0",
    )
    assert Round.objects.count() == 0


def test_the_api_knows_who_may(space: Space, client_of: ClientOf, imported: Round, charlie: Any) -> None:
    base = f"/api/collaborations/{space.slug}/voice"
    assert (
        client_of(space.bob.person)
        .post(f"{base}/imports", {"files": _uploads(conversations.make_files(6))})
        .status_code
        == 403
    )
    assert client_of(space.bob.person).post(f"{base}/rounds/{imported.pk}/readings").status_code == 403
    assert Client().get(f"{base}/rounds").status_code == 401
    for path in (
        "rounds",
        f"rounds/{imported.pk}",
        f"rounds/{imported.pk}/reading",
        f"rounds/{imported.pk}/rows",
        f"rounds/{imported.pk}/votes.zip",
    ):
        assert client_of(charlie).get(f"{base}/{path}").status_code == 404
    type(space.bob).objects.filter(pk=space.bob.pk).update(role="observer")
    assert client_of(space.bob.person).get(f"{base}/rounds/{imported.pk}/votes.zip").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "rounds/not-an-id",
        "rounds/00000000-0000-0000-0000-000000000000/statements?page=0",
        "rounds/00000000-0000-0000-0000-000000000000/statements?sort=%00",
        "rounds/00000000-0000-0000-0000-000000000000/charts/x%00y",
    ],
)
def test_the_api_answers_strange_calls_with_a_problem(space: Space, client_of: ClientOf, path: str) -> None:
    answer = client_of(space.alice.person).get(f"/api/collaborations/{space.slug}/voice/{path}")
    assert answer.status_code in {404, 422}
    assert json.loads(answer.content)["status"] == answer.status_code


CELL = st.one_of(
    st.sampled_from(
        [
            b"1",
            b"0",
            b"-1",
            b"",
            b"2",
            b"1.0",
            b"nan",
            b'"',
            b"\x00",
            b"\xff",
            b"=1+1",
            "😀".encode(),
            "שלום".encode(),
            b"9" * 400,
            b"<b>",
        ]
    ),
    st.binary(max_size=12),
)
ROW = st.lists(CELL, max_size=9).map(b",".join)
TABLE = st.tuples(
    st.sampled_from(
        [HEADER, b"\xef\xbb\xbf" + HEADER, HEADER.replace(b",", b";"), HEADER.decode().encode("utf-16"), b""]
    ),
    st.lists(ROW, max_size=6),
).map(lambda parts: parts[0] + b"\n".join(parts[1]))
NAME = st.sampled_from(
    [
        "participants-votes.csv",
        "votes.csv",
        "comments.csv",
        "summary.csv",
        "votes.zip",
        "votes.json",
        "x" * 300 + ".csv",
        "../../etc/votes.csv",
        "vötes\u202e.csv",
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.dictionaries(NAME, TABLE, min_size=1, max_size=3))
def test_whatever_is_sent_gives_an_answer_and_never_a_mistake_of_ours(
    space: Space, client_of: ClientOf, sent: dict[str, bytes]
) -> None:
    Job.objects.all().delete()
    rounds = Round.objects.count()
    answer = client_of(space.alice.person).post(
        f"/api/collaborations/{space.slug}/voice/imports", {"files": _uploads(sent)}
    )
    assert answer.status_code in {202, 413, 422}
    _work()
    for job in Job.objects.filter(kind="voice.import-votes"):
        assert job.ending.outcome in {"done", "refused"}, job.ending.problem
        assert (job.ending.outcome == "done") == (Round.objects.count() == rounds + 1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(8)), doubled=st.integers(0, 7), extra=st.sampled_from([b"", b",note"]))
def test_the_order_of_rows_doubled_rows_and_unknown_columns_change_nothing(
    space: Space, order: list[int], doubled: int, extra: bytes
) -> None:
    from breakthrough.practices.voice import actions

    files = conversations.make_files(8, seed=4)
    plain = actions.find_findings(collaboration=space.collaboration, files=files)
    head, *rows = files["participants-votes.csv"].splitlines()
    arranged = [rows[place] for place in order]
    names = head.split(b",")
    if extra:
        names.insert(1, b"note")
        arranged = [b",".join([row.split(b",")[0], b"x", *row.split(b",")[1:]]) for row in arranged]
    changed = files | {
        "participants-votes.csv": b"\r\n".join([b",".join(names), *arranged, arranged[doubled]])
    }
    found = actions.find_findings(collaboration=space.collaboration, files=changed)
    assert found.content_hash == plain.content_hash
