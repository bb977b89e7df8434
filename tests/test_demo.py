"""The demo workspace: whole, believable, alive while it is simulated. Made smaller than at the first start."""

import random
from datetime import UTC, datetime

import pytest
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from accounts import tenancy
from accounts.models import User
from handoff.demo import deeds, model, people, simulating
from handoff.management.commands import seed
from leads import custody
from leads.models import Activity, Lead, StageChange
from reports.models import Goal, Review, Rollup
from routing.models import Handoff, RepProfile

PAGES = [
    "",
    "leads/",
    "reports/pipeline/",
    "reports/funnel/?period=365",
    "reports/sources/",
    "reports/feedback/",
    "reports/coaching/",
    "goals/",
    "calendar/",
    "reviews/",
    "queue/",
    "scoring/",
    "response-times/",
    "offerings/",
    "leads/segments/",
    "forms/",
    "tracking/",
]


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(people, "COUNT", 150)
    monkeypatch.setattr(deeds, "WANTED", 1_500)
    monkeypatch.setattr(model, "READY", 8)


@pytest.mark.django_db
def test_the_demo_is_whole_and_every_page_has_something_to_show(small):
    said = []
    workspace = seed.fill("pass-the-baton", say=said.append)
    assert len(said) > 5
    with tenancy.workspace(workspace):
        assert Lead.objects.count() == 150
        assert Activity.objects.count() > 1_200
        assert RepProfile.objects.count() == 6
        assert set(Lead.objects.values_list("stage", flat=True)) >= {"lead", "mql", "sal", "won", "lost"}
        assert custody.inspect(workspace.pk, at=timezone.now()).adrift == 0
        assert not StageChange.objects.filter(at__gt=timezone.now()).exists()
        assert Handoff.objects.filter(state="offered").exists()
        counted = Rollup.objects.filter(dimension="all", grain="c").aggregate(Sum("entered"))
        assert counted["entered__sum"] == 150
        assert Goal.objects.count() == 2
        assert Review.objects.count() == 2
        assert workspace.offerings.count() == 3
        assert workspace.segments.count() == 2
        assert workspace.web_forms.get().is_open
        assert workspace.write_keys.get().created_by.name == "Maya Lindqvist"
    browser = Client()
    browser.force_login(User.objects.get(email="ada@acme.example"))
    for page in PAGES:
        answer = browser.get(f"/w/acme/{page}", follow=True)
        assert answer.status_code in {200, 403}, page


@pytest.mark.django_db
def test_people_are_the_same_each_time():
    at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    throws = [random.Random(26) for _ in range(2)]
    first, second = ([people.person(number, dice, at=at) for number in range(50)] for dice in throws)
    assert first == second


@pytest.mark.django_db
def test_the_simulation_goes_through_the_verbs_and_leaves_nobody_behind(small):
    workspace = seed.fill("pass-the-baton")
    dice = random.Random(1)
    with tenancy.workspace(workspace):
        before = Activity.objects.count()
    said = {simulating.event(workspace, dice, at=timezone.now()).split(": ")[-1] for _ in range(40)}
    assert len(said) > 5
    with tenancy.workspace(workspace):
        assert Activity.objects.count() > before + 10
        assert custody.inspect(workspace.pk, at=timezone.now()).adrift == 0
