"""What every door answers with: a page, and 422 where a form on it was refused."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accounts.actions import Refused


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int | None = None
) -> HttpResponse:
    """Render a template; 422 when a form in the context was filled in wrongly, so that programs can tell."""
    context = context or {}
    bad = any(isinstance(form, BaseForm) and form.is_bound and form.errors for form in context.values())
    return render(request, template, context, status=status or (422 if bad else 200))


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form; None where the page is only looked at. An empty form is sent, too."""
    return request.POST if request.method == "POST" else None


def refuse(form: BaseForm, refusal: Refused, *, field: str | None = None) -> None:
    """Put what a verb said on the form that asked, at a field or above them all."""
    form.add_error(field, refusal.sentences)
