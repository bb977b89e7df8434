"""Clocks at the command line."""
