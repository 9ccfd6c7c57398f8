"""Bringing votes in: all or nothing, once, and out again byte for byte."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from breakthrough.collaborations import journal
from breakthrough.conftest import Space
from breakthrough.kernel.problem import Problem
from breakthrough.practices.voice import actions, commands, queries, rules
from breakthrough.practices.voice.models import ImportedStatement, Upload, UploadCheck, VoteImport
from breakthrough.rounds.models import Round

Files = Callable[..., dict[str, bytes]]


def test_an_import_makes_a_closed_round_with_its_statements_and_no_people(
    space: Space, files: Files, now: Any
) -> None:
    before = (space.collaboration.members.count(), type(space.alice.person).objects.count())
    made = actions.import_votes(
        collaboration=space.collaboration, actor=space.alice, files=files(12), now=now
    )
    assert (made.title, made.question, made.practice, made.is_closed) == (
        "How we launch",
        "What should\nwe do?",
        "voice",
        True,
    )
    assert [one.key for one in queries.list_statements(made)] == ["0", "1", "2", "3"]
    assert queries.get_source(made) == "https://votes.example/launch"
    assert before == (space.collaboration.members.count(), type(space.alice.person).objects.count())
    assert journal.verify(space.collaboration).broken_at is None


def test_the_journal_tells_of_the_import_without_a_single_person(imported: Round, space: Space) -> None:
    lines = list(
        space.collaboration.journal.filter(verb__in=["round.begun", "voice.votes_imported", "round.closed"])
    )
    assert [one.verb for one in lines] == ["round.begun", "voice.votes_imported", "round.closed"]
    assert set(lines[1].facts) == {"round", "content", "statements"}


def test_the_same_votes_in_another_order_are_recognised(
    imported: Round, space: Space, files: Files, now: Any
) -> None:
    shuffled = files(12)
    head, *rows = shuffled["participants-votes.csv"].decode().splitlines()
    shuffled["participants-votes.csv"] = ("\ufeff" + "\r\n".join([head, *reversed(rows)])).encode()
    with pytest.raises(Problem) as refused:
        actions.import_votes(collaboration=space.collaboration, actor=space.alice, files=shuffled, now=now)
    assert (refused.value.code, refused.value.params["round"]) == ("votes-already-here", str(imported.pk))
    assert Round.objects.count() == 1


def test_another_collaboration_may_have_the_same_votes(
    imported: Round, space: Space, files: Files, now: Any
) -> None:
    from breakthrough.collaborations import actions as spaces

    other = spaces.create_collaboration(
        person=space.bob.person,
        name="Other",
        ambition="Else",
        parties=["One"],
        own_party="One",
        leads=False,
        now=now,
    )
    made = actions.import_votes(collaboration=other.collaboration, actor=other, files=files(12), now=now)
    assert (
        VoteImport.objects.get(round=made).content_hash == VoteImport.objects.get(round=imported).content_hash
    )


def test_import_export_import_is_the_identity(imported: Round, space: Space, now: Any) -> None:
    archive = queries.get_votes_archive(space.bob, imported)
    again = rules.unpack([("votes.zip", io.BytesIO(archive))])
    with pytest.raises(Problem) as refused:
        actions.find_findings(collaboration=space.collaboration, files=again)
    assert refused.value.code == "votes-already-here"
    assert rules.pack(again) == archive
    document = rules.unpack([("votes.json", io.BytesIO(queries.get_votes_document(space.bob, imported)))])
    assert document == again


@pytest.mark.parametrize(
    ("change", "line", "column"),
    [
        (lambda text: text.replace(b",1,1,1\n", b",1,1,maybe\n", 1), None, "3"),
        (lambda text: text.replace(b"participant,", b"who,", 1), 1, "participant"),
        (lambda text: text + b"\xff\xfe\n", None, None),
        (lambda text: text + b"9,0,0\n", 14, None),
        (lambda text: b"", None, None),
        (lambda text: text + b'"unclosed\n', 14, None),
    ],
)
def test_broken_files_are_refused_with_their_place_and_leave_nothing(
    space: Space, files: Files, now: Any, change: Any, line: int | None, column: str | None
) -> None:
    broken = files(12, seed=5)
    broken["participants-votes.csv"] = change(broken["participants-votes.csv"])
    with pytest.raises(Problem) as refused:
        actions.import_votes(collaboration=space.collaboration, actor=space.alice, files=broken, now=now)
    assert refused.value.status == 422
    assert refused.value.params["file"] == "participants-votes.csv"
    if line:
        assert refused.value.params["line"] == line
    if column:
        assert refused.value.params["column"] == column
    assert (Round.objects.count(), VoteImport.objects.count(), ImportedStatement.objects.count()) == (0, 0, 0)


def test_a_failure_while_storing_leaves_nothing(
    space: Space, files: Files, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_given: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("breakthrough.rounds.actions.close_round", fail)
    with pytest.raises(RuntimeError):
        actions.import_votes(collaboration=space.collaboration, actor=space.alice, files=files(12), now=now)
    assert (Round.objects.count(), VoteImport.objects.count()) == (0, 0)


def test_only_facilitators_bring_votes_in(space: Space, files: Files, now: Any) -> None:
    for member in (space.lena, space.bob, space.gina):
        with pytest.raises(Problem) as refused:
            actions.import_votes(collaboration=space.collaboration, actor=member, files=files(12), now=now)
        assert refused.value.status == 403


def test_looking_at_files_stores_findings_and_no_round(space: Space, files: Files, now: Any) -> None:
    kept = actions.keep_upload(member=space.alice, files=files(12), now=now)
    check: Any = actions.check_upload(upload_id=kept.pk, now=now)
    assert (check.findings["person_count"], check.findings["vote_count"]) == (12, 48)
    assert check.findings["group_sizes"] == [6, 6]
    assert Round.objects.count() == 0


def test_looking_at_broken_files_keeps_the_problem_in_words(space: Space, now: Any) -> None:
    kept = actions.keep_upload(member=space.alice, files={"votes.csv": b"a,b\n"}, now=now)
    check: Any = actions.check_upload(upload_id=kept.pk, now=now)
    assert check.findings is None
    assert check.problem["params"]["file"] == "votes.csv"
    assert check.problem["words"] % check.problem["params"]


def test_an_upload_is_thrown_away_after_a_day_and_after_the_import(
    space: Space, files: Files, now: Any
) -> None:
    from datetime import timedelta

    actions.keep_upload(member=space.alice, files=files(6), now=now - timedelta(days=2))
    kept = actions.keep_upload(member=space.alice, files=files(12), now=now)
    assert list(Upload.objects.all()) == [kept]
    check: Any = actions.check_upload(upload_id=kept.pk, now=now)
    expected = check.findings["content_hash"]
    actions.import_upload(
        upload_id=kept.pk, member_id=space.alice.pk, title="Named", question="", expected=expected, now=now
    )
    assert (Upload.objects.count(), UploadCheck.objects.count(), Round.objects.get().title) == (0, 0, "Named")


def test_a_member_who_left_meanwhile_brings_nothing_in(space: Space, files: Files, now: Any) -> None:
    from breakthrough.collaborations.models import Departure

    kept = actions.keep_upload(member=space.alice, files=files(12), now=now)
    Departure.objects.create(member=space.alice, by=None, at=now)
    with pytest.raises(Problem) as refused:
        actions.import_upload(
            upload_id=kept.pk, member_id=space.alice.pk, title="", question="", expected=None, now=now
        )
    assert refused.value.status == 403
    assert Round.objects.count() == 0


def test_a_summary_can_name_no_script_as_its_source(space: Space, files: Files, now: Any) -> None:
    sly = files(12) | {"summary.csv": b"topic,T\nurl,javascript:alert(1)\n"}
    made = actions.import_votes(collaboration=space.collaboration, actor=space.alice, files=sly, now=now)
    assert queries.get_source(made) == ""


def test_the_command_line_brings_in_and_takes_out_the_same_files(
    space: Space, files: Files, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in files(12).items():
        (folder / name).write_bytes(content)
    assert commands.import_votes(folder=folder, collaboration=space.slug, dry_run=True) == 0
    assert Round.objects.count() == 0
    assert commands.import_votes(folder=folder, collaboration=space.slug, dry_run=False) == 0
    assert commands.import_votes(folder=folder, collaboration=space.slug, dry_run=False) == 0
    made = Round.objects.get()
    assert commands.export_votes(round_id=str(made.pk), folder=tmp_path / "out") == 0
    assert commands.import_votes(folder=tmp_path / "out", collaboration=space.slug, dry_run=False) == 0
    assert (Round.objects.count(), "12 people, 4 statements, 48 votes" in capsys.readouterr().out) == (
        1,
        True,
    )


def test_the_command_line_never_writes_over_other_content(imported: Round, tmp_path: Any) -> None:
    (tmp_path / "summary.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(Problem) as refused:
        commands.export_votes(round_id=str(imported.pk), folder=tmp_path)
    assert (refused.value.status, sorted(path.name for path in tmp_path.iterdir())) == (409, ["summary.csv"])


@pytest.mark.parametrize(
    "call",
    [{"folder": "nowhere", "collaboration": "launch-together"}, {"folder": ".", "collaboration": "nobody"}],
)
def test_the_command_line_refuses_in_words(space: Space, tmp_path: Any, call: dict[str, str]) -> None:
    with pytest.raises(Problem):
        commands.import_votes(
            folder=tmp_path / call["folder"], collaboration=call["collaboration"], dry_run=False
        )
    with pytest.raises(Problem):
        commands.export_votes(round_id="not-an-id", folder=tmp_path)


def test_votes_leave_as_a_readable_zip(imported: Round, space: Space) -> None:
    with zipfile.ZipFile(io.BytesIO(queries.get_votes_archive(space.gina, imported))) as archive:
        assert archive.namelist() == ["comments.csv", "participants-votes.csv", "summary.csv"]
    assert set(json.loads(queries.get_votes_document(space.gina, imported))) == {"format", "files"}
