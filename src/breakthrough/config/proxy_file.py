"""Reads an nginx configuration for what it would tell of those who send to the box. Pure: a text in, findings out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

UPSTREAM = "breakthrough_box"
DROPPED = (
    "User-Agent",
    "Accept-Language",
    "Referer",
    "X-Forwarded-For",
    "X-Real-IP",
    "Forwarded",
    "Via",
    "Sec-CH-UA",
    "Sec-CH-UA-Mobile",
    "Sec-CH-UA-Platform",
)
LARGEST_BODY = 8192  # bytes of the largest request to the box


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the file: what stands before its brace, and the directives directly in it."""

    name: str
    directives: tuple[str, ...]


def find_leaks(text: str) -> list[str]:
    """Return what is unsafe in the locations that lead to the box, one sentence each; where there is none, that is one."""
    locations = [
        block
        for block in read_blocks(text)
        if any(re.search(rf"^proxy_pass\s+https?://{UPSTREAM}\b", line) for line in block.directives)
    ]
    if not locations:
        return [f"No location passes anything to the upstream {UPSTREAM}, so there is nothing to check."]
    return [f"{block.name}: {finding}" for block in locations for finding in _look_at(block)]


def read_blocks(text: str) -> list[Block]:
    """Return every block of the file, inner ones first."""
    plain = re.sub(r"#[^\n]*", "", text)
    open_blocks: list[tuple[str, list[str]]] = [("", [])]
    closed: list[Block] = []
    for part, end in re.findall(r"([^;{}]*)([;{}])", plain):
        words = " ".join(part.split())
        if end == "{":
            open_blocks.append((words, []))
        elif end == "}" and len(open_blocks) > 1:
            name, directives = open_blocks.pop()
            closed.append(Block(name, tuple(directives)))
        elif words:
            open_blocks[-1][1].append(words)
    return closed


def _look_at(block: Block) -> Sequence[str]:
    lines = set(block.directives)
    found = []
    if "access_log off" not in lines:
        found.append("write “access_log off;”, or the log says who sent something and when.")
    if not any(re.fullmatch(r"error_log /dev/null( \w+)?", line) for line in lines):
        found.append("write “error_log /dev/null crit;”, or refused requests are logged with their address.")
    found += [
        f'write “proxy_set_header {name} "";”, or the box is told what only the proxy should know.'
        for name in DROPPED
        if f'proxy_set_header {name} ""' not in lines
    ]
    if "proxy_max_temp_file_size 0" not in lines:
        found.append("write “proxy_max_temp_file_size 0;”, or answers are written to the disk.")
    if _size(lines, "client_body_buffer_size") < LARGEST_BODY:
        found.append("write “client_body_buffer_size 16k;”, or contributions are written to the disk.")
    return found


def _size(lines: set[str], name: str) -> int:
    for line in lines:
        found = re.fullmatch(rf"{name} (\d+)([km]?)", line)
        if found:
            return int(found[1]) * {"": 1, "k": 1024, "m": 1024 * 1024}[found[2]]
    return 0
