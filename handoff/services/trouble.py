"""What the person at the keyboard can mend, said in one sentence."""


class Trouble(Exception):
    """Carries the one sentence that is printed instead of a traceback."""
