"""Nouns of scoring."""
