"""Verbs of routing."""
