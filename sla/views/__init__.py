"""Pages of sla."""
