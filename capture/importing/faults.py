"""Why a file, or one of its values, cannot be taken."""


class BadFile(Exception):
    """The file cannot be imported at all; the text is a sentence for the person who sent it."""


class BadValue(ValueError):
    """A value cannot be read: why, and what to do."""

    def __init__(self, why: str, do: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.do = do
