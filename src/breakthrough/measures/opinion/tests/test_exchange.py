import csv
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from breakthrough.measures.opinion import exchange

MATRIX = """participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,2,10
2,1,0,2,1,1,1,,-1
0,,3,3,1,0,0,1,0
7,,0,0,0,0,,,
"""
EVENTS = """timestamp,datetime,comment-id,voter-id,vote
2000,x,0,2,1
1000,x,0,2,-1
3000,x,10,2,-1
3000,x,0,0,0
3000,x,2,0,1
3000,x,10,0,1
3000,x,10,0,0
"""
COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
5,x,10,0,1,1,0,"Say ""yes"", or
no"
4,x,0,2,1,0,1,يقول 🙂
6,x,99,2,1,0,-1,=cmd()
"""
SUMMARY = """topic,Trees
url,
conversation-description,"First line,
second line"
"""


def read(**files):
    names = {
        "matrix": "participants-votes.csv",
        "events": "votes.csv",
        "comments": "comments.csv",
        "summary": "summary.csv",
    }
    return exchange.parse_export({names[name]: text for name, text in files.items()})


def test_a_whole_export_is_read():
    found = read(matrix=MATRIX, events=EVENTS, comments=COMMENTS, summary=SUMMARY)
    table = found.table
    assert table.person_keys == ("0", "2")
    assert table.statement_keys == ("0", "2", "10")
    assert list(zip(table.person.tolist(), table.statement.tolist(), table.vote.tolist(), strict=True)) == [
        (0, 0, 0),
        (0, 1, 1),
        (0, 2, 0),
        (1, 0, 1),
        (1, 2, -1),
    ]
    assert table.status.tolist() == [1, 1, 0]
    assert table.silent_count == 1
    assert found.groups == {"2": "1"}
    assert found.texts["10"] == 'Say "yes", or\nno'
    assert dict(found.summary)["conversation-description"] == "First line,\nsecond line"
    notes = {note.reason: note for note in found.notes}
    assert (notes["revotes"].count, notes["revotes"].lines) == (2, (3, 7))
    assert notes["statements_without_column"].names == ("99",)
    assert notes["people_without_votes"].names == ("7",)
    assert notes["statements_without_text"].names == ("2",)


def test_votes_alone_are_enough_and_the_last_one_counts():
    found = read(events=EVENTS)
    assert found.table.vote.tolist() == read(matrix=MATRIX).table.vote.tolist()
    assert found.people == (exchange.ImportedPerson("0"), exchange.ImportedPerson("2"))


def test_the_matrix_alone_is_enough():
    found = read(matrix=MATRIX)
    assert found.events is None
    assert [person.comment_count for person in found.people] == [3, 0, 0]


@pytest.mark.parametrize(
    "files",
    [
        {"matrix": MATRIX, "events": EVENTS, "comments": COMMENTS, "summary": SUMMARY},
        {"matrix": MATRIX},
        {"events": EVENTS, "comments": COMMENTS},
    ],
)
def test_import_export_import_is_the_identity(files):
    first = read(**files)
    written = exchange.write_export(first)
    second = exchange.parse_export(written)
    assert exchange.write_export(second) == written
    assert exchange.fingerprint(second.table) == exchange.fingerprint(first.table)
    assert second.table.statement_keys == first.table.statement_keys
    assert second.table.status.tolist() == first.table.status.tolist()
    assert (second.people, second.comments, second.summary) == (first.people, first.comments, first.summary)
    if first.events is not None and second.events is not None:
        assert second.events.at_ms.tolist() == first.events.at_ms.tolist()
        assert second.events.vote.tolist() == first.events.vote.tolist()


def test_rows_in_another_order_are_written_alike():
    lines = MATRIX.splitlines(keepends=True)
    shuffled = "".join([lines[0], *reversed(lines[1:])])
    assert exchange.write_export(read(matrix=shuffled)) == exchange.write_export(read(matrix=MATRIX))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n",
        lambda text: text.encode(),
        lambda text: "\ufeff".encode() + text.encode(),
        lambda text: text.splitlines(),
        io.StringIO,
        lambda text: io.BytesIO(text.encode()),
        lambda text: (
            text.replace("group-id", "xid,group-id")
            .replace("\n2,", "\n2,me,")
            .replace("\n0,", "\n0,,")
            .replace("\n7,", "\n7,,")
        ),
        lambda text: text.replace(",1,,-1", ",1.0,,-1.0"),
    ],
)
def test_harmless_differences_do_not_matter(change):
    assert exchange.fingerprint(read(matrix=change(MATRIX)).table) == exchange.fingerprint(
        read(matrix=MATRIX).table
    )


def test_the_sign_of_agreeing_is_plus_one():
    found = read(matrix=MATRIX)
    row = found.table.person_keys.index("2")
    assert found.table.vote[(found.table.person == row)].tolist() == [1, -1]


@pytest.mark.parametrize(
    ("files", "file", "line", "column"),
    [
        ({"matrix": ""}, "participants-votes.csv", None, None),
        ({"matrix": "participant,0\n1,1\n"}, "participants-votes.csv", 1, "group-id"),
        ({"matrix": MATRIX.replace(",", ";")}, "participants-votes.csv", 1, None),
        ({"matrix": MATRIX.replace("0,2,10\n", "0,2,2\n")}, "participants-votes.csv", 1, "2"),
        ({"matrix": MATRIX.replace("0,2,10\n", "0,2,02\n")}, "participants-votes.csv", 1, "02"),
        ({"matrix": MATRIX.replace("1,,-1", "1,,-7")}, "participants-votes.csv", 2, "10"),
        ({"matrix": MATRIX.replace("1,,-1", "1,,agree")}, "participants-votes.csv", 2, "10"),
        ({"matrix": MATRIX.replace("1,,-1", "1,,")}, None, None, None),
        ({"matrix": MATRIX.replace("1,,-1", "1,-1")}, "participants-votes.csv", 2, "10"),
        ({"matrix": MATRIX.replace("1,,-1", "1,,-1,1")}, "participants-votes.csv", 2, None),
        ({"matrix": MATRIX.replace("2,1,0,2", "2,1,many,2")}, "participants-votes.csv", 2, "n-comments"),
        (
            {"matrix": MATRIX.replace("2,1,0,2", "2,1," + "9" * 500 + ",2")},
            "participants-votes.csv",
            2,
            "n-comments",
        ),
        ({"matrix": MATRIX.replace("\n0,", "\n,")}, "participants-votes.csv", 3, "participant"),
        ({"matrix": MATRIX + "2,1,0,1,1,0,1,,\n"}, "participants-votes.csv", 5, "participant"),
        ({"matrix": MATRIX.replace("1,,-1", "1,\0,-1")}, "participants-votes.csv", 2, None),
        ({"matrix": MATRIX.encode() + b"\xff\xfe"}, "participants-votes.csv", 5, None),
        ({"matrix": MATRIX.encode("utf-16")}, "participants-votes.csv", 1, None),
        ({"matrix": MATRIX.replace("\n0,", '\n"0,')}, "participants-votes.csv", 3, None),
        ({"matrix": MATRIX.replace("\n0,", '\n"0"x,')}, "participants-votes.csv", 3, None),
        ({"events": EVENTS.replace("2000,x", "soon,x")}, "votes.csv", 2, "timestamp"),
        ({"events": EVENTS.replace("2000,x", ",x")}, "votes.csv", 2, "timestamp"),
        ({"events": EVENTS.replace("x,2,0,1", "x,two,0,1")}, "votes.csv", 6, "comment-id"),
        ({"events": EVENTS.replace("x,2,0,1", "x," + "2" * 400 + ",0,1")}, "votes.csv", 6, "comment-id"),
        (
            {"matrix": MATRIX, "comments": COMMENTS.replace("1,0,1,ي", "1,0,3,ي")},
            "comments.csv",
            4,
            "moderated",
        ),
        ({"matrix": MATRIX, "comments": COMMENTS + "1,x,0,2,1,0,1,Other\n"}, "comments.csv", 6, "comment-id"),
        ({"matrix": MATRIX, "comments": COMMENTS + '1,x,3,2,1,0,1,"Open\n'}, "comments.csv", 6, None),
        (
            {"matrix": MATRIX, "comments": COMMENTS + '1,x,3,2,1,0,1,"' + "x" * 200_000 + '"\n'},
            "comments.csv",
            6,
            None,
        ),
        ({"comments": COMMENTS}, "participants-votes.csv", None, None),
    ],
)
def test_a_broken_file_is_refused_with_its_place(files, file, line, column):
    if file is None:
        assert read(**files).table.vote_count == 4
        return
    with pytest.raises(exchange.ExchangeProblem) as caught:
        read(**files)
    problem = caught.value
    assert (problem.file, problem.line, problem.column) == (file, line, column)
    assert problem.status == 422
    assert str(problem).strip()
    assert "%(" not in str(problem)


def test_two_vote_files_that_differ_stop_the_import_with_the_list():
    with pytest.raises(exchange.ExchangeProblem) as caught:
        read(matrix=MATRIX, events=EVENTS.replace("3000,x,10,2,-1", "3000,x,10,2,1") + "1,x,2,2,1\n")
    assert caught.value.code == "votes-differ"
    assert caught.value.params["count"] == 2
    assert "votes.csv:4 (2, 10)" in str(caught.value)
    assert "votes.csv:9 (2, 2)" in str(caught.value)


def test_a_vote_that_only_the_matrix_has_stops_the_import():
    with pytest.raises(exchange.ExchangeProblem) as caught:
        read(matrix=MATRIX, events=EVENTS.replace("3000,x,2,0,1\n", ""))
    assert (caught.value.file, caught.value.line, caught.value.column) == ("participants-votes.csv", 3, "2")


def test_votes_on_a_statement_that_was_taken_out_and_lost_its_column_are_noted():
    found = read(matrix=MATRIX, events=EVENTS + "9,x,99,2,1\n", comments=COMMENTS)
    note = next(note for note in found.notes if note.reason == "votes_without_column")
    assert (note.count, note.lines, note.names) == (1, (9,), ("99",))
    assert "99" not in found.table.statement_keys


def test_an_unknown_column_is_noted_and_left_out():
    text = (
        MATRIX.replace("2,10\n", "2,10,mood\n")
        .replace("-1\n", "-1,happy\n")
        .replace(",0\n", ",0,sad\n")
        .replace(",,,\n", ",,,,\n")
    )
    found = read(matrix=text)
    note = next(note for note in found.notes if note.reason == "unknown_columns")
    assert note.names == ("mood",)
    assert found.table.statement_keys == ("0", "2", "10")


def test_wrong_totals_are_noted_with_their_lines():
    found = read(matrix=MATRIX.replace("0,,3,3,1,0", "0,,3,9,1,0"))
    note = next(note for note in found.notes if note.reason == "counts_differ")
    assert (note.count, note.lines) == (1, (3,))


def test_the_same_row_twice_is_noted_once():
    found = read(matrix=MATRIX + "2,1,0,2,1,1,1,,-1\n")
    assert next(note for note in found.notes if note.reason == "repeated_rows").lines == (5,)
    assert found.table.vote_count == 5


def test_a_text_of_ten_thousand_signs_survives():
    text = ("<script>alert(1)</script> \u202eabc\u0007 " * 400)[:10_000]
    row = io.StringIO()
    csv.writer(row).writerow([1, "x", 2, 0, 0, 0, 1, text])
    found = read(matrix=MATRIX, comments=COMMENTS + row.getvalue())
    assert found.texts["2"] == text
    assert exchange.parse_export(exchange.write_export(found)).texts["2"] == text


def test_folders_and_other_files_do_not_matter():
    found = exchange.parse_export(
        {"export/participants-votes.csv": MATRIX, "stats-history.csv": "x", "export\\readme.txt": "\0"}
    )
    assert [note.names for note in found.notes if note.reason == "ignored_files"] == [("readme.txt",)]
    with pytest.raises(exchange.ExchangeProblem):
        exchange.parse_export({"a/votes.csv": EVENTS, "b/votes.csv": EVENTS})


def test_meta_statements_keep_their_mark():
    text = (
        COMMENTS.replace("comment-body", "comment-body,is-meta")
        .replace("🙂", "🙂,true")
        .replace('no"', 'no",')
    )
    found = read(matrix=MATRIX, comments=text.replace("=cmd()", "=cmd(),0"))
    assert found.table.is_meta.tolist() == [True, False, False]
    assert exchange.parse_export(exchange.write_export(found)).table.is_meta.tolist() == [True, False, False]


def test_statements_without_numbers_cannot_be_written():
    from breakthrough.measures.opinion import votes

    table = votes.tabulate(person=[1], statement=["trees"], vote=[1])
    with pytest.raises(exchange.ExchangeProblem):
        exchange.write_export(exchange.VoteImport(table=table, people=(exchange.ImportedPerson("1"),)))


pieces = st.sampled_from(
    [
        '"',
        ",",
        "\n",
        "\r\n",
        "\r",
        "\0",
        "\ufeff",
        ";",
        "-1",
        "1",
        "0",
        "2",
        "participant",
        "n-disagree",
        "é",
        "🙂",
        " ",
        "9" * 400,
    ]
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(exchange.FILES),
    cuts=st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 40), st.lists(pieces, max_size=4)), max_size=4
    ),
    raw=st.booleans(),
)
@example(name="votes.csv", cuts=[(0, 0, ['"'])], raw=False)
def test_damaged_files_give_an_import_or_a_problem_and_nothing_else(name, cuts, raw):
    texts = dict(zip(exchange.FILES, (MATRIX, EVENTS, COMMENTS, SUMMARY), strict=True))
    files: dict[str, exchange.Lines] = dict(texts)
    for begin, length, pieces_put in cuts:
        texts[name] = texts[name][:begin] + "".join(pieces_put) + texts[name][begin + length :]
    files[name] = texts[name].encode() if raw else texts[name]
    try:
        found = exchange.parse_export(files)
    except exchange.ExchangeProblem as problem:
        words = str(problem)
        assert "%(" not in words
        return
    written = exchange.write_export(found)
    assert exchange.write_export(exchange.parse_export(written)) == written


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_an_import_or_a_problem(content):
    for name in exchange.FILES:
        try:
            exchange.parse_export({"participants-votes.csv": MATRIX, name: content})
        except exchange.ExchangeProblem as problem:
            assert problem.file == name  # noqa: PT017  either outcome is right, and both are looked at
