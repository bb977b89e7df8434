"""Nouns of routing."""
