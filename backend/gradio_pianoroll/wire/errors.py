"""The error of what goes wrong between Python and the browser."""

from gradio_pianoroll.errors import TransportError as TransportError
