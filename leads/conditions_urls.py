"""Addresses of segments and of the condition builder, under leads/segments/; included by leads/urls.py."""

from django.urls import path

from accounts.context import Link, add_links
from leads.views import conditions, segments
from leads.views.conditions import EDITORS

urlpatterns = [
    path("", segments.segments, name="segments"),
    path("new/", segments.segment_new, name="segment_new"),
    path("builder/", conditions.builder, name="condition_builder"),
    path("<int:pk>/", segments.segment, name="segment"),
    path("<int:pk>/edit/", segments.segment_edit, name="segment_edit"),
    path("<int:pk>/remove/", segments.segment_remove, name="segment_remove"),
]

add_links(Link("Segments", "leads:segments", "funnel", roles=EDITORS, group="Marketing"))
