"""Evidence from all practices side by side: by topic, what is felt and what shows, and whether they agree. No score."""

from collections.abc import Sequence
from dataclasses import dataclass

from breakthrough.evidence.registry import TOPICS, Evidence, Finding, Parties, Position, Step, Thread

MOST_THREADS = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One topic. `disagree`: what is felt leans one way and something that shows leans the other."""

    topic: str
    felt: tuple[Finding, ...]
    shown: tuple[Finding, ...]

    @property
    def disagree(self) -> bool:
        leanings = {one.leaning for one in self.felt} - {None}
        return any(one.leaning and leanings - {one.leaning} for one in self.shown)


@dataclass(frozen=True, slots=True)
class Whole:
    """All that is known of a collaboration. `next_steps`: the most pressing first."""

    position: Position | None
    parties: tuple[Parties, ...]
    rows: tuple[Row, ...]
    threads: tuple[Thread, ...]
    thread_count: int
    next_steps: tuple[Step, ...]

    @property
    def is_empty(self) -> bool:
        return self.position is None and not self.rows


def bring_together(evidence: Sequence[Evidence]) -> Whole:
    """Return what practices said, by topic in the order of `TOPICS`; of two positions the later one counts."""
    findings = [one for each in evidence for one in each.findings]
    unknown = {one.topic for one in findings} - TOPICS.keys()
    if unknown:
        raise ValueError(f"evidence about {sorted(unknown)}, which is no topic")
    positions = sorted((each.position for each in evidence if each.position), key=lambda one: one.at)
    threads = [one for each in evidence for one in each.threads]
    return Whole(
        position=positions[-1] if positions else None,
        parties=tuple(each.parties for each in evidence if each.parties),
        rows=tuple(row for topic in TOPICS if (row := _row(topic, findings))),
        threads=tuple(threads[:MOST_THREADS]),
        thread_count=sum(each.thread_count for each in evidence),
        next_steps=tuple(sorted((one for each in evidence for one in each.steps), key=lambda one: one.rank)),
    )


def _row(topic: str, findings: Sequence[Finding]) -> Row | None:
    about = [one for one in findings if one.topic == topic]
    if not about:
        return None
    felt = tuple(one for one in about if one.kind == "felt")
    return Row(topic, felt, tuple(one for one in about if one.kind == "shown"))
