"""Files as they arrive: what may come in, and what is refused before it is inflated."""

import io
import zipfile

import pytest

from breakthrough.kernel.problem import Problem
from breakthrough.practices.voice import rules

SMALL = rules.Limits(file_size=2_000_000, total_size=3_000_000, entry_count=5, ratio=100)


def _zip(entries: dict[str, bytes]) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def _refusal(name: str, content: bytes | io.BytesIO) -> Problem:
    stream = content if isinstance(content, io.BytesIO) else io.BytesIO(content)
    with pytest.raises(Problem) as refused:
        rules.unpack([(name, stream)], limits=SMALL)
    return refused.value


def test_known_files_are_found_in_any_folder_of_a_zip_and_the_rest_is_left_out() -> None:
    stream = _zip({"export/2026/Votes.csv": b"v", "__MACOSX/._votes.csv": b"x", "export/readme.txt": b"r"})
    assert rules.unpack([("all.zip", stream)]) == {"votes.csv": b"v"}


def test_single_files_come_in_by_name_with_or_without_a_folder() -> None:
    found = rules.unpack([("votes.csv", io.BytesIO(b"a")), (r"C:\\export\\comments.csv", io.BytesIO(b"b"))])
    assert found == {"votes.csv": b"a", "comments.csv": b"b"}


def test_packing_depends_on_content_only_and_comes_back_whole() -> None:
    files = {"votes.csv": b"one", "comments.csv": b"two"}
    packed = rules.pack(files)
    assert packed == rules.pack(dict(reversed(files.items())))
    assert rules.unpack([("votes.zip", io.BytesIO(packed))]) == files
    assert rules.unpack_archive(packed) == files


def test_a_zip_bomb_is_refused_by_its_ratio_before_it_is_inflated() -> None:
    bomb = _zip({"votes.csv": bytes(2_500_000)})
    assert (len(bomb.getvalue()) < 5_000, _refusal("bomb.zip", bomb).status) == (True, 413)


def test_a_zip_that_announces_less_than_it_holds_is_refused() -> None:
    content = bytearray(_zip({"votes.csv": bytes(range(256)) * 3_000}).getvalue())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(mark) + offset
        content[place : place + 4] = (10).to_bytes(4, "little")
    assert _refusal("liar.zip", bytes(content)).status in {413, 422}


def test_too_many_entries_are_refused() -> None:
    assert (
        _refusal("many.zip", _zip({f"{number}/votes.csv": b"" for number in range(6)})).code
        == "archive-too-many-files"
    )


def test_two_conversations_in_one_zip_are_refused() -> None:
    assert _refusal("two.zip", _zip({"a/votes.csv": b"a", "b/votes.csv": b"b"})).code == "votes-twice"


def test_a_huge_file_is_refused_with_its_name_and_the_limit() -> None:
    problem = _refusal("votes.csv", b"x" * 2_000_001)
    assert (problem.status, problem.params["file"]) == (413, "votes.csv")


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 broken", b"PK\x05\x06", _zip({"votes.csv": b"v" * 500}).getvalue()[:-40]],
    ids=["no zip", "no entries", "cut off"],
)
def test_a_damaged_zip_is_refused_in_words(content: bytes) -> None:
    assert _refusal("votes.zip", content).code in {"archive-broken", "votes-missing"}


def test_an_encrypted_zip_is_refused_in_words() -> None:
    content = bytearray(_zip({"votes.csv": b"v"}).getvalue())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert _refusal("votes.zip", bytes(content)).code == "archive-broken"


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b"null",
        b'{"format": "other/1", "files": {}}',
        b'{"format": "breakthrough-votes/1", "files": {"votes.csv": 3}}',
        b"[" * 100_000,
    ],
)
def test_a_json_document_that_is_no_export_is_refused(content: bytes) -> None:
    assert _refusal("votes.json", content).code == "document-unknown"


def test_a_json_document_comes_back_as_the_files_it_was_made_of() -> None:
    import json

    files = {"votes.csv": "täxt, שלום, 😀\n".encode()}
    document = json.dumps(rules.document_of(files)).encode()
    assert rules.unpack([("votes.json", io.BytesIO(document))]) == files


def test_files_that_hold_no_votes_are_named_as_missing() -> None:
    assert _refusal("holiday.jpg", b"\xff\xd8").code == "votes-missing"
