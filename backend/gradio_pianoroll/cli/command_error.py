"""What a command says when it cannot do what was asked."""

from gradio_pianoroll.errors import PianoRollError

# Exit code after Ctrl-C, as shells have it; also of a run that a lost cluster ended.
INTERRUPTED = 130


class CommandError(PianoRollError):
    """A sentence for the user.

    Parameters
    ----------
    message
        The sentence.
    code
        Exit code of the program.
    """

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code
