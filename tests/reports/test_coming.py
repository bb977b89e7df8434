"""What comes by itself: packs of reviews, reports on a schedule, alerts; each once, over SMTP, and saying why."""

import threading
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts import bells, tenancy
from accounts.models import Membership
from reports import actions, rhythm
from reports.models import Review, ReviewReader, Subscription
from tests.conftest import who
from tests.reports.test_pages import make

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = timedelta(days=7)


def drain():
    while bells.answer():
        pass


def choose(browser, **readers):
    values = {name: [who(one).pk for one in people] for name, people in readers.items()}
    return browser.post(reverse("reports:readers", args=["acme"]), values)


def next_week(workspace):
    """The instant at which this week's pack is due."""
    return rhythm.next_due("weekly", timezone.now().astimezone(ZoneInfo(workspace.time_zone)))


def mail_due(workspace, at):
    with tenancy.workspace(workspace):
        return actions.mailing.mail_due(workspace.pk, at)


def text_of(letter):
    part = next(part for part in letter.walk() if part.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode()


def test_a_pack_is_made_and_mailed_once_to_each_reader_when_its_week_is_over(acme, as_, letters):
    choose(as_("mona"), weekly=["mona", "maya"], monthly=["ravi"])
    make(acme, 3)
    due = next_week(acme)
    mail_due(acme, due - timedelta(minutes=1))
    drain()
    assert letters == [], "the week is not over"
    for late in (0, 1, 90):
        mail_due(acme, due + timedelta(minutes=late))
        drain()
    weekly = [letter for letter in letters if letter["To"] != "ravi@example.com"]
    assert sorted(letter["To"] for letter in weekly) == ["maya@example.com", "mona@example.com"]
    said = text_of(weekly[0])
    assert "Won: 3" in said
    assert "because you were chosen as a reader" in said
    with tenancy.workspace(acme):
        pack = Review.objects.get(rhythm="weekly")
        assert pack.starts_on == (due - MONDAY).date()
        assert reverse("reports:review", args=["acme", pack.pk]) in said


def test_many_workers_at_once_mail_a_pack_once(acme, as_, letters):
    choose(as_("mona"), weekly=["mona"])
    due = next_week(acme)

    def work():
        mail_due(acme, due)
        drain()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [letter["To"] for letter in letters] == ["mona@example.com"]


def test_a_pack_that_was_made_by_hand_is_mailed_as_it_is_with_what_is_open(acme, as_, letters):
    choose(as_("mona"), weekly=["maya"])
    due = next_week(acme)
    with tenancy.workspace(acme):
        pack = actions.make_review(acme, rhythm="weekly", today=due.date(), figures={"parts": []}, by=who("mona"))
        values = {"text": "Ask Helio Labs", "owner": who("ravi"), "due_on": due.date(), "is_decision": False}
        actions.add_item(pack, values=values)
    mail_due(acme, due)
    drain()
    assert "Ask Helio Labs (Ravi" in text_of(letters[0])


def test_who_is_chosen_late_or_has_left_gets_none(acme, as_, letters):
    choose(as_("mona"), weekly=["mona", "ravi"])
    due = next_week(acme)
    with tenancy.workspace(acme):
        ReviewReader.objects.filter(user=who("mona")).update(chosen_at=due + timedelta(minutes=5))
        Membership.objects.filter(user=who("ravi")).update(deactivated_at=timezone.now())
    mail_due(acme, due + timedelta(hours=1))
    drain()
    assert letters == []


def test_choosing_again_keeps_who_stays_and_only_those_who_hold_reviews_choose(acme, as_):
    browser = as_("mona")
    choose(browser, weekly=["mona"])
    with tenancy.workspace(acme):
        since = ReviewReader.objects.get().chosen_at
    choose(browser, weekly=["mona", "maya"], quarterly=["maya"])
    with tenancy.workspace(acme):
        assert ReviewReader.objects.get(user=who("mona")).chosen_at == since
    assert "Mona" in browser.get(reverse("reports:reviews", args=["acme"])).content.decode()
    assert choose(as_("ravi"), weekly=[]).status_code == 403
    choose(browser)
    with tenancy.workspace(acme):
        assert not ReviewReader.objects.exists()


def alert(browser, **values):
    usual = {"metric": "mql", "way": "over", "line": 2, "rhythm": "weekly", "of": ""}
    answer = browser.post(reverse("reports:subscriptions", args=["acme"]), usual | values)
    assert answer.status_code == 302


def look(workspace, at):
    with tenancy.workspace(workspace):
        Subscription.objects.update(due_at=at)
        actions.sending.send_due(workspace.pk, at)
    drain()


def of_reports(letters):
    return [letter for letter in letters if letter["To"] == "maya@example.com"]


def test_an_alert_comes_once_a_period_and_says_why(acme, as_, letters):
    alert(as_("maya"), rhythm="quarterly", metric="won", line=3)
    now = timezone.now()
    make(acme, 3)
    look(acme, now + timedelta(minutes=1))
    assert of_reports(letters) == [], "three are not over three"
    make(acme, 2, begin=20)
    for late in (2, 20, 200):
        look(acme, now + timedelta(minutes=late))
    (letter,) = of_reports(letters)
    assert letter["Subject"] == "Wins: 5, over 3."
    assert "You asked to be told when Wins went over 3; it is told once a quarter." in text_of(letter)


def look_weeks_later(workspace, *weeks):
    """Twice each time: what was told is not told again."""
    now = timezone.now()
    for week in weeks:
        for minutes in (1, 30):
            look(workspace, now + timedelta(days=7 * week, minutes=minutes))


def test_an_alert_under_a_line_looks_at_whole_weeks_and_comes_once_after_each(acme, as_, letters):
    alert(as_("maya"), way="under", metric="won", line=3)
    make(acme, 2)
    look_weeks_later(acme, 0, 1)
    assert [letter["Subject"] for letter in of_reports(letters)] == ["Wins: 0, under 3.", "Wins: 2, under 3."]
    assert "You asked to be told when Wins stayed under 3; it is told once a week." in text_of(letters[-1])


def test_an_alert_on_a_fall_compares_the_last_two_whole_weeks(acme, as_, letters):
    alert(as_("maya"), way="fell", metric="won", line=20)
    make(acme, 4)
    look_weeks_later(acme, 0, 1)
    assert of_reports(letters) == [], "it rose"
    look_weeks_later(acme, 2, 3)
    assert [letter["Subject"] for letter in of_reports(letters)] == ["Wins fell by more than 20%: 0 after 4."]


def test_an_alert_on_one_source_counts_that_source(acme, as_, letters):
    make(acme, 4)
    make(acme, 2, source="Fair")
    alert(as_("maya"), rhythm="quarterly", metric="won", line=1, of="source=Fair")
    look(acme, timezone.now() + timedelta(minutes=1))
    assert [letter["Subject"] for letter in of_reports(letters)] == ["Wins of Fair: 2, over 1."]


def test_a_report_comes_on_its_schedule_once_and_says_why(acme, as_, letters):
    address = reverse("reports:subscribe", args=["acme"]) + "?report=funnel&source=Fair&period=30"
    as_("maya").post(address, {"report": "funnel", "rhythm": "weekly"})
    with tenancy.workspace(acme):
        due = acme.subscriptions.get().due_at
        assert due > timezone.now()
        for late in (-1, 1, 30):
            actions.sending.send_due(acme.pk, due + timedelta(minutes=late))
    drain()
    (letter,) = of_reports(letters)
    assert letter["Subject"].startswith("Funnel, ")
    assert "You asked for this report every week." in text_of(letter)
    assert "Only: Fair." in text_of(letter)
    assert "source=Fair" in text_of(letter), "its link shows the same"
    assert "only Fair" in as_("maya").get(reverse("reports:subscriptions", args=["acme"])).content.decode()
