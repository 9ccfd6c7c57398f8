"""What people fill in about themselves."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from breakthrough.people import rules

AS_BROWSER = "browser"
ANSWER_LENGTH = 20_000  # a browser's passkey answer takes about a thousand characters


class AddressForm(forms.Form):
    """An e-mail address that gets a code."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=rules.ADDRESS_LENGTH,
        error_messages={"invalid": _("Enter an e-mail address like name@example.org.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CodeForm(forms.Form):
    """The six digits from the message."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits. They work for 15 minutes."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "spellcheck": "false",
            }
        ),
    )


class NameForm(forms.Form):
    """How others see the person."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As the people you work with know you."),
        max_length=rules.NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class ProfileForm(NameForm):
    """Name and language."""

    language = forms.TypedChoiceField(
        label=_("Language"),
        help_text=_("For pages and for messages to you."),
        choices=lambda: [(AS_BROWSER, _("As my browser has it")), *settings.LANGUAGES],
        coerce=lambda chosen: "" if chosen == AS_BROWSER else chosen,
    )


class FirstOwnerForm(NameForm, AddressForm):
    """The first owner's account."""

    field_order = ["name", "email"]


class ReturnCodeForm(forms.Form):
    """Three groups of four characters."""

    code = forms.CharField(
        label=_("Return code"),
        help_text=_("Three groups of four characters, such as BCDF‑GHJK‑LMNP."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class KeyForm(forms.Form):
    """What an API key is for."""

    name = forms.CharField(
        label=_("What is it for?"),
        help_text=_("A name by which you know it later, such as “weekly report”."),
        max_length=rules.NAME_LENGTH,
    )


class PasskeyForm(forms.Form):
    """A passkey that the browser has just made, and a name for it."""

    name = forms.CharField(
        label=_("Where is it kept?"),
        help_text=_("A name by which you know it later, such as “my phone”."),
        max_length=rules.NAME_LENGTH,
    )
    answer = forms.CharField(widget=forms.HiddenInput, max_length=ANSWER_LENGTH)


class PasskeyAnswerForm(forms.Form):
    """A browser's answer when somebody signs in with a passkey."""

    answer = forms.CharField(widget=forms.HiddenInput, max_length=ANSWER_LENGTH)
