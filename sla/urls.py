"""Addresses of sla, under /w/<workspace>/."""

from typing import Any

app_name = "sla"
urlpatterns: list[Any] = []
