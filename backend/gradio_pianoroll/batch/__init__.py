"""A corpus on all cores or on a cluster."""

from gradio_pianoroll.batch.errors import BatchError, TaskPickleError, TaskTimeoutError, WorkerDiedError
from gradio_pianoroll.batch.pool import WorkerPool

__all__ = ["BatchError", "TaskPickleError", "TaskTimeoutError", "WorkerDiedError", "WorkerPool"]
