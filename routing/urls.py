"""Addresses of routing, under /w/<workspace>/."""

from typing import Any

app_name = "routing"
urlpatterns: list[Any] = []
