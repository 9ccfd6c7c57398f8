"""Group commit: whatever waits is stored together, and one flush to the disk serves everybody."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeAlias

from breakthrough.ballotbox.checks import Checked
from breakthrough.ballotbox.problems import problem
from breakthrough.kernel.problem import Problem

LARGEST_GROUP = 512

StoreGroup: TypeAlias = Callable[[Sequence[Checked]], Sequence[Problem | None]]
Answer: TypeAlias = "asyncio.Future[None]"


class Writer:
    """Collects contributions on an event loop and stores them one group after the other, in a thread."""

    def __init__(self, store_group: StoreGroup) -> None:
        self._store_group = store_group
        self._queue: list[tuple[Checked, Answer]] = []
        self._work: asyncio.Task[None] | None = None

    async def store(self, checked: Checked) -> None:
        """Return once `checked` is durable; raises the Problem that it met."""
        answer: Answer = asyncio.get_running_loop().create_future()
        self._queue.append((checked, answer))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._store_all())
        await answer

    async def _store_all(self) -> None:
        while self._queue:
            await self._gather()
            group, self._queue = self._queue[:LARGEST_GROUP], self._queue[LARGEST_GROUP:]
            ends = await self._store_one_group([checked for checked, _ in group])
            for (_, answer), refusal in zip(group, ends, strict=True):
                if answer.done():  # its sender has gone
                    continue
                if refusal is None:
                    answer.set_result(None)
                else:
                    answer.set_exception(refusal)

    async def _gather(self) -> None:
        """Let the loop read what has arrived already, until a turn of it brings nothing more: fewer, larger flushes."""
        before = 0
        while before < len(self._queue) < LARGEST_GROUP:
            before = len(self._queue)
            await asyncio.sleep(0)

    async def _store_one_group(self, group: Sequence[Checked]) -> Sequence[Problem | None]:
        try:
            return await asyncio.to_thread(self._store_group, group)
        except Exception:  # noqa: BLE001 (an answer is owed to everybody in the group, whatever went wrong)
            return [problem("not-stored") for _ in group]
