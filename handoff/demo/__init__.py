"""The demo workspace: fictional, the same each time, dated back from now; history is written set by set."""

from handoff.demo.filling import fill

__all__ = ["fill"]
