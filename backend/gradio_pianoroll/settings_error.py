"""The error of a wrong setting; apart from `settings`, so that the command line knows it without loading that."""


class SettingsError(ValueError):
    """A variable of the environment has a value that cannot be; the message names both in one sentence."""
