"""A text, its next version, a reservation, an answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from breakthrough.practices.alignment.actions import Answer
from breakthrough.practices.alignment.queries import Raised, title_of
from breakthrough.practices.alignment.rules import parts, texts
from breakthrough.practices.alignment.rules.reservations import AnswerKind
from breakthrough.practices.alignment.rules.texts import Words
from breakthrough.practices.alignment.rules.wording import ANSWER_WORDS
from breakthrough.rounds.threads import Source
from breakthrough.web.widgets import write_options


class TextForm(forms.Form):
    """A text to align on."""

    template = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    title = forms.CharField(label=_("What is it about?"), max_length=texts.TITLE_LENGTH)
    body = forms.CharField(
        label=_("The text"),
        help_text=_(
            "Short and plain. Leave an empty line between parts: each part can be changed and agreed on by itself."
        ),
        max_length=texts.BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12, "class": "say"}),
    )


class NextForm(forms.Form):
    """The next version. For each reservation that is not lifted there are two fields: by what this version answers it, and how."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    body = forms.CharField(
        label=_("The text"),
        help_text=_("Change what has to change. Parts whose words stay keep everybody's stance."),
        max_length=texts.BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 14, "class": "say"}),
    )
    note = forms.CharField(
        label=_("What is different, in one line"), required=False, max_length=texts.NOTE_LENGTH
    )

    def __init__(
        self,
        data: Any = None,
        *,
        raised: Sequence[Raised],
        before: str,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.raised, self.before = raised, parts.split(before)
        # What is only shown is written by `answer_lines`: there can be hundreds.
        for one in raised if self.is_bound else ():
            self.fields[f"answers_{one.number}"] = forms.CharField(
                label=title_of(one),
                required=False,
                max_length=texts.NOTE_LENGTH,
            )
            self.fields[f"part_{one.number}"] = forms.IntegerField(required=False, min_value=0)

    def clean(self) -> dict[str, Any]:
        """A part that answers something exists in the new words, and its own words have changed."""
        given = super().clean() or {}
        newer, known = parts.split(given.get("body", "")), {one.mark for one in self.before}
        for one in self.raised:
            place = given.get(f"part_{one.number}") or 0
            if place > len(newer):
                words = gettext("Your text has no part %(number)d. Count the parts between empty lines.")
            elif place and newer[place - 1].mark in known:
                words = gettext("The words of part %(number)d have not changed. Choose the part that did.")
            else:
                continue
            self.add_error(f"part_{one.number}", words % {"number": place})
        return given

    def _part_lines(self) -> list[tuple[str, str]]:
        """Return what can answer a reservation: the whole version, its parts as they begin, and two parts that may be added."""
        shown = parts.split(self.data["body"]) if self.is_bound and self.data.get("body") else self.before
        begin, added = gettext("Part %(number)d: %(words)s"), gettext("Part %(number)d, added")
        return [
            ("", gettext("Not by this version")),
            ("0", gettext("By the whole version")),
            *(
                (str(place), begin % {"number": place, "words": Truncator(one.text).chars(50)})
                for place, one in enumerate(shown, start=1)
            ),
            *((str(place), added % {"number": place}) for place in (len(shown) + 1, len(shown) + 2)),
        ]

    def answer_lines(self) -> list[dict[str, Any]]:
        """Return the lines that say how the version answers a reservation, as plain values."""
        lifts, places = gettext("It lifts when: %(words)s"), self._part_lines()
        not_chosen = write_options(places, "")
        return [
            {
                "number": str(one.number),
                "label": title_of(one),
                "hint": lifts % {"words": one.lifts_when} if one.lifts_when else "",
                "value": self.data.get(f"answers_{one.number}", "") if self.is_bound else "",
                "options": write_options(places, chosen)
                if self.is_bound and (chosen := self.data.get(f"part_{one.number}", ""))
                else not_chosen,
                "errors": [
                    *self.errors.get(f"part_{one.number}", []),
                    *self.errors.get(f"answers_{one.number}", []),
                ]
                if self.is_bound
                else [],
            }
            for one in self.raised
        ]

    def answers(self) -> list[Answer]:
        """Return what the version answers: by one of its parts, or as a whole where only words say how."""
        newer = parts.split(self.cleaned_data["body"])
        found = []
        for one in self.raised:
            words = self.cleaned_data[f"answers_{one.number}"]
            place = self.cleaned_data[f"part_{one.number}"]
            if place is not None or words.strip():
                found.append(Answer(one.number, words, newer[place - 1].mark if place else ""))
        return found


class LinkForm(forms.Form):
    """Which reservation a changed part answers."""

    reservation = forms.TypedChoiceField(label=_("Answers reservation"), coerce=int)
    part = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    words = forms.CharField(label=_("How"), required=False, max_length=texts.NOTE_LENGTH)

    def __init__(self, data: Any = None, *, raised: Sequence[Raised], **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["reservation"].choices = [  # type: ignore[attr-defined]  # set for each request
            (one.number, f"{one.number}. {one.what}".strip()) for one in raised
        ]


class ReservationForm(forms.Form):
    """A reservation by name."""

    origin = forms.CharField(widget=forms.HiddenInput, required=False, max_length=240)
    what = forms.CharField(
        label=_("What keeps you from being all in?"),
        max_length=texts.WHAT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "say"}),
    )
    lifts_when = forms.CharField(
        label=_("It lifts when"),
        help_text=_(
            "What would have to be there or be said. The clearer this is, the sooner it can be answered."
        ),
        required=False,
        max_length=texts.LIFTS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_block = forms.BooleanField(
        label=_("This is a block: I do not let it be adopted like this"), required=False
    )
    reason = forms.CharField(
        label=_("The reason for the block"),
        help_text=_("A block needs one: what would go wrong, and for whom."),
        required=False,
        max_length=texts.REASON_LENGTH,
    )

    def words(self) -> Words:
        """Return what was filled in."""
        given = self.cleaned_data
        return Words(given["what"], given["lifts_when"], given["is_block"], given["reason"])


class AnswerForm(forms.Form):
    """An answer by name: a reply, or one of the promises that came of the reservation and still hold."""

    kind = forms.ChoiceField(label=_("Your answer is"))
    address = forms.ChoiceField(
        label=_("Which promise?"),
        help_text=_(
            "Promises that came of this reservation. If one falls through, the reservation is open again."
        ),
        required=False,
    )
    words = forms.CharField(
        label=_("In your words"),
        help_text=_(
            "Everybody here can read it, with your name. Whoever raised it decides whether it is enough."
        ),
        required=False,
        max_length=texts.WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, promises: Sequence[Source]) -> None:
        super().__init__(data)
        kinds = [AnswerKind.REPLY, *([AnswerKind.PROMISE] if promises else [])]
        lines = [(one.address, f"{one.title[:100]} ({one.standing})") for one in promises]
        self.fields["kind"].choices = [(kind.value, gettext(ANSWER_WORDS[kind])) for kind in kinds]  # type: ignore[attr-defined]  # set for each request
        self.fields["address"].choices = [("", gettext("No promise")), *lines]  # type: ignore[attr-defined]  # as above
        if not promises:
            self.fields["kind"].widget = forms.HiddenInput()
            self.fields["kind"].initial = AnswerKind.REPLY.value
            del self.fields["address"]


class HideForm(forms.Form):
    """Why the words of a reservation are hidden."""

    reason = forms.CharField(
        label=_("Why should it not stand here?"),
        help_text=_("Everybody here can read the reason. The reservation stays; only its words go."),
        max_length=texts.REASON_LENGTH,
    )


class SayForm(forms.Form):
    """What whoever raised a reservation says about it."""

    event = forms.CharField(max_length=12)
    words = forms.CharField(
        label=_("In your words, if you like"),
        required=False,
        max_length=texts.WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
