"""Projects of Synthesizer V, Vocaloid, CeVIO and others, read and written by libresvip in an environment of its own.

libresvip needs other versions of packages than Gradio does, so it is never imported here: `install` puts it into a
folder of the user's data, and a child process of its Python turns a project into JSON and back (`bridge`).
"""

from .environment import LibresvipError, default_folder, install, is_installed
from .projects import PROJECTS

__all__ = ["PROJECTS", "LibresvipError", "default_folder", "install", "is_installed"]
