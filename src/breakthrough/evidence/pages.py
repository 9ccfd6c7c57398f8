"""The page "Where we are": what people feel beside what shows, what waits for an answer, and what could come next."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.collaborations.pages import frame
from breakthrough.evidence import registry, weighing


@require_safe
@member_page
def show(request: HttpRequest, member: Member) -> HttpResponse:
    """All evidence that this member may see. Observers see released results, and are asked for nothing."""
    evidence = registry.list_evidence(member)
    if request.method == "GET":
        for each in evidence:
            if each.note_look is not None:
                each.note_look(timezone.now())
    whole = weighing.bring_together(evidence)
    context = {
        "whole": whole,
        "rows": [
            {
                "title": _(registry.TOPICS[row.topic]),
                "row": row,
                "id": f"topic-{row.topic}",
                "can_be_felt": row.topic not in registry.ONLY_SHOWN,
            }
            for row in whole.rows
        ],
        "more_threads": whole.thread_count - len(whole.threads),
        "next_step": None if member.observes or not whole.next_steps else whole.next_steps[0],
    }
    return frame.show(request, "evidence/where.html", member, context)
