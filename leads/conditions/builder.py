"""A condition in a form: what the page shows, what was pressed, what came of it. Pure; templates draw it.

A view makes one from the posted form or from a stored condition, shows `_builder.html` with it, and saves
`json` once `tree` is there. Where a button of the builder was pressed (`is_edit`) it saves nothing and shows
the form again.
"""

from functools import cached_property
from typing import Any

from leads.conditions import draft, typed
from leads.conditions.checking import check
from leads.conditions.draft import Node, Posted
from leads.conditions.english import Part, describe, describe_parts
from leads.conditions.faults import BadCondition, Fault
from leads.conditions.inputs import Inputs
from leads.conditions.schema import Schema
from leads.conditions.tree import Condition
from leads.conditions.tree import to_json as stored

UNCHOSEN = "Choose what to ask about."


class ConditionBuilder:
    """The builder of one condition. `url` is where its buttons post to when there is script (see views)."""

    def __init__(
        self,
        schema: Schema,
        data: Posted | None = None,
        *,
        prefix: str = "cond",
        initial: dict[str, Any] | None = None,
        url: str = "",
        telling: bool = False,
    ) -> None:
        self.schema = schema
        self.prefix = prefix
        self.url = url
        self.telling = telling  # show what is wrong: not before somebody wants to save
        pressed = draft.one(data or {}, f"{prefix}-do")
        given = draft.posted(data, prefix) if data is not None else None
        self.is_edit = f"{prefix}-do" in (data or {})
        root = given or (draft.from_json(initial, schema) if initial else draft.new())
        self.draft = draft.edited(root, pressed) if pressed else root

    @cached_property
    def result(self) -> tuple[Condition | None, tuple[Fault, ...], dict[str, Node]]:
        """The checked condition or the faults, and which path is which node."""
        places: dict[str, Node] = {}
        raw = typed.to_json(self.draft, self.schema, "", places)
        try:
            return check(raw, self.schema), (), places
        except BadCondition as error:
            return None, error.faults, places

    @property
    def tree(self) -> Condition | None:
        """The condition, once there is nothing wrong with it."""
        return self.result[0]

    @property
    def json(self) -> dict[str, Any] | None:
        """The condition as it is stored."""
        return stored(self.tree) if self.tree is not None else None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong."""
        return self.result[1]

    @property
    def sentence(self) -> str:
        """The condition in English; empty while it is not whole."""
        return describe(self.tree, self.schema) if self.tree is not None else ""

    @property
    def parts(self) -> list[Part]:
        """The sentence in pieces."""
        return describe_parts(self.tree, self.schema) if self.tree is not None else []

    @property
    def root(self) -> Inputs:
        """What the template draws."""
        return Inputs(self.draft, self.schema, self.prefix, (), self.texts_of)

    def texts_of(self, node: Node) -> list[str]:
        """What is wrong at exactly this node."""
        if not self.telling:
            return []
        found = [text for place, text in self.told if place is node]
        return [UNCHOSEN] if found and not node.is_group and not node.what else found

    @cached_property
    def told(self) -> list[tuple[Node, str]]:
        """Each fault with the node it is at: the one with the longest path that leads there."""
        _, faults, places = self.result
        found = []
        for fault in faults:
            path = fault.path
            while path not in places:
                path = path.rpartition("/")[0]
            found.append((places[path], fault.text))
        return found
