"""The audit log, the outbox and the system page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts import actions, heartbeat, machinery, outbox, tenancy
from accounts.audit import in_words, record
from accounts.models import Bell, Channel, Job, OutboxItem, SendingStatus
from accounts.roles import Role
from tests.conftest import who

pytestmark = pytest.mark.django_db
AUDIT, OUTBOX, SYSTEM = (f"/w/acme/settings/{name}/" for name in ("audit", "outbox", "system"))


def post(workspace, **fields):
    item = outbox.post(
        workspace_id=workspace.pk,
        channel=Channel.MAIL,
        address="a@b.example",
        subject="Summary",
        payload={"text": "Hello\n<b>there</b>", "html": "<p>Hello</p>"},
    )
    OutboxItem.objects.filter(pk=item.pk).update(**fields)
    return item


def kill(workspace):
    return post(
        workspace,
        status=SendingStatus.DEAD,
        attempts=10,
        trouble="550 no such box",
        settled_at=timezone.now(),
    )


def test_lines_say_who_did_what(as_, inside):
    record(workspace=inside, by=None, verb="forgot", what="old answers", details={"rows": 1200})
    actions.invite(inside, by=who("ada"), email="x@example.com", roles=[Role.REP, Role.ADMIN], at=timezone.now())
    text = as_("ada").get(AUDIT).content.decode()
    assert "<strong>Baton</strong> forgot old answers" in text
    assert "Rows: 1,200" in text
    assert "<strong>Ada Lovelace</strong> invited x@example.com" in text
    assert "Roles: admin, rep" in text


def test_the_log_is_read_in_pages_with_the_same_number_of_questions(as_, inside, django_assert_max_num_queries):
    browser, counts = as_("ada"), []
    browser.get(AUDIT)
    for more in (2, 60):
        for n in range(more):
            record(workspace=inside, by=who("ada"), verb="tried", what=f"thing {n:02}")
        with django_assert_max_num_queries(100) as asked:
            text = browser.get(AUDIT).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "thing 59" in text
    assert "thing 09" not in text
    edge = inside.audit_entries.get(what="thing 10").pk
    assert "thing 09" in browser.get(AUDIT, {"cursor": f"before-{edge}"}).content.decode()


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({}, []),
        ({"time_zone": {"was": "UTC", "to": "Asia/Tokyo"}}, [("Time zone", "UTC → Asia/Tokyo")]),
        ({"roles": {"was": ["rep"], "to": []}}, [("Roles", "rep → none")]),
        ({"open": True, "rows": 12481, "note": ""}, [("Open", "yes"), ("Rows", "12,481"), ("Note", "none")]),
        ({"by_file": {"good": 3}}, [("By file", "good: 3")]),
    ],
)
def test_details_in_words(details, words):
    assert in_words(details) == words


def test_the_outbox_shows_what_left_and_why_not(as_, inside):
    post(inside)
    dead = kill(inside)
    browser = as_("ada")
    assert "Due" in browser.get(OUTBOX).content.decode()
    text = browser.get(OUTBOX, {"status": "dead"}).content.decode()
    assert "550 no such box" in text
    assert f"{OUTBOX}{dead.pk}/" in text
    assert text.count("to a@b.example") == 1
    assert "550 no such box" not in browser.get(OUTBOX, {"status": "sent"}).content.decode()
    assert browser.get(OUTBOX, {"status": "nonsense", "cursor": "before-x"}).status_code == 200


def test_what_was_given_up_is_sent_again_once(as_, inside):
    item = kill(inside)
    browser, path = as_("ada"), f"{OUTBOX}{item.pk}/replay/"
    page = browser.get(f"{OUTBOX}{item.pk}/").content.decode()
    assert path in page
    assert "&lt;b&gt;there&lt;/b&gt;" in page
    assert "being sent again" in browser.post(path, follow=True).content.decode()
    assert "Only what was given up" in browser.post(path, follow=True).content.decode()
    item.refresh_from_db()
    assert (item.status, item.attempts) == (SendingStatus.DUE, 0)
    assert Bell.objects.filter(kind=outbox.KIND, attempts=0).exists()
    assert "sent again mail to a@b.example" in browser.get(AUDIT).content.decode()


def test_the_system_page_tells_silence_from_health(as_, inside):
    heartbeat.beat("ticker")
    heartbeat.beat("worker")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_heartbeat SET beat_at = now() - interval '5 min' WHERE process = 'worker'")
    text = as_("mona").get(SYSTEM).content.decode()
    for words in ("Well", "Silent", "5 min ago", "Never seen"):
        assert words in text


def test_the_system_page_counts_this_workspace_only(as_, acme, umbra):
    with tenancy.workspace(acme):
        kill(acme)
        post(acme)
        late = timezone.now() - timedelta(hours=2)
        Bell.objects.create(workspace=acme, kind="outbox", due_at=late, attempts=4, trouble="the other side slept")
        state = machinery.look(acme, now=timezone.now())
        assert (state.due, state.dead, len(state.troubled)) == (1, 1, 1)
        assert state.overdue_since is not None
        assert state.waiting_since is not None
    with tenancy.workspace(umbra):
        other_state = machinery.look(umbra, now=timezone.now())
        assert (other_state.due, other_state.dead, other_state.troubled) == (0, 0, [])
    text = as_("ada").get(SYSTEM).content.decode()
    assert "the other side slept" in text
    assert "?status=dead" in text
    other = as_("sam").get(SYSTEM.replace("acme", "umbra")).content.decode()
    assert "the other side slept" not in other
    assert "none overdue" in other


def test_the_mail_server_is_asked_only_on_request(as_, inside):
    browser = as_("ada")
    assert "Ask it now" in browser.get(SYSTEM).content.decode()
    assert "Answers" in browser.get(SYSTEM, {"mail": "1"}).content.decode()


@pytest.mark.parametrize("page", ["outbox", "jobs"])
def test_lists_ask_as_much_for_many_rows_as_for_few(as_, inside, django_assert_max_num_queries, page):
    browser, counts, path = as_("ada"), [], f"/w/acme/settings/{page}/"
    browser.get(path)
    for more in (2, 40):
        for n in range(more):
            post(inside)
            Job.objects.create(workspace=inside, kind="x", title=f"J{n}", started_by=who(("ada", "ravi")[n % 2]))
        with django_assert_max_num_queries(100) as asked:
            browser.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[1]
