"""How the ground's and the hall's own places forget somebody; see `leads.traces`."""

from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.models import Job, JobStatus, OutboxItem, RepeatableAnswer, SendingStatus
from leads import filing
from leads.models import Company, CompanyChange, Lead, LeadFile, Token
from leads.traces import (
    Place,
    Subject,
    as_dict,
    blanked,
    containing,
    register,
    rows_of,
    without_text,
)

GONE = "erased"
BLANK: dict[str, Any] = dict.fromkeys(
    [
        "first_name",
        "last_name",
        "email",
        "email_domain",
        "phone",
        "title",
        "buying_role",
        "preferred_channel",
        "language",
        "company_name",
        "region",
        "city",
        "time_zone",
        "landing_page",
    ],
    "",
)
BLANK |= {"email_key": None, "company": None, "utm": {}, "custom": {}}
COUNTED = ("source", "channel", "product")  # kept for the counts, unless only this person has the value


def forget_leads(subject: Subject) -> int:
    """Leave a row that says only that there was somebody: stage, holder, dates, scores, and what is counted by."""
    leads = Lead.objects.filter(workspace_id=subject.workspace_id, pk__in=subject.leads)
    others = Lead.objects.filter(workspace_id=subject.workspace_id).exclude(pk__in=subject.leads)
    for name in COUNTED:
        for value in set(leads.exclude(**{name: ""}).values_list(name, flat=True)):
            if not others.filter(**{name: value}).exists():
                leads.filter(**{name: value}).update(**{name: ""})
    for name in ("held_for", "closed_for"):
        leads.exclude(**{name: ""}).update(**{name: GONE.capitalize()})
    return leads.update(**BLANK)


def forget_companies(subject: Subject) -> int:
    """Take name, domain and place off companies that were only known through this person."""
    theirs = Lead.objects.filter(workspace_id=subject.workspace_id, pk__in=subject.leads, company__isnull=False)
    count = 0
    for company in Company.objects.filter(pk__in=theirs.values("company")).prefetch_related(
        "facts", "news", "children"
    ):
        is_noted = company.facts.exists() or company.news.exists() or company.children.exists()
        if company.leads.exclude(pk__in=subject.leads).exists() or (is_noted and not names(company, subject)):
            continue
        company.name = company.name_norm = f"company {company.pk}"
        company.domain, company.region, company.city, company.sites = None, "", "", []
        company.save()
        company.changes.all().delete()
        count += 1
    return count


def forget_former_names(subject: Subject) -> int:
    """Delete what companies were before, where it names the person."""
    return CompanyChange.objects.filter(pk__in=containing(CompanyChange, ("were",), subject)).delete()[0]


def names(company: Company, subject: Subject) -> bool:
    """Whether the company is called after the person."""
    called = f"{company.name} {company.domain}".lower()
    return any(text in called for text in subject.texts)


def words_of(subject: Subject) -> Any:
    """The words by which the person's leads are found."""
    return Token.objects.filter(workspace_id=subject.workspace_id, lead__in=list(subject.leads))


def forget_words(subject: Subject) -> int:
    """Let nothing find them."""
    return words_of(subject).delete()[0]


def show_words(subject: Subject) -> list[dict[str, Any]]:
    """The words, as rows."""
    return [as_dict(row) for row in words_of(subject).order_by("pk")]


def forget_outbox(subject: Subject) -> int:
    """Blank what was sent to them or about them; what is not sent yet is withdrawn."""
    named = containing(OutboxItem, ("address", "subject", "payload", "once", "trouble"), subject)
    rows = OutboxItem.objects.filter(pk__in=named)
    rows.filter(status=SendingStatus.DUE).update(status=SendingStatus.WITHDRAWN)
    return rows.update(address=GONE, subject="", payload={}, trouble="", once=None)


def show_outbox(subject: Subject) -> list[dict[str, Any]]:
    """What was sent to them."""
    theirs = Q()
    for text in subject.texts:
        theirs |= Q(address__iexact=text)
    rows = OutboxItem.objects.filter(workspace_id=subject.workspace_id).filter(theirs) if theirs else ()
    return [as_dict(row) for row in rows]


