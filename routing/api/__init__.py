"""Routing for programs, under /api/v1/."""

from django.urls import path

from routing.api.certificate import Certificate, Trials
from routing.api.handoffs import Handoffs
from routing.api.nurture import MayNurture

VERBS = ("accept", "reject", "recycle", "respond", "qualify", "won", "lost", "reassign")
urlpatterns = [
    path("handoffs/", Handoffs.as_view({"get": "list"}), name="handoffs"),
    path("handoffs/<int:pk>/", Handoffs.as_view({"get": "retrieve"}), name="handoff"),
    *(path(f"handoffs/<int:pk>/{verb}/", Handoffs.as_view({"post": verb}), name=f"handoff-{verb}") for verb in VERBS),
    path("leads/<int:pk>/may-nurture/", MayNurture.as_view({"get": "retrieve"}), name="may-nurture"),
    path("custody/", Certificate.as_view({"get": "retrieve"}), name="custody"),
    path("routing/try/", Trials.as_view({"post": "try_out"}), name="routing-try"),
]
