"""Every mail: through the outbox, good as text alone, and as HTML without anything from elsewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.core import mail as sent_at_once
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts import actions, mail
from accounts.models import AccountMail, OutboxItem, User
from accounts.roles import Role
from tests.conftest import person, who

pytestmark = pytest.mark.django_db
TEMPLATES = Path(allauth.__file__).parent / "templates"
OCCASIONS = sorted(
    str(file.relative_to(TEMPLATES)).removesuffix("_message.txt")
    for file in TEMPLATES.glob("*/email/*_message.txt")
    if not file.name.startswith("base_")
)
FACTS = {
    "code": "ABC123",
    "password_reset_url": "http://localhost:8000/password/reset/key/1-abc/",
    "signup_url": "http://elsewhere.example/signup/",
    "from_email": "old@example.com",
    "to_email": "new@example.com",
    "deleted_email": "gone@example.com",
    "provider": "Acme Login",
    "ip": "203.0.113.9",
    "user_agent": "Firefox <script>",
}


class Names(HTMLParser):
    """What an HTML mail would fetch or run."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [(tag, name) for name, _ in attrs if name in {"src", "background", "onclick"}]
        if tag in {"script", "link", "iframe", "form"}:
            self.found.append((tag, ""))


def check(item):
    text, html = item.payload["text"], item.payload["html"]
    assert item.subject.strip() == item.subject != ""
    assert "{{" not in text + html + item.subject
    assert "&#x27;" not in text
    assert "&lt;" not in text
    assert len(re.sub(r"<[^>]+>", "", html)) > 100
    assert 'style="' in html
    assert Names(html).found == []
    assert text.rstrip().endswith("Sent by Baton, http://localhost:8000")


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_every_occasion_of_allauth_becomes_a_row_in_the_outbox(ada, settings, occasion):
    settings.BASE_URL = "http://localhost:8000"
    request = RequestFactory().get("/")
    request.session = {}
    with request_context(request):
        facts = {**FACTS, "user": ada, "timestamp": timezone.now()}
        get_adapter(request).send_mail(occasion, "ada@example.com", facts)
    (item,) = AccountMail.objects.all()
    check(item)
    assert sent_at_once.outbox == []
    assert "elsewhere.example" not in item.payload["text"] + item.payload["html"]


def test_we_have_words_for_every_occasion_but_codes_we_do_not_send():
    from accounts.adapters import MAILS
    from accounts.notices import NOTICES

    unused = {"account/email/login_code", "account/email/password_reset_code", "account/email/password_reset"}
    assert set(OCCASIONS) - set(MAILS) - set(NOTICES) <= unused


def test_a_changed_password_is_told_by_mail(as_, settings):
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    browser = Client()
    browser.post(reverse("account_login"), {"login": "ravi@example.com", "password": "a-good-long-password"})
    chosen = {"oldpassword": "a-good-long-password"} | dict.fromkeys(("password1", "password2"), "one-more-password")
    assert browser.post(reverse("account_change_password"), chosen).status_code == 302
    (item,) = AccountMail.objects.filter(address="ravi@example.com")
    assert item.subject == "Your password was changed"
    assert "127.0.0.1" in item.payload["text"]


def test_an_invitation_reads_well_with_odd_names(inside, settings):
    settings.BASE_URL = "http://localhost:8000"
    User.objects.filter(pk=who("ada").pk).update(name='Ada "Ace" <O\'Neil> & Co')
    inside.name = "R&D\nBcc: all@example.com"
    actions.invite(inside, by=who("ada"), email="ana@example.com", roles=[Role.REP], at=timezone.now())
    item = OutboxItem.objects.get(address="ana@example.com")
    assert item.subject == 'Ada "Ace" <O\'Neil> & Co invites you to R&D Bcc: all@example.com on Baton'
    assert "<O'Neil>" in item.payload["text"]
    assert "<O'Neil>" not in item.payload["html"]
    assert "&lt;O" in item.payload["html"]


def test_a_sent_account_mail_keeps_no_code(db):
    from accounts import outbox

    mail.send(to="ana@example.com", template="confirm", context={"code": "ABC123", "user": person("Ana")})
    assert "ABC123" in AccountMail.objects.get().payload["text"]
    assert outbox.send_account_mail() == 1
    item = AccountMail.objects.get()
    assert item.status == "sent"
    assert "ABC123" not in f"{item.payload}{item.subject}"
    (message,) = sent_at_once.outbox
    assert "ABC123" in message.body
    assert [kind for _, kind in message.alternatives] == ["text/html"]
