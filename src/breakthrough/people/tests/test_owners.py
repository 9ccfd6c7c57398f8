"""The first owner's one-time link, owners by command, and the mailbox of the quick start."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from breakthrough.people import actions, checks
from breakthrough.people.mailbox import KEPT, MailboxBackend
from breakthrough.people.models import KeptMail, OwnerOffer, Ownership, Person

ClientOf = Callable[[Person], Client]
MAILBOX = "/people/mailbox"


@pytest.fixture
def link(db: None) -> str:
    """A fresh one-time link."""
    path = actions.offer_first_owner(now=timezone.now())
    assert path
    return path


def test_the_first_owner_signs_in_with_the_link(link: str, browser: Client) -> None:
    assert "This installation is yours" in browser.get(link).content.decode()
    answer = browser.post(link, {"name": "Olga", "email": "olga@example.org"})
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert Ownership.objects.get().person.email == "olga@example.org"
    assert "Owner of this installation" in browser.get("/people/me").content.decode()


def test_the_link_works_once_and_is_stored_unreadably(link: str, browser: Client) -> None:
    assert OwnerOffer.objects.get().secret_hash not in link
    browser.post(link, {"name": "Olga", "email": "olga@example.org"})
    again = Client()
    assert again.get(link).status_code == 404
    assert again.post(link, {"name": "Eve", "email": "eve@example.org"}).status_code == 404
    assert Ownership.objects.count() == 1


def test_looking_at_the_link_uses_nothing_up(link: str, browser: Client) -> None:
    for _look in range(3):
        assert browser.get(link).status_code == 200
    assert not Ownership.objects.exists()


def test_the_link_lasts_a_day_and_a_fresh_one_replaces_it(link: str, browser: Client) -> None:
    newer = actions.offer_first_owner(now=timezone.now())
    assert newer
    assert browser.get(link).status_code == 404
    assert browser.get(newer).status_code == 200
    OwnerOffer.objects.update(made_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert browser.get(newer).status_code == 404
    assert browser.post(newer, {"name": "Eve", "email": "eve@example.org"}).status_code == 404


def test_there_is_no_link_once_there_is_an_owner(link: str, browser: Client) -> None:
    actions.make_owner(email="olga@example.org", now=timezone.now())
    assert actions.offer_first_owner(now=timezone.now()) is None
    assert browser.get(link).status_code == 404


def test_someone_else_s_address_is_not_taken_over_by_the_link(
    link: str, alice: Person, browser: Client
) -> None:
    answer = browser.post(link, {"name": "Eve", "email": "alice@acme.example"})
    assert answer.status_code == 422
    assert not Ownership.objects.exists()
    assert "_auth_user_id" not in browser.session


def test_a_signed_in_account_becomes_the_owner_itself(link: str, alice: Person, client_of: ClientOf) -> None:
    own = client_of(alice)
    assert "You are signed in as Alice" in own.get(link).content.decode()
    assert own.post(link).status_code == 303
    assert Ownership.objects.get().person == alice


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "", "email": ""},
        {"name": "\x00", "email": "x"},
        {"name": "x" * 10_000, "email": "a@b.example"},
    ],
)
def test_the_first_owner_s_form_is_refused_in_words(
    link: str, browser: Client, typed: dict[str, str]
) -> None:
    assert browser.post(link, typed).status_code == 422
    assert OwnerOffer.objects.exists()


@pytest.mark.parametrize("secret", ["x", "a" * 10_000, "%00", "..", "אב"])
def test_a_made_up_link_leads_nowhere(link: str, browser: Client, secret: str) -> None:
    assert browser.get(f"/people/first/{secret}").status_code == 404


def test_the_command_makes_an_owner_of_a_known_or_unknown_address(alice: Person) -> None:
    assert actions.make_owner(email="Alice@acme.example", now=timezone.now()) == alice
    other = actions.make_owner(email="olga@example.org", now=timezone.now())
    assert (other.name, Ownership.objects.count()) == ("olga", 2)
    assert actions.make_owner(email="olga@example.org", name="Olga", now=timezone.now()) == other


def test_the_mailbox_shows_the_owner_what_would_have_been_sent(owner: Person, client_of: ClientOf) -> None:
    MailboxBackend(stream=io.StringIO()).send_messages(
        [EmailMessage("Subject <b>", "Look at https://example.org", to=["dora@example.org"])]
    )
    page = client_of(owner).get(MAILBOX)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Subject &lt;b&gt;" in text
    assert "dora@example.org" in text
    assert 'href="https://example.org"' in text


def test_the_mailbox_is_for_the_owner_only(
    owner: Person, alice: Person, gina: Person, client_of: ClientOf, browser: Client
) -> None:
    for visitor in (client_of(alice), client_of(gina), browser):
        assert visitor.get(MAILBOX).status_code == 404


@pytest.mark.parametrize(
    "far", ["10.0.0.7", "192.168.1.4", "2001:db8::1", "", "not an address", "::ffff:10.0.0.7"]
)
def test_the_mailbox_is_for_this_machine_only(owner: Person, client_of: ClientOf, far: str) -> None:
    assert client_of(owner).get(MAILBOX, REMOTE_ADDR=far).status_code == 404


@pytest.mark.parametrize("near", ["127.0.0.1", "127.8.9.1", "::1"])
def test_every_loopback_address_is_this_machine(owner: Person, client_of: ClientOf, near: str) -> None:
    assert client_of(owner).get(MAILBOX, REMOTE_ADDR=near).status_code == 200


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Host"],
)
def test_the_mailbox_is_not_shown_through_a_proxy(owner: Person, client_of: ClientOf, header: str) -> None:
    assert client_of(owner).get(MAILBOX, headers={header: "127.0.0.1"}).status_code == 404


def test_the_mailbox_exists_in_the_quick_start_only(
    owner: Person, client_of: ClientOf, settings: object
) -> None:
    settings.QUICKSTART = False  # type: ignore[attr-defined]
    assert client_of(owner).get(MAILBOX).status_code == 404
    assert MAILBOX not in client_of(owner).get("/people/me").content.decode()


def test_messages_are_shown_on_the_console_and_only_the_newest_are_kept(db: None, settings: object) -> None:
    console = io.StringIO()
    backend = MailboxBackend(stream=console)
    sent = [EmailMessage(f"Letter {number}", "Grüße", to=["a@example.org"]) for number in range(KEPT + 5)]
    assert backend.send_messages(sent) == KEPT + 5
    assert "Letter 104" in console.getvalue()
    assert "Grüße" in console.getvalue()
    assert KeptMail.objects.count() == KEPT
    assert not KeptMail.objects.filter(subject="Letter 4").exists()
    settings.QUICKSTART = False  # type: ignore[attr-defined]
    backend.send_messages([EmailMessage("Not kept", "", to=["a@example.org"])])
    assert not KeptMail.objects.filter(subject="Not kept").exists()


def test_the_mailbox_serves_as_django_s_mail_backend(
    browser: Client, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "breakthrough.people.mailbox.MailboxBackend"  # type: ignore[attr-defined]
    browser.post("/people/sign-in", {"email": "dora@example.org"})
    assert "dora@example.org" in capsys.readouterr().out
    assert KeptMail.objects.get().subject.endswith("is your code for Breakthrough")
    assert not getattr(mail, "outbox", [])


def test_start_up_says_when_mail_is_missing(settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"  # type: ignore[attr-defined]
    assert checks.check_mail(None) == []
    settings.QUICKSTART = False  # type: ignore[attr-defined]
    (warning,) = checks.check_mail(None)
    assert warning.id == "people.W001"
    assert "BREAKTHROUGH_MAIL_URL" in str(warning.hint)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    assert checks.check_mail(None) == []


@pytest.fixture
def owner(db: None) -> Person:
    """Olga, who operates the installation."""
    return actions.make_owner(email="olga@example.org", name="Olga", now=timezone.now())
