"""What a verb says when it will not."""


class Refused(Exception):
    """Something may not be done; each text is a sentence the person reads."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = list(sentences)

    def __str__(self) -> str:
        return " ".join(self.sentences)
