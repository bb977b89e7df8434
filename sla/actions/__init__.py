"""Verbs of sla."""
