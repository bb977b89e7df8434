"""Addresses of scoring, under /w/<workspace>/."""

from scoring.pages_urls import patterns

app_name = "scoring"
urlpatterns = [*patterns]
