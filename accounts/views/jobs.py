"""Long work: what runs, how far it is, and the way to stop it. Every member may look."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import jobs as work
from accounts.answers import page
from accounts.audit import in_words
from accounts.members import MemberRequest, member
from accounts.models import Job
from accounts.paging import newest_first
from accounts.roles import Role


@require_safe
@member()
def jobs(request: MemberRequest) -> HttpResponse:
    """Newest first."""
    rows = request.workspace.jobs.select_related("started_by")
    return page(request, "accounts/jobs.html", {"page": newest_first(rows, request.GET.get("cursor"))})


@require_safe
@member()
@never_cache
def job(request: MemberRequest, pk: int) -> HttpResponse:
    """One job; asked by htmx, its progress alone, and the whole page once more when it has ended."""
    rows = request.workspace.jobs.select_related("started_by", "stop_asked_by")
    found = get_object_or_404(rows, pk=pk)
    context = {"job": found, "result": in_words(found.result), "may_stop": may_stop(request, found)}
    if not request.headers.get("HX-Request"):
        return page(request, "accounts/job.html", context)
    answer = page(request, "accounts/_job.html", context)
    if not found.is_open:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@member()
def stop(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask a job to stop after the portion it is in."""
    found = get_object_or_404(request.workspace.jobs, pk=pk)
    if not may_stop(request, found):
        raise PermissionDenied("A job is stopped by the person who started it, a manager or an admin.")
    if work.stop(found, by=request.user, at=timezone.now()):
        messages.info(request, "It stops after the portion it is in. What was done stays done.")
    else:
        messages.info(request, "It had ended, or was asked to stop already.")
    return redirect("accounts:job", workspace=request.workspace.slug, pk=found.pk)


def may_stop(request: MemberRequest, job: Job) -> bool:
    """One's own; managers and admins any."""
    return job.started_by_id == request.user.pk or request.membership.has(Role.MANAGER, Role.ADMIN)
