"""Addresses of reports, under /w/<workspace>/."""

from typing import Any

app_name = "reports"
urlpatterns: list[Any] = []
