"""Files on a lead: taken, handed out as something to save and never to run, removed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from leads import filing
from leads.actions.filing import keep_file
from leads.forms import HouseForm
from leads.models import LeadFile

MOST_FILES = 100


class FileForm(HouseForm):
    """One file."""

    file = forms.FileField(
        label="File", help_text=f"At most {filing.MOST_BYTES // 2**20} MB: {', '.join(sorted(filing.TYPES))}."
    )

    def clean_file(self) -> Any:
        """Small enough, of a kind that may come in, and what its name says."""
        sent = self.cleaned_data["file"]
        sent.name = filing.name_of(sent.name)
        wrong = filing.complaint(sent.name, sent.size, sent.read(16))
        sent.seek(0)
        if wrong:
            raise forms.ValidationError(wrong)
        return sent


@member()
def file_new(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a file to a lead."""
    lead = get_object_or_404(request.workspace.leads.present(), pk=pk)
    form = FileForm(typed(request), request.FILES if request.method == "POST" else None)
    if form.is_valid() and request.workspace.lead_files.filter(lead=lead).count() >= MOST_FILES:
        form.add_error("file", f"A lead can have {MOST_FILES} files. Remove one first.")
    if form.is_valid():
        sent = form.cleaned_data["file"]
        kept = keep_file(lead, name=sent.name, size=sent.size, chunks=sent.chunks(), at=timezone.now(), by=request.user)
        messages.success(request, f"“{kept.name}” is kept with {lead.called}.")
        return redirect("leads:lead", request.workspace.slug, pk)
    return page(request, "leads/file_form.html", {"form": form, "lead": lead})


@require_safe
@member()
def file(request: MemberRequest, pk: int, file: int) -> FileResponse:
    """The file, to be saved; were a browser to show it all the same, it could do nothing."""
    found = of_lead(request, pk, file)
    try:
        content = found.path.open("rb")
    except FileNotFoundError:
        raise Http404("The file is not on this machine any more.") from None
    answer = FileResponse(content, as_attachment=True, filename=found.name, content_type="application/octet-stream")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@member()
def file_remove(request: MemberRequest, pk: int, file: int) -> HttpResponse:
    """Remove a file, after asking."""
    found = of_lead(request, pk, file)
    if request.method == "POST":
        found.delete()
        messages.success(request, f"“{found.name}” is removed.")
        return redirect("leads:lead", request.workspace.slug, pk)
    return page(request, "leads/file_remove.html", {"file": found})


def of_lead(request: MemberRequest, pk: int, file: int) -> LeadFile:
    """A file of this lead of this workspace, or a 404."""
    rows = request.workspace.lead_files.select_related("lead").filter(lead_id=pk, lead__erased_at=None)
    found: LeadFile = get_object_or_404(rows, pk=file)
    return found
