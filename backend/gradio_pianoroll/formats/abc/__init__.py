"""ABC notation 2.1 and 1.x (``.abc``): tunes as text, which people type and language models write.

Source: The abc music standard 2.1 (December 2011), abcnotation.com; the older syntax as in its section 10.
"""

from .read import read, read_tunes
from .write import write, write_tunes

__all__ = ["read", "read_tunes", "write", "write_tunes"]
