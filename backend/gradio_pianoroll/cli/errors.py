"""What a command says when it cannot do what was asked."""


class CommandError(Exception):
    """A sentence for the user."""
