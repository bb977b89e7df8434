"""Addresses of capture: the tracking API, and the pages of a workspace."""

from django.urls import re_path

from capture.views import tracking

app_name = "capture"
urlpatterns = [
    re_path(r"^/*v1/+(?P<name>[a-z]{1,10})/*$", tracking.receive, name="receive"),
]
