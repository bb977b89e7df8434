"""The hall's verbs. Every door calls these, as `from leads import actions as leads`."""

from leads.actions.moving import IllegalMove, hand, move

__all__ = ["IllegalMove", "hand", "move"]
