"""Lists of people: every usual file is read, every bad line is named, nothing breaks."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from breakthrough.collaborations import people_lists
from breakthrough.collaborations.people_lists import Entry, Listing
from breakthrough.kernel.problem import Problem
from breakthrough.people.rules import clean_address

LENA = Entry(line=2, address="lena@borealis.example", name="Lena Müller", party="Borealis", role="leader")


def read(content: bytes) -> Listing:
    return people_lists.read_file(content, clean_address=clean_address)


def refused_with(problem: Problem) -> str:
    assert problem.status in {413, 422}
    return problem.code


def code_of(content: bytes) -> str:
    with pytest.raises(Problem) as refusal:
        read(content)
    return refused_with(refusal.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_usual_form_of_file_is_read(delimiter: str, encoding: str, line_end: str) -> None:
    lines = [
        ["Name", "E-Mail", "Party", "Role"],
        ["Lena Müller", "Lena@Borealis.example", "Borealis", "leader"],
    ]
    text = line_end.join(delimiter.join(line) for line in lines) + line_end
    assert read(text.encode(encoding)) == Listing(entries=(LENA,), bad_lines=(), was_guessed=False)


def test_western_european_files_are_read_and_said_to_be_a_guess() -> None:
    listing = read(
        "name;email\nRené Król;rene@acme.example\nJürgen;j@acme.example".replace("ó", "o").encode("latin-1")
    )
    assert [entry.name for entry in listing.entries] == ["René Krol", "Jürgen"]
    assert listing.was_guessed


def test_columns_come_in_any_order_and_unknown_ones_are_passed_over() -> None:
    listing = read(b"shoe size,role,email,party\n44,member,bob@borealis.example,Borealis\n")
    assert listing.entries == (
        Entry(line=2, address="bob@borealis.example", party="Borealis", role="member"),
    )


def test_each_bad_line_is_named_with_its_number_and_the_others_go_ahead() -> None:
    listing = read(
        b'email,name\nbob@x.example,"Bob\nthe second"\n\nnot an address,Eve\n,Nobody\nBOB@x.example,Again\nlena@x.example,Lena\n'
    )
    assert [(entry.line, entry.address) for entry in listing.entries] == [
        (2, "bob@x.example"),
        (7 + 1, "lena@x.example"),
    ]
    assert [bad.line for bad in listing.bad_lines] == [5, 6, 7]
    assert listing.bad_lines[0].params == {"address": "not an address"}
    assert listing.bad_lines[2].params == {"address": "bob@x.example", "first": 2}


def test_a_quotation_mark_that_never_closes_is_named_and_what_came_before_is_kept() -> None:
    listing = read(b'email,name\na@x.example,A\nb@x.example,"B\nc@x.example,C\n')
    assert [entry.address for entry in listing.entries] == ["a@x.example"]
    assert [bad.line for bad in listing.bad_lines] == [3]


def test_short_lines_are_read_as_far_as_they_go() -> None:
    assert read(b"name,email,party\nBob,bob@x.example\n").entries[0].party == ""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "list-empty"),
        (b"\n\n   \n", "list-empty"),
        (b"bob@x.example\n", "list-without-addresses"),
        (b"name,party\nBob,Acme\n", "list-without-addresses"),
        (b"email\n" + b"a" * people_lists.MOST_BYTES, "list-too-large"),
        (b"email\n" + b"a@x.example\n" * 2002, "list-too-large"),
        ("email\nbob@x.example".encode("utf-16-le"), "list-unreadable"),
        (b"\xff\xfe\x00", "list-unreadable"),
        (b"PK\x03\x04\x00\x00\x81\x8d", "list-unreadable"),
    ],
)
def test_what_cannot_be_read_as_a_whole_is_refused_with_a_reason(content: bytes, code: str) -> None:
    assert code_of(content) == code


def test_two_thousand_lines_fit() -> None:
    content = b"email\n" + b"".join(b"p%d@x.example\n" % number for number in range(2000))
    assert len(read(content).entries) == 2000


def test_pasted_addresses_come_in_any_form() -> None:
    text = 'bob@x.example, Lena Fischer <lena@x.example>; "Król, Tomasz" <t@x.example>\n\na@x.example b@x.example\nnobody'
    listing = people_lists.read_pasted(text, clean_address=clean_address)
    assert [(entry.line, entry.address, entry.name) for entry in listing.entries] == [
        (1, "bob@x.example", ""),
        (1, "lena@x.example", "Lena Fischer"),
        (1, "t@x.example", "Król, Tomasz"),
        (3, "a@x.example", ""),
        (3, "b@x.example", ""),
    ]
    assert [bad.line for bad in listing.bad_lines] == [4]


def test_what_is_written_is_read_back() -> None:
    entries = [LENA, Entry(line=3, address="b@x.example", name='Bob "the, third"', party="A;B", role="")]
    assert list(read(people_lists.write_file(entries).encode()).entries) == entries


@settings(max_examples=300)
@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbfemail\n\xef\xbb\xbf")
@example(b'email,"\n')
@example(b"email\n\x0b\x0c\x1c\n")
def test_no_bytes_break_the_reader(content: bytes) -> None:
    try:
        listing = read(content)
    except Problem as problem:
        refused_with(problem)
    else:
        assert all("@" in entry.address for entry in listing.entries)


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from('email,name;\t"\n\r@x.e \u202e\U0001f980é<>'), max_size=200))
def test_no_text_below_a_header_breaks_the_reader(text: str) -> None:
    listing = read(("email,name,party,role\n" + text).encode())
    lines = text.count("\n") + text.count("\r") + 2
    assert all(
        2 <= number <= lines
        for number in [*(one.line for one in listing.entries), *(bad.line for bad in listing.bad_lines)]
    )
    addresses = [entry.address for entry in listing.entries]
    assert len(addresses) == len(set(addresses))


@settings(max_examples=300)
@given(st.text(max_size=300))
def test_no_pasted_text_breaks_the_reader(text: str) -> None:
    try:
        listing = people_lists.read_pasted(text, clean_address=clean_address)
    except Problem as problem:
        refused_with(problem)
    else:
        assert listing.entries or listing.bad_lines
