"""A row of Acme's for each door of scoring that names one; see tests/doors.py."""

from collections.abc import Callable
from typing import Any

from accounts.models import Workspace

ROWS: dict[str, Callable[[Workspace], dict[str, Any]]] = {}
