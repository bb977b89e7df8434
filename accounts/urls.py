"""Addresses of the ground floor: a person's own pages, and a workspace's settings."""

app_name = "accounts"
person_patterns: list = []
urlpatterns: list = []
