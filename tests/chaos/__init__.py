"""Storms: not part of the suite; `make chaos` runs them."""
