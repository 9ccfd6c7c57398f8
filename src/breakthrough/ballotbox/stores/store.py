"""What both databases offer: one writer, transactions, and statements with `?` for their values."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

Cell: TypeAlias = bytes | str | int | None


class StoreFailed(Exception):
    """The store did not do what it was asked. What was asked may or may not have happened."""


class StandBy(StoreFailed):
    """Another process writes to this store; this one may take over when that one ends."""


class Store(Protocol):
    """A database with one writing process. Every method raises `StoreFailed` where the database fails."""

    def take_up(self) -> None:
        """Become the writer: connect, take the lock, make the tables; raises `StandBy` where another process writes."""

    def transaction(self) -> AbstractContextManager[None]:
        """Return a block that is committed, durably, at its end, or not at all."""

    def run(self, statement: str, *cells: Cell) -> Sequence[tuple[Cell, ...]]:
        """Run a statement and return its rows."""

    def change(self, statement: str, *cells: Cell) -> int:
        """Run a statement and return how many rows it changed."""

    def close(self) -> None:
        """Let go of the connection and the lock."""
