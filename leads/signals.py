"""The two calls upward. Sent inside the transaction that wrote the rows; only handoff/relay.py may listen."""

from django.dispatch import Signal

stage_changed = Signal()  # sender: StageChange; change: the row just written
activities_recorded = Signal()  # sender: Activity; workspace_id, activities: what was just stored
