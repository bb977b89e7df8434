"""Addresses of scoring, under /w/<workspace>/."""

from django.urls import path

from scoring import panels  # noqa: F401 - puts the receipt on a lead's page
from scoring.pages_urls import patterns
from scoring.views import receipts

app_name = "scoring"
urlpatterns = [*patterns, path("leads/<int:pk>/verify/", receipts.verify, name="verify")]
