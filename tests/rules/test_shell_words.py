"""The words of the shell: times, lengths, numbers, names."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from accounts.templatetags import marks, shell

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=3), "just now"),
        (timedelta(seconds=44), "just now"),
        (timedelta(seconds=50), "1 min ago"),
        (timedelta(minutes=4), "4 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=25), "1 day ago"),
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=8), "15 Nov"),
        (timedelta(days=400), "19 Oct 2025"),
        (timedelta(seconds=-10), "now"),
        (timedelta(minutes=-9), "in 9 min"),
        (timedelta(days=-2), "in 2 days"),
    ],
    ids=str,
)
def test_an_instant_is_told_as_people_say_it(ago, words):
    assert shell.since(NOON - ago, NOON) == words


def test_an_instant_is_a_time_element_in_the_readers_zone():
    with timezone.override("Europe/Stockholm"):
        said = shell.when(NOON - timedelta(minutes=4), NOON)
    assert 'datetime="2026-11-23T12:56:00+01:00"' in said
    assert 'title="Mon 23 Nov 2026, 12:56 CET"' in said
    assert ">4 min ago</time>" in said
    assert "–" in shell.when(None)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (45, "45 s"),
        (timedelta(minutes=4), "4 min"),
        (timedelta(minutes=-4), "−4 min"),
        (timedelta(hours=1, minutes=20), "1 h 20 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=3, hours=4), "3 days 4 h"),
        (timedelta(days=21, hours=4), "21 days"),
        (0, "0 s"),
        (None, "–"),
        ("", "–"),
    ],
    ids=str,
)
def test_a_length_of_time_is_its_two_largest_units(length, words):
    assert shell.duration(length) == words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (shell.number(12481), "12,481"),
        (shell.number("14.20"), "14.2"),
        (shell.number(0), "0"),
        (shell.number(-0.001), "0"),
        (shell.number(None), "–"),
        (shell.number(float("nan")), "–"),
        (shell.number(2.345), "2.34"),
        (shell.signed(25), "+25"),
        (shell.signed(-15), "−15"),
        (shell.signed(0.001), "0"),
        (shell.percent(0.384), "38%"),
        (shell.percent(1.5, 1), "150%"),
        (shell.percent(""), "–"),
    ],
)
def test_numbers_are_plain(said, words):
    assert said == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maya Lindqvist", "ML"),
        ("Ada", "A"),
        ("ravi.shah@acme.example", "RS"),
        ("José María da Silva", "JS"),
        ("", "?"),
    ],
)
def test_initials_stand_for_a_person(name, letters):
    assert shell.initials(name) == letters


def test_a_browser_is_named_in_words():
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 Version/18.1 Safari/604.1"
    assert shell.browser(windows) == "Edge on Windows"
    assert shell.browser(phone) == "Safari on iPhone"
    assert shell.browser("curl/8.5") == "An unknown browser"


def test_what_people_typed_cannot_break_out_of_a_mark():
    bad = "<script>alert(1)</script>"
    template = Template(
        "{% load shell marks %}{% avatar x %}{% grade x %}{% icon x x %}{% bar 1 label=x %}{% columns y x %}"
    )
    said = template.render(Context({"x": bad, "y": [(bad, 1)]}))
    assert "<script" not in said


def test_a_state_has_a_tone():
    assert [shell.tone(state) for state in ("Done", "waiting", "failed", "running", "other", None)] == [
        *("good", "warn", "bad", "info", "quiet", "quiet"),
    ]


def test_a_bar_is_never_fuller_than_full():
    assert 'width="100.0%"' in marks.bar(30, of=25)
    assert 'width="0.0%"' in marks.bar(5, of=0)
    assert 'width="0.0%"' in marks.bar(None, of=25)
