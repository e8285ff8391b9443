"""What this process remembers for all its rolls."""

from __future__ import annotations

from .arrivals import Arrivals
from .store import DocumentStore

# A cache for all rolls of the process; see DocumentStore for why it needs no more identity than content.
DOCUMENTS = DocumentStore()
ARRIVALS = Arrivals()
