"""Drawings of clocks and calendars."""
