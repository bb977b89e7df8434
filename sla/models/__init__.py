"""Nouns of sla."""
