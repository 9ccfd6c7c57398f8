"""`comments.csv` and `summary.csv`: the statements' texts and what the conversation was about."""

from __future__ import annotations

from collections.abc import Mapping

from breakthrough.kernel.words import gettext_noop as _
from breakthrough.measures.opinion import votes
from breakthrough.measures.opinion.exchange import rows
from breakthrough.measures.opinion.exchange.content import Comment, ExchangeProblem, Lines, shorten

COMMENTS_NAME = "comments.csv"
SUMMARY_NAME = "summary.csv"
COLUMNS = ("comment-id", "moderated", "comment-body")
_STATUS = {"1": 1, "0": 0, "-1": -1, "1.0": 1, "0.0": 0, "-1.0": -1}
_META = {"1": True, "true": True, "t": True, "": False, "0": False, "false": False, "f": False}


def parse_comments(lines: Lines, *, file: str = COMMENTS_NAME) -> tuple[Comment, ...]:
    """Read the statements' texts, sorted by their number. The optional column `is-meta` marks those about the person.

    Raises:
        ExchangeProblem: with file, line and column, for anything that cannot be read without guessing.
    """
    source = rows.read_rows(lines, file=file)
    names = rows.read_header(source, file=file, needed=COLUMNS)
    found: dict[str, Comment] = {}
    places: dict[str, int] = {}
    for line, cells in source:
        rows.check_length(cells, names=names, file=file, line=line)
        comment = _parse_comment(dict(zip(names, cells, strict=True)), file=file, line=line)
        if found.get(comment.statement, comment) != comment:
            raise ExchangeProblem(
                file=file,
                line=line,
                column="comment-id",
                words=_(
                    "%(file)s, line %(line)s: statement %(statement)s is already on line %(first)s. Remove one of them."
                ),
                statement=comment.statement,
                first=places[comment.statement],
            )
        found[comment.statement] = comment
        places.setdefault(comment.statement, line)
    return tuple(found[key] for key in votes.sort_keys(found))


def parse_summary(lines: Lines, *, file: str = SUMMARY_NAME) -> dict[str, str]:
    """Read key and value of each row. A value with commas outside quotes is joined again; the first of two keys counts."""
    found: dict[str, str] = {}
    for _line, cells in rows.read_rows(lines, file=file):
        found.setdefault(cells[0].strip(), ",".join(cells[1:]))
    return found


def _parse_comment(cells: Mapping[str, str], *, file: str, line: int) -> Comment:
    def count(column: str) -> int | None:
        return rows.parse_count(cells.get(column, ""), file=file, line=line, column=column)

    author = cells.get("author-id", "").strip()
    return Comment(
        statement=rows.parse_statement(cells["comment-id"], file=file, line=line, column="comment-id"),
        text=cells["comment-body"],
        status=_parse_status(cells["moderated"], file=file, line=line),
        author=rows.parse_person(author, file=file, line=line, column="author-id") if author else None,
        created_ms=count("timestamp"),
        agrees=count("agrees"),
        disagrees=count("disagrees"),
        is_meta=_parse_meta(cells.get("is-meta", ""), file=file, line=line),
    )


def _parse_status(text: str, *, file: str, line: int) -> int:
    status = _STATUS.get(text.strip())
    if status is None:
        raise ExchangeProblem(
            file=file,
            line=line,
            column="moderated",
            words=_(
                "%(file)s, line %(line)s, column “%(column)s”: “%(value)s” is not one of 1 (accepted), 0 (not looked at) "
                "and -1 (taken out). Correct this cell."
            ),
            value=shorten(text),
        )
    return status


def _parse_meta(text: str, *, file: str, line: int) -> bool:
    answer = _META.get(text.strip().lower())
    if answer is None:
        raise ExchangeProblem(
            file=file,
            line=line,
            column="is-meta",
            words=_(
                "%(file)s, line %(line)s, column “%(column)s”: “%(value)s” is neither true nor false. Correct this cell."
            ),
            value=shorten(text),
        )
    return answer
