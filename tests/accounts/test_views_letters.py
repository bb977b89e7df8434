"""Mails kept in a folder and read in the browser, in development only."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from accounts import mail_folder

BACKEND = "accounts.mail_folder.EmailBackend"


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMBEDDED = True
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def send(subject="Grüße", html="<html><head><style>p{color:red}</style></head><body><p>Hi</p></body></html>"):
    text = "Read http://localhost:8000/x/ <now>"
    message = EmailMultiAlternatives(subject, text, "Baton <b@example.com>", ["ä@example.com"])
    if html:
        message.attach_alternative(html, "text/html")
    assert get_connection(BACKEND).send_messages([message]) == 1
    return mail_folder.newest()[0][0].name


def test_each_mail_is_a_file_of_its_own_that_only_we_may_read(folder):
    send("One")
    send("Two")
    assert [letter.subject for letter in mail_folder.newest()[0]] == ["Two", "One"]
    assert len(list(folder.glob("*.eml"))) == 2
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_the_list_is_read_page_by_page(folder, client):
    for n in range(53):
        send(f"Mail {n:02}", html="")
    first = client.get("/outbox/").content.decode()
    assert "Mail 52" in first
    assert "Mail 02" not in first
    letters, older = mail_folder.newest()
    text = client.get("/outbox/", {"cursor": older}).content.decode()
    assert "Mail 02" in text
    assert "Mail 03" not in text
    assert older == letters[-1].name


@pytest.mark.django_db
def test_a_mail_is_shown_as_text_with_links_and_as_html_in_a_cage(folder, client):
    name = send()
    answer = client.get(f"/outbox/{name}/")
    text = answer.content.decode()
    assert 'href="http://localhost:8000/x/"' in text
    assert "&lt;now&gt;" in text
    assert "Grüße" in text
    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    caged = client.get(f"/outbox/{name}/html/")
    policy = caged["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert caged["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in caged.content.decode()


@pytest.mark.django_db
def test_no_mails_yet(folder, client):
    assert "No mails yet" in client.get("/outbox/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fetc%2fpasswd", "00000000000000000001-aaaaaaaa"])
def test_a_mail_that_is_not_there_is_404(folder, client, name):
    assert client.get(f"/outbox/{name}/").status_code == 404
    assert client.get(f"/outbox/{name}/html/").status_code == 404


@pytest.mark.django_db
def test_where_mails_really_leave_there_is_no_such_page(folder, client, settings):
    name = send()
    settings.EMBEDDED = settings.DEBUG = False
    for path in ("/outbox/", f"/outbox/{name}/", f"/outbox/{name}/html/"):
        assert client.get(path).status_code == 404
