"""Baton's own PostgreSQL and Redis, and the supervisor of everything (docs/operating-embedded.md).

Starts before Django and never imports it.
"""
