"""What a stranger types is text on every page, never script: through each way in, on every page of a workspace."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from leads import actions as leads
from leads.models import Campaign, Company, Content, Lead
from leads.person import Event, Person
from tests.browser.test_every_page import POST_ONLY
from tests.doors import doors_of_a_workspace
from tests.test_doors import address, row_of

pytestmark = pytest.mark.django_db(transaction=True)
DEED = "window.__pwned=1"
PAYLOADS = [
    f"<script>{DEED}</script>",
    f"</title><script>{DEED}</script>",
    f"</textarea><script>{DEED}</script>",
    f'"><script>{DEED}</script>',
    f"'><script>{DEED}</script>",
    f"<img src=x onerror={DEED}>",
    f'" onmouseover="{DEED}" x="',
    f"' autofocus onfocus='{DEED}' x='",
    f"<svg onload={DEED}>",
    f"<svg><animate onbegin={DEED} attributeName=x>",
    f"<details open ontoggle={DEED}>",
    f"<iframe srcdoc='<script>parent.{DEED}</script>'>",
    f"<math><mtext><img src=x onerror={DEED}></mtext></math>",
    f"<body onload={DEED}>",
    f"<input autofocus onfocus={DEED}>",
    f"<video><source onerror={DEED}>",
    f"<marquee onstart={DEED}>",
    f"<object data='javascript:{DEED}'>",
    f"<a href='javascript:{DEED}'>x</a>",
    f"<form action='javascript:{DEED}'><input type=submit>",
    f"javascript:{DEED}",
    f"JaVaScRiPt:{DEED}",
    f"java\tscript:{DEED}",
    f"data:text/html,<script>{DEED}</script>",
    f"vbscript:{DEED}",
    f"<base href='javascript:{DEED}//'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{DEED}'>",
    f"<link rel=stylesheet href='javascript:{DEED}'>",
    f"<style>@import 'javascript:{DEED}';</style>",
    f"<template><script>{DEED}</script></template>",
    f"{{{{ {DEED} }}}}",
    "{% debug %}",
    f"${{{DEED}}}",
    f"#{{{DEED}}}",
    f"<%= {DEED} %>",
    f"\u202e<script>{DEED}</script>",
    f"\u200b<script>{DEED}</script>",
    f"&lt;script&gt;{DEED}&lt;/script&gt;",
    f"<scr<script>ipt>{DEED}</scr</script>ipt>",
    f"<div hx-on:load='{DEED}' hx-get='/' hx-trigger=load>",
]


@pytest.fixture
def infected(acme):
    """Leads, firms, campaigns, content and deeds of which every text is a payload."""
    now = timezone.now()
    with tenancy.workspace(acme):
        people = []
        for number, payload in enumerate(PAYLOADS):
            found = Person(first_name=payload[:100], last_name=payload[:100], title=payload[:150])
            found.company_name, found.city, found.source = payload[:200], payload[:80], payload[:80]
            found.email = f"p{number}@firm{number}.example"
            people.append(found)
        ids = [outcome.lead_id for outcome in leads.upsert_many(acme.pk, people, at=now, cause="api", by=None)]
        assert len({pk for pk in ids if pk}) == len(PAYLOADS)
        events = [
            Event(
                message_id=uuid.uuid4(),
                at=now,
                type=payload[:100].lower(),
                title=payload[:300],
                properties={"url": payload, "referrer": payload, "utm_source": payload, payload: payload},
                origin=payload[:40],
                lead_id=pk,
            )
            for pk, payload in zip(ids, PAYLOADS, strict=True)
        ]
        leads.record(acme.pk, events)
        for number, payload in enumerate(PAYLOADS[:12]):
            Company.objects.create(workspace=acme, name=payload, name_norm=f"firm {number}", industry=payload[:80])
            Campaign.objects.create(workspace=acme, name=payload[:100], key=f"key-{number}")
            Content.objects.create(workspace=acme, title=payload[:100], key=f"key-{number}")
    return [pk for pk in ids if pk]


def test_no_page_of_a_workspace_runs_what_a_stranger_typed(browse, acme, infected):
    window = browse("ada")
    window.page.on("dialog", lambda dialog: window.complaints.append(f"dialog {dialog.message}"))
    paths = [reverse("leads:lead", args=["acme", pk]) for pk in infected[::2]]
    paths += [address(door, "acme", row_of(acme, door)) for door in doors_of_a_workspace()]
    ran = {}
    for path in paths:
        if window.open(path, but=POST_ONLY) in {0, POST_ONLY}:
            continue
        refused = [line for line in window.complaints if line.startswith(("CSP", "dialog"))]
        if refused or window.page.evaluate("window.__pwned"):
            ran[path] = refused or ["ran"]
    assert ran == {}
    with tenancy.workspace(acme):
        assert Lead.objects.filter(first_name__contains="script").exists(), "stored as it was typed"