def forget_answers(subject: Subject) -> int:
    """Delete stored answers of the API that speak of them; a repeated request is then done anew."""
    named = set(containing(RepeatableAnswer, ("body",), subject))
    for pk in subject.leads:
        spoken = Subject(subject.workspace_id, (), (), (f"/api/v1/leads/{pk}/",))
        named |= set(containing(RepeatableAnswer, ("body",), spoken))
    rows = RepeatableAnswer.objects.filter(pk__in=named)
    return rows.delete()[0]


def forget_jobs(subject: Subject) -> int:
    """Blank the workings of ended jobs that name them."""
    rows = Job.objects.filter(
        pk__in=containing(Job, ("params", "state", "result", "trouble", "title", "note"), subject)
    )
    ended = rows.exclude(status__in=[JobStatus.WAITING, JobStatus.RUNNING])
    return ended.update(params={}, state={}, result={}, trouble="", title="Erased", note="")


def forget_files(subject: Subject) -> int:
    """Delete the files kept with them, from the disk as well once the transaction is through."""
    rows = rows_of(LeadFile, subject)
    paths = [filing.place(Path(settings.MEDIA_ROOT), subject.workspace_id, row.key) for row in rows]
    for path in paths:
        transaction.on_commit(partial(path.unlink, missing_ok=True))
    return rows.delete()[0]


HALL = (
    Place("leads.Lead", "What is known of the person", forget_leads, lambda subject: own(subject)),
    Place(
        "leads.CompanyChange",
        "What the company was before, where that names them",
        forget_former_names,
        lambda subject: [],
    ),
    Place(
        "leads.Company",
        "The company, where only this person made it known",
        forget_companies,
        lambda subject: [],
    ),
    Place("leads.Token", "Words by which they are found", forget_words, show_words),
    Place("leads.Identity", "Ids in other systems"),
    Place("leads.Visitor", "Browsers and devices they were recognised by"),
    Place("leads.Activity", "What they did"),
    Place("leads.LeadChange", "What was changed in their data"),
    Place("leads.Consent", "Consents given and withdrawn"),
    Place("leads.Merge", "Merges with other leads", blanked("leads.Merge", before={})),
    Place(
        "leads.StageChange",
        "Steps from stage to stage; they stay for the counts, without their reasons",
        blanked("leads.StageChange", reason="", details={}),
    ),
    Place(
        "leads.CustodyChange",
        "Who held them; it stays for the counts, without its reasons",
        blanked("leads.CustodyChange", reason=""),
    ),
    Place("leads.LeadFile", "Files kept with them", forget_files),
    Place(
        "leads.SavedView",
        "Lists somebody saved under a search for them",
        without_text("leads.SavedView", "query", "name"),
        lambda subject: [],
    ),
    Place(
        "leads.Remark",
        "Remarks on definitions that name them",
        without_text("leads.Remark", "text", blank={"text": GONE.capitalize()}),
        lambda subject: [],
    ),
    Place("accounts.OutboxItem", "Messages sent to them or about them", forget_outbox, show_outbox),
    Place("accounts.RepeatableAnswer", "Answers of the API kept for repeats", forget_answers, lambda subject: []),
    Place(
        "accounts.Notification",
        "What colleagues were told about them",
        without_text("accounts.Notification", "title", "text"),
        lambda subject: [],
    ),
    Place("accounts.Job", "Long work that names them", forget_jobs, lambda subject: []),
)


def own(subject: Subject) -> list[dict[str, Any]]:
    """The leads themselves, with the names behind their keys."""
    rows = Lead.objects.filter(workspace_id=subject.workspace_id, pk__in=subject.leads)
    return [
        {
            **as_dict(row),
            "company": row.company.name if row.company else "",
            "campaign": row.campaign.name if row.campaign else "",
        }
        for row in rows.select_related("company", "campaign").order_by("pk")
    ]


for place in HALL:
    register(place)
