"""Charts drawn on the server as SVG: what they show stands in `figures`, how they look in the modules beside it."""

from accounts.drawings.figures import Event, Mark, Row, Series, Table

__all__ = ["Event", "Mark", "Row", "Series", "Table"]
