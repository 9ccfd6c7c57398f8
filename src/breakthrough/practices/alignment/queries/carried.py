"""What stays of named stances when the text changes: for one round by person, for one version counted by part."""

import uuid
from collections import Counter, defaultdict

from django.db.models import Exists, OuterRef, QuerySet

from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment.models import Setup, Stance, StepRecord, Version
from breakthrough.practices.alignment.rules import carrying, parts
from breakthrough.practices.alignment.rules.carrying import Carriage, Given
from breakthrough.practices.alignment.rules.phases import Step


def count_carried(member: Member, version: Version) -> Carriage | None:
    """Return for how many people what they said by name holds for a version, part by part; two queries.

    Of rounds whose stances are shown already, of people who are still here. None for a first version, for observers, and where
    fewer people than may be counted stood by name.
    """
    if version.number == 1 or member.role == Role.OBSERVER:
        return None
    shown = StepRecord.objects.filter(
        setup=OuterRef("setup"), step__in=(Step.RELEASED.value, Step.HELD.value)
    )
    said = Stance.objects.filter(
        Exists(shown),
        setup__version__text_id=version.text_id,
        setup__version__number__lte=version.number,
        member__departure__isnull=True,
    )
    versions: dict[uuid.UUID, tuple[int, ...]] = defaultdict(tuple)
    for member_id, version_id in said.order_by("at", "id").values_list("member_id", "setup__version_id"):
        versions[member_id] += (version_id,)
    known = _parts_of({one for stood in versions.values() for one in stood})
    return carrying.count(
        Counter(versions.values()),
        known={key: marks for key, (_number, marks) in known.items()},
        marks=tuple(one.mark for one in parts.split(version.body)),
    )


def list_given(said: QuerySet[Stance], *, here: Setup | None = None) -> dict[uuid.UUID, list[Given]]:
    """Return these stances as the rules read them, by member, oldest first; `here` is the round that is looked at. Two queries."""
    rows = list(
        said.order_by("at", "id").values_list(
            "member_id", "setup__version_id", "position", "weight", "by_part", "setup_id"
        )
    )
    versions = _parts_of({row[1] for row in rows})
    given: dict[uuid.UUID, list[Given]] = defaultdict(list)
    for member_id, version_id, position, weight, by_part, setup_id in rows:
        number, marks = versions[version_id]
        is_here = here is not None and setup_id == here.pk
        given[member_id].append(Given(number, marks, position, weight, by_part, is_this_round=is_here))
    return given


def _parts_of(version_ids: set[int]) -> dict[int, tuple[int, tuple[str, ...]]]:
    """Return the number and the parts of each of these versions."""
    found = Version.objects.filter(pk__in=version_ids).values_list("pk", "number", "body")
    return {key: (number, tuple(one.mark for one in parts.split(body))) for key, number, body in found}
